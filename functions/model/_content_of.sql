-- Name of what a price list says: the same for lists that charge the same, however they were written.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_model._content_of(p_prices jsonb)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_content_of$
BEGIN
    RETURN (SELECT encode(sha256(convert_to(coalesce(string_agg(
                       concat_ws('|', r.rank, r.window_start, r.window_end, r.variant, r.unit, r.tier_start, trim_scale(r.usd), nullif(trim_scale(r.minimum), 0)), E'\n'
                       ORDER BY r.rank, r.unit, r.tier_start), ''), 'UTF8')), 'hex')
              FROM agora_model._read_prices(p_prices) AS r);
END;
$_content_of$;

COMMENT ON FUNCTION agora_model._content_of(jsonb)
    IS 'SHA-256 of a price list.';
REVOKE ALL ON FUNCTION agora_model._content_of(jsonb) FROM PUBLIC;
