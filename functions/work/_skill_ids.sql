-- Ids of capabilities that a call names beside those that a policy names; there need not be any.
-- Errors: 22023 too many in the call · ZW054 unknown capability.
CREATE OR REPLACE FUNCTION agora_work._skill_ids(
    p_argument  text,
    p_codes     text[],
    p_rule      jsonb
)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_skill_ids$
DECLARE
    v_ids bigint[];
BEGIN
    IF coalesce(p_rule, '[]') = '[]' THEN
        RETURN CASE WHEN coalesce(p_codes, '{}') = '{}' THEN '{}' ELSE agora_work._capability_ids(p_argument, p_codes) END;
    END IF;
    v_ids := agora_work._capability_ids(p_argument, ARRAY(SELECT r.code FROM jsonb_array_elements_text(p_rule) AS r(code)));
    IF coalesce(p_codes, '{}') = '{}' THEN
        RETURN v_ids;
    END IF;
    RETURN ARRAY(SELECT DISTINCT u.skill_id FROM unnest(v_ids || agora_work._capability_ids(p_argument, p_codes)) AS u(skill_id) ORDER BY u.skill_id);
END;
$_skill_ids$;

COMMENT ON FUNCTION agora_work._skill_ids(text, text[], jsonb)
    IS 'Ids of capabilities by their codes, of a call (at most 100) and of a policy together; none where none is named.';
REVOKE ALL ON FUNCTION agora_work._skill_ids(text, text[], jsonb) FROM PUBLIC;
