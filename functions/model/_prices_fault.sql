-- What is wrong with a price list in JSON, as message, detail and hint; NULL = nothing.
CREATE OR REPLACE FUNCTION agora_model._prices_fault(
    p_prices  jsonb,
    p_sets    jsonb
)
RETURNS text[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_prices_fault$
DECLARE
    c_time   text := '"(([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?|24:00)"';
    v_found  text;
BEGIN
    IF p_prices ->> 'currency' <> 'USD' THEN
        RETURN ARRAY['currency is not known', format('currency=%s', p_prices ->> 'currency'), 'Prices are in US dollars; convert them first.'];
    END IF;
    IF jsonb_typeof(p_sets) <> 'array' OR jsonb_array_length(p_sets) NOT BETWEEN 1 AND 1000 THEN
        RETURN ARRAY['price list is not usable', format('sets=%s', left(p_sets::text, 200)), 'Pass 1 to 1000 sets, each {"prices": {…}}.'];
    END IF;
    SELECT left(s.value::text, 200) INTO v_found
      FROM jsonb_array_elements(p_sets) AS s
     WHERE NOT coalesce(CASE WHEN jsonb_typeof(s.value) <> 'object' OR jsonb_typeof(s.value -> 'prices') IS DISTINCT FROM 'object' THEN false
                             WHEN s.value - ARRAY['prices', 'window', 'variant'] <> '{}' THEN false
                             WHEN s.value ? 'variant' AND (jsonb_typeof(s.value -> 'variant') <> 'object' OR s.value -> 'variant' = '{}') THEN false
                             WHEN s.value ? 'window' THEN (s.value -> 'window')::text ~ format('^\[%s, %s\]$', c_time, c_time)
                             ELSE true END, false)
     LIMIT 1;
    IF FOUND THEN
        RETURN ARRAY['price list is not usable', format('set=%s', v_found),
                     'A set has prices, and may have a window of two times of day and a variant: {"window": ["00:30", "08:30"], "variant": {"processing": "batch"}, "prices": {…}}.'];
    END IF;
    IF NOT EXISTS (SELECT FROM jsonb_array_elements(p_sets) AS s WHERE NOT s.value ? 'window' AND NOT s.value ? 'variant') THEN
        RETURN ARRAY['price list has a gap', 'no set holds all day without a variant', 'Add a set without window and variant; it may have no prices.'];
    END IF;
    SELECT format('%s=%s', p.key, left(p.value::text, 200)) INTO v_found
      FROM jsonb_array_elements(p_sets) AS s
     CROSS JOIN LATERAL jsonb_each(s.value -> 'prices') AS p
      LEFT JOIN agora_model.unit AS u ON u.price_key = p.key
     WHERE u.unit IS NULL OR NOT coalesce(agora_model._is_price(p.value), false)
     LIMIT 1;
    IF FOUND THEN
        RETURN ARRAY['price is not usable', v_found,
                     'See agora_model.known_unit for the names. A price is a number of US dollars, 0 or more with at most 12 decimals, or {"base": 3, "tiers": [{"start": 200000, "price": 6}], "minimum": 10}.'];
    END IF;
    RETURN NULL;
END;
$_prices_fault$;

COMMENT ON FUNCTION agora_model._prices_fault(jsonb, jsonb)
    IS 'Fault of a price list: message, detail and hint; NULL = none.';
REVOKE ALL ON FUNCTION agora_model._prices_fault(jsonb, jsonb) FROM PUBLIC;
