-- All active rules as two regular expressions each for texts and for the text of JSON: one search tells whether there is anything
-- to redact, which nearly always there is not.
CREATE OR REPLACE FUNCTION agora_memory._secret_gate(
    OUT text_exact     text,
    OUT text_any_case  text,
    OUT json_exact     text,
    OUT json_any_case  text
)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT string_agg(g.form, '|') FILTER (WHERE g.kind = 'text' AND g.is_case_sensitive),
           '(?i)' || string_agg(g.form, '|') FILTER (WHERE g.kind = 'text' AND NOT g.is_case_sensitive),
           string_agg(g.form, '|') FILTER (WHERE g.is_case_sensitive),
           '(?i)' || string_agg(g.form, '|') FILTER (WHERE NOT g.is_case_sensitive)
      FROM (SELECT r.kind,
                   r.is_case_sensitive,
                   format(CASE r.kind WHEN 'key' THEN '(?:"(?:%s)":)' ELSE '(?:%s)' END, r.pattern) AS form
              FROM agora_memory.redaction_rule AS r
              LEFT JOIN agora_memory.redaction_rule_state AS s ON s.rule = r.rule
             WHERE coalesce(s.is_active, true)) AS g;
END;

COMMENT ON FUNCTION agora_memory._secret_gate()
    IS 'Active redaction rules as regular expressions that find any of them.';
REVOKE ALL ON FUNCTION agora_memory._secret_gate() FROM PUBLIC;
