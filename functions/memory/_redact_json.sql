-- A JSON value without its secrets: what the rules find in its strings, and the strings and numbers under a key that is named
-- after a secret, unless the string is a placeholder. Names of keys stay as they are.
CREATE OR REPLACE FUNCTION agora_memory._redact_json(p_json jsonb)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_redact_json$
DECLARE
    c_placeholder  CONSTANT text := '^(\s*|\$\{?\w+\}?|<[^<>]*>|\{.*\}|\*+|\.{3}|\[redacted:\w+\]|none|null|true|false)$';
    v_json         jsonb := p_json;
    r_leaf         record;
BEGIN
    IF NOT agora_memory._has_secret(agora_memory._json_text(p_json), true) THEN
        RETURN p_json;
    END IF;
    -- A loop, because each replacement is made in what the one before it left.
    FOR r_leaf IN
        WITH RECURSIVE node (path, value, rule) AS (
            SELECT ARRAY[]::text[], p_json, NULL::text
            UNION ALL
            SELECT n.path || c.key, c.value, coalesce(n.rule, c.rule)
              FROM node AS n
             CROSS JOIN LATERAL (
                   SELECT e.key, e.value, (SELECT min(r.rule)
                                             FROM agora_memory.redaction_rule AS r
                                             LEFT JOIN agora_memory.redaction_rule_state AS s ON s.rule = r.rule
                                            WHERE r.kind = 'key'
                                              AND coalesce(s.is_active, true)
                                              AND e.key ~ (CASE WHEN r.is_case_sensitive THEN '' ELSE '(?i)' END || format('^(?:%s)$', r.pattern))) AS rule
                     FROM jsonb_each(CASE jsonb_typeof(n.value) WHEN 'object' THEN n.value ELSE '{}' END) AS e
                    UNION ALL
                   SELECT (a.ordinality - 1)::text, a.value, NULL
                     FROM jsonb_array_elements(CASE jsonb_typeof(n.value) WHEN 'array' THEN n.value ELSE '[]' END) WITH ORDINALITY AS a) AS c
        )
        SELECT n.path, n.value,
               to_jsonb(CASE WHEN n.rule IS NOT NULL AND n.value #>> '{}' !~* c_placeholder THEN format('[redacted:%s]', n.rule)
                             WHEN jsonb_typeof(n.value) = 'string' THEN agora_memory._redact(n.value #>> '{}') END) AS redacted
          FROM node AS n
         WHERE jsonb_typeof(n.value) IN ('string', 'number')
    LOOP
        CONTINUE WHEN r_leaf.redacted IS NULL OR r_leaf.redacted = r_leaf.value;
        v_json := CASE WHEN r_leaf.path = '{}' THEN r_leaf.redacted ELSE jsonb_set(v_json, r_leaf.path, r_leaf.redacted) END;
    END LOOP;
    RETURN v_json;
END;
$_redact_json$;

COMMENT ON FUNCTION agora_memory._redact_json(jsonb)
    IS 'A JSON value with its secrets replaced.';
REVOKE ALL ON FUNCTION agora_memory._redact_json(jsonb) FROM PUBLIC;
