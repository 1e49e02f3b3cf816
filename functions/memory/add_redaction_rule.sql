-- Adds a form of secret. The name is the natural key: the same rule again changes nothing. A pattern that cannot be searched fast
-- is refused: back references, and bounds within bounds that the engine finds too complex.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZM011 the name has another rule.   Emits: memory.redaction.changed.v1
CREATE OR REPLACE FUNCTION agora_memory.add_redaction_rule(
    p_rule               text,
    p_pattern            text,
    p_description        text,
    p_kind               text    DEFAULT 'text',
    p_is_case_sensitive  boolean DEFAULT true,
    p_actor              bigint  DEFAULT agora.current_principal()
)
RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_redaction_rule$
DECLARE
    v_found  agora_memory.redaction_rule;
    v_fault  text;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_pattern', p_pattern, 1000);
    PERFORM agora._check_text('p_description', p_description, 1000);
    v_fault := agora_memory._pattern_fault(p_pattern);
    IF p_rule IS NULL OR p_rule !~ '^[a-z][a-z0-9_]{0,62}$' OR p_kind IS NULL OR p_kind NOT IN ('text', 'key') OR p_is_case_sensitive IS NULL
       OR v_fault IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'redaction rule is not usable',
            DETAIL  = format('p_rule=%s p_kind=%s p_is_case_sensitive=%s %s', coalesce(left(p_rule, 100), 'NULL'), coalesce(left(p_kind, 50), 'NULL'),
                             coalesce(p_is_case_sensitive::text, 'NULL'), coalesce('pattern ' || v_fault, 'p_pattern=' || left(p_pattern, 200))),
            HINT    = 'Name it in lower case with underscores; kind is text or key; the pattern is a regular expression of PostgreSQL without back references and anchors, bounded, that does not match an empty text.';
    END IF;
    INSERT INTO agora_memory.redaction_rule (rule, kind, pattern, is_case_sensitive, description, recorded_at)
    VALUES (p_rule, p_kind, p_pattern, p_is_case_sensitive, p_description, agora.now())
    ON CONFLICT ON CONSTRAINT redaction_rule_pk DO NOTHING;
    IF FOUND THEN
        PERFORM agora_event._emit('memory.redaction.changed.v1', p_rule, jsonb_build_object('rule', p_rule, 'is_active', true), NULL, p_actor);
        RETURN p_rule;
    END IF;
    SELECT r.* INTO v_found FROM agora_memory.redaction_rule AS r WHERE r.rule = p_rule;
    IF (v_found.kind, v_found.pattern, v_found.is_case_sensitive, v_found.description)
       IS DISTINCT FROM (p_kind, p_pattern, p_is_case_sensitive, p_description) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM011',
            MESSAGE = 'a redaction rule of this name exists',
            DETAIL  = format('p_rule=%s kind=%s pattern=%s', p_rule, v_found.kind, v_found.pattern),
            HINT    = 'Choose another name, and switch the old rule off with agora_memory.set_redaction_rule().';
    END IF;
    RETURN p_rule;
END;
$add_redaction_rule$;

COMMENT ON FUNCTION agora_memory.add_redaction_rule(text, text, text, text, boolean, bigint)
    IS 'Add a form of secret that is replaced before anything is stored; what the first group of the pattern catches is kept.';
REVOKE ALL ON FUNCTION agora_memory.add_redaction_rule(text, text, text, text, boolean, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.add_redaction_rule(text, text, text, text, boolean, bigint) TO agora_operator;
