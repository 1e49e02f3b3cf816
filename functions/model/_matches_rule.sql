-- Does a name fit a rule of the catalogue? The rules are those of genai-prices: equals, starts_with, ends_with, contains, regex,
-- or, and; names and rules compare in lower case.
CREATE OR REPLACE FUNCTION agora_model._matches_rule(
    p_rule  jsonb,
    p_name  text
)
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_matches_rule$
DECLARE
    v_kind   text;
    v_value  jsonb;
    v_text   text;
BEGIN
    SELECT r.key, r.value INTO v_kind, v_value FROM jsonb_each(p_rule) AS r LIMIT 1;
    v_text := lower(v_value #>> '{}');
    RETURN CASE v_kind
        WHEN 'equals'      THEN p_name = v_text
        WHEN 'starts_with' THEN p_name ^@ v_text
        WHEN 'ends_with'   THEN right(p_name, length(v_text)) = v_text
        WHEN 'contains'    THEN strpos(p_name, v_text) > 0
        WHEN 'regex'       THEN p_name ~ (v_value #>> '{}')
        WHEN 'or'          THEN EXISTS (SELECT FROM jsonb_array_elements(v_value) AS e WHERE agora_model._matches_rule(e.value, p_name))
        WHEN 'and'         THEN NOT EXISTS (SELECT FROM jsonb_array_elements(v_value) AS e WHERE NOT agora_model._matches_rule(e.value, p_name))
        ELSE false
    END;
END;
$_matches_rule$;

COMMENT ON FUNCTION agora_model._matches_rule(jsonb, text)
    IS 'Whether a name in lower case fits a rule.';
REVOKE ALL ON FUNCTION agora_model._matches_rule(jsonb, text) FROM PUBLIC;
