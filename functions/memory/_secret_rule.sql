-- Which rule finds a secret in a text: for those who must say why code is not kept, without showing the secret.
CREATE OR REPLACE FUNCTION agora_memory._secret_rule(
    p_text     text,
    p_is_json  boolean DEFAULT false
)
RETURNS text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT r.rule
      FROM agora_memory.redaction_rule AS r
      LEFT JOIN agora_memory.redaction_rule_state AS s ON s.rule = r.rule
     WHERE coalesce(s.is_active, true)
       AND (p_is_json OR r.kind = 'text')
       AND p_text ~ (CASE WHEN r.is_case_sensitive THEN '' ELSE '(?i)' END || format(CASE r.kind WHEN 'key' THEN '"(?:%s)":' ELSE '%s' END, r.pattern))
     ORDER BY r.rule
     LIMIT 1;
END;

COMMENT ON FUNCTION agora_memory._secret_rule(text, boolean)
    IS 'Name of the first rule that finds a secret in a text, or NULL.';
REVOKE ALL ON FUNCTION agora_memory._secret_rule(text, boolean) FROM PUBLIC;
