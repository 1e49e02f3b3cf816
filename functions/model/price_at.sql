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
    SELECT l.unit, u.price_key, t.start, t.usd, l.per, v_list
      FROM unnest(agora_model._lines_at(v_list, p_at, p_variant)) AS l
      JOIN agora_model.unit AS u ON u.unit = l.unit
     CROSS JOIN LATERAL unnest(l.starts, l.usd) AS t(start, usd)
     ORDER BY l.unit, t.start;
END;
$price_at$;

COMMENT ON FUNCTION agora_model.price_at(text, timestamptz, jsonb)
    IS 'Prices of a model at a moment for a variant of the service: US dollars for "per" of each unit, from tier_start input tokens on.';
REVOKE ALL ON FUNCTION agora_model.price_at(text, timestamptz, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.price_at(text, timestamptz, jsonb) TO agora_reader;
