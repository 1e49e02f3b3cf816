-- The hints of all active rules as one regular expression per kind of text and treatment of case: one quick search tells whether
-- there may be anything to redact, which nearly always there is not.
CREATE OR REPLACE FUNCTION agora_memory._secret_gate(
    IN  p_is_json  boolean,
    OUT exact      text,
    OUT any_case   text
)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT string_agg(format('(?:%s)', coalesce(r.hint, r.pattern)), '|') FILTER (WHERE r.is_case_sensitive),
           '(?i)' || string_agg(format('(?:%s)', coalesce(r.hint, r.pattern)), '|') FILTER (WHERE NOT r.is_case_sensitive)
      FROM agora_memory.redaction_rule AS r
      LEFT JOIN agora_memory.redaction_rule_state AS s ON s.rule = r.rule
     WHERE coalesce(s.is_active, true) AND (p_is_json OR r.kind = 'text');
END;

COMMENT ON FUNCTION agora_memory._secret_gate(boolean)
    IS 'Hints of the active redaction rules, joined; of those for keys only where the text is JSON.';
REVOKE ALL ON FUNCTION agora_memory._secret_gate(boolean) FROM PUBLIC;
