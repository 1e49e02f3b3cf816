-- What a model charges at a moment, unit by unit and tier by tier.
-- Errors: 22023 · ZP001 · ZP002.
CREATE OR REPLACE FUNCTION agora_model.price_at(
    p_model    text,
    p_at       timestamptz DEFAULT agora.now(),
    p_variant  jsonb       DEFAULT '{}'
)
RETURNS TABLE (unit text, price_key text, tier_start bigint, usd numeric, per integer, price_list_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 4
SET search_path = pg_catalog, pg_temp
AS $price_at$
DECLARE
    v_list bigint := agora_model._list_of(p_model, p_at, p_variant);
BEGIN
    RETURN QUERY
    SELECT DISTINCT l.unit, u.price_key, l.tier_start, l.usd, l.per, v_list
      FROM (SELECT 0 AS start
             UNION
            SELECT p.tier_start
              FROM agora_model.price_set AS s
              JOIN agora_model.model_price AS p ON p.price_set_id = s.price_set_id
             WHERE s.price_list_id = v_list) AS t
     CROSS JOIN LATERAL agora_model._price_lines(v_list, p_at, p_variant, t.start + 1) AS l
      JOIN agora_model.unit AS u ON u.unit = l.unit
     ORDER BY l.unit, l.tier_start;
END;
$price_at$;

COMMENT ON FUNCTION agora_model.price_at(text, timestamptz, jsonb)
    IS 'Prices of a model at a moment for a variant of the service: US dollars for "per" of each unit, from tier_start input tokens on.';
REVOKE ALL ON FUNCTION agora_model.price_at(text, timestamptz, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.price_at(text, timestamptz, jsonb) TO agora_reader;
