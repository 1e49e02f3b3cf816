-- Is a JSON value a price: a number from 0 with at most 12 decimals, or a base with tiers that begin above 0, or a minimum, or both?
CREATE OR REPLACE FUNCTION agora_model._is_price(p_value jsonb)
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_is_price$
BEGIN
    IF jsonb_typeof(p_value) = 'number' THEN
        RETURN p_value::numeric >= 0 AND p_value::numeric <= 1000000 AND p_value::numeric = round(p_value::numeric, 12);
    ELSIF jsonb_typeof(p_value) IS DISTINCT FROM 'object' OR p_value - ARRAY['base', 'tiers', 'minimum'] <> '{}'
          OR jsonb_typeof(p_value -> 'base') IS DISTINCT FROM 'number' OR coalesce(jsonb_typeof(p_value -> 'tiers'), 'array') <> 'array'
          OR NOT agora._is_number(p_value -> 'minimum', 0, 1000000000, 6) THEN
        RETURN false;
    END IF;
    RETURN agora_model._is_price(p_value -> 'base')
       AND (SELECT count(*) = count(DISTINCT t.value -> 'start') FROM jsonb_array_elements(coalesce(p_value -> 'tiers', '[]')) AS t)
       AND NOT EXISTS (SELECT
                         FROM jsonb_array_elements(coalesce(p_value -> 'tiers', '[]')) AS t
                        WHERE NOT CASE WHEN jsonb_typeof(t.value) <> 'object' OR jsonb_typeof(t.value -> 'start') IS DISTINCT FROM 'number'
                                            OR jsonb_typeof(t.value -> 'price') IS DISTINCT FROM 'number' THEN false
                                       ELSE agora_model._is_price(t.value -> 'price') AND (t.value -> 'start')::numeric >= 1
                                            AND (t.value -> 'start')::numeric <= 1000000000000
                                            AND (t.value -> 'start')::numeric = trunc((t.value -> 'start')::numeric) END);
END;
$_is_price$;

COMMENT ON FUNCTION agora_model._is_price(jsonb)
    IS 'Whether a JSON value is a price.';
REVOKE ALL ON FUNCTION agora_model._is_price(jsonb) FROM PUBLIC;
