-- Prices as callers write them, as rows. Short: {"input_mtok": 3, "output_mtok": {"base": 15, "tiers": [{"start": 200000, "price": 22.5}]}, "audio_hours": {"base": 0.1, "minimum": 10}};
-- whole: {"sets": [{"window": ["00:30", "08:30"], "variant": {"processing": "batch"}, "prices": {…}}, …]}, the first that fits counts, and
-- one standard set holds all day. Unknown price names, bad numbers and currencies but USD are refused.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_model._read_prices(p_prices jsonb)
RETURNS TABLE (rank smallint, window_start interval, window_end interval, variant jsonb, unit text, tier_start bigint, usd numeric, minimum numeric)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_read_prices$
DECLARE
    v_sets   jsonb;
    v_fault  text[];
BEGIN
    PERFORM agora._check_object('p_prices', p_prices);
    v_sets := coalesce(p_prices -> 'sets', jsonb_build_array(jsonb_build_object('prices', p_prices - 'currency')));
    v_fault := agora_model._prices_fault(p_prices, v_sets);
    IF v_fault IS NOT NULL THEN
        PERFORM agora._raise_fault(v_fault);
    END IF;
    RETURN QUERY
    SELECT s.ordinality::smallint, (s.value #>> '{window,0}')::interval, (s.value #>> '{window,1}')::interval, s.value -> 'variant',
           u.unit, t.tier_start, t.usd, coalesce((p.value -> 'minimum')::numeric, 0)
      FROM jsonb_array_elements(v_sets) WITH ORDINALITY AS s
     CROSS JOIN LATERAL jsonb_each(s.value -> 'prices') AS p
      JOIN agora_model.unit AS u ON u.price_key = p.key
     CROSS JOIN LATERAL (
           SELECT 0 AS tier_start, (CASE jsonb_typeof(p.value) WHEN 'number' THEN p.value ELSE p.value -> 'base' END)::numeric AS usd
            UNION ALL
           SELECT (e.value -> 'start')::bigint, (e.value -> 'price')::numeric
             FROM jsonb_array_elements(coalesce(p.value -> 'tiers', '[]')) AS e) AS t;
END;
$_read_prices$;

COMMENT ON FUNCTION agora_model._read_prices(jsonb)
    IS 'Rows of a price list from its JSON form.';
REVOKE ALL ON FUNCTION agora_model._read_prices(jsonb) FROM PUBLIC;
