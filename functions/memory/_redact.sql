-- A text without its secrets: each is replaced by [redacted:<rule>]. What is redacted already stays as it is.
CREATE OR REPLACE FUNCTION agora_memory._redact(p_text text)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_redact$
DECLARE
    v_text  text := p_text;
    r_rule  record;
BEGIN
    IF NOT agora_memory._has_secret(p_text) THEN
        RETURN p_text;
    END IF;
    -- A loop, because each rule reads what the one before it left.
    FOR r_rule IN
        SELECT r.rule, r.pattern, CASE WHEN r.is_case_sensitive THEN 'g' ELSE 'gi' END AS flags
          FROM agora_memory.redaction_rule AS r
          LEFT JOIN agora_memory.redaction_rule_state AS s ON s.rule = r.rule
         WHERE r.kind = 'text' AND coalesce(s.is_active, true)
         ORDER BY r.rule
    LOOP
        v_text := regexp_replace(v_text, r_rule.pattern, format('\1[redacted:%s]', r_rule.rule), r_rule.flags);
    END LOOP;
    RETURN v_text;
END;
$_redact$;

COMMENT ON FUNCTION agora_memory._redact(text)
    IS 'A text with its secrets replaced.';
REVOKE ALL ON FUNCTION agora_memory._redact(text) FROM PUBLIC;
