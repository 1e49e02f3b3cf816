-- Ids of capabilities that a call names beside those that a policy names; there need not be any.
-- Errors: 22023 too many · ZW054 unknown capability.
CREATE OR REPLACE FUNCTION agora_work._skill_ids(
    p_argument  text,
    p_codes     text[],
    p_rule      jsonb
)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_skill_ids$
BEGIN
    IF coalesce(p_codes, '{}') = '{}' AND coalesce(p_rule, '[]') = '[]' THEN
        RETURN '{}';
    END IF;
    RETURN agora_work._capability_ids(p_argument, p_codes || ARRAY(SELECT r.code FROM jsonb_array_elements_text(coalesce(p_rule, '[]')) AS r(code)));
END;
$_skill_ids$;

COMMENT ON FUNCTION agora_work._skill_ids(text, text[], jsonb)
    IS 'Ids of capabilities by their codes, of a call and of a policy together; none where none is named.';
REVOKE ALL ON FUNCTION agora_work._skill_ids(text, text[], jsonb) FROM PUBLIC;
