-- What usage costs by a price list. The most special units first: what they count is taken off the units they are part of, so
-- nothing is charged twice; more parts than there are of the whole is a fault. The arithmetic is that of genai-prices.
CREATE OR REPLACE FUNCTION agora_model._cost_of(
    p_list     bigint,
    p_at       timestamptz,
    p_variant  jsonb,
    p_usage    jsonb,
    OUT usd    numeric,
    OUT fault  text[]
)
LANGUAGE plpgsql STABLE
AS $_cost_of$
DECLARE
    v_units       text[];
    v_pers        integer[];
    v_dimensions  jsonb[];
    v_prices      numeric[];
    v_minima      numeric[];
    v_rest        numeric[] := '{}';
    v_count       numeric;
    v_whole       text;
BEGIN
    SELECT array_agg(l.unit), array_agg(l.per), array_agg(l.dimensions), array_agg(l.usd), array_agg(l.minimum)
      INTO v_units, v_pers, v_dimensions, v_prices, v_minima
      FROM (SELECT l.*
              FROM agora_model._price_lines(p_list, p_at, p_variant, coalesce((p_usage ->> 'input_tokens')::numeric, 0)) AS l
             ORDER BY (SELECT count(*) FROM jsonb_object_keys(l.dimensions)) DESC, l.unit) AS l;
    usd := 0;
    -- A loop, because each unit needs what is left of the ones before it; a list has two to ten.
    FOR i IN 1 .. coalesce(cardinality(v_units), 0) LOOP
        v_count := (p_usage ->> v_units[i])::numeric;
        IF v_units[i] = 'requests' THEN
            v_count := 1;
        ELSIF v_count IS NULL THEN
            v_count := 0;
            v_whole := agora_model._missing_for(v_dimensions[i], p_usage);
            IF v_whole IS NOT NULL THEN
                fault := ARRAY['usage is not consistent', format('missing=%s reported=%s', v_units[i], v_whole),
                               'Report the whole beside its parts: input_tokens counts cached tokens, too.'];
                RETURN;
            END IF;
        END IF;
        IF v_count > 0 AND v_count < v_minima[i] THEN
            v_count := v_minima[i];
        END IF;
        FOR j IN 1 .. i - 1 LOOP
            IF v_dimensions[j] @> v_dimensions[i] THEN
                v_count := v_count - v_rest[j];
            END IF;
        END LOOP;
        IF v_count < 0 THEN
            fault := ARRAY['usage is not consistent', format('unit=%s reported=%s parts_exceed_it_by=%s', v_units[i], p_usage ->> v_units[i], -v_count),
                           'Report the whole beside its parts: input_tokens counts cached tokens, too.'];
            RETURN;
        END IF;
        v_rest[i] := v_count;
        usd := usd + v_count * v_prices[i] / v_pers[i];
    END LOOP;
    usd := trim_scale(round(usd, 12));
END;
$_cost_of$;

COMMENT ON FUNCTION agora_model._cost_of(bigint, timestamptz, jsonb, jsonb)
    IS 'Cost of usage by a price list in US dollars, or the fault of the usage as message, detail and hint.';
REVOKE ALL ON FUNCTION agora_model._cost_of(bigint, timestamptz, jsonb, jsonb) FROM PUBLIC;
