-- Switches a rule off, or on again. What was redacted stays redacted; what is stored already is not searched again.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZM013 unknown rule.   Locks: the rule.   Emits: memory.redaction.changed.v1
CREATE OR REPLACE FUNCTION agora_memory.set_redaction_rule(
    p_rule       text,
    p_is_active  boolean,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $set_redaction_rule$
DECLARE
    v_was boolean;
BEGIN
    PERFORM agora._act_as(p_actor);
    IF p_is_active IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'switch is missing',
            DETAIL  = 'argument=p_is_active',
            HINT    = 'Pass true or false.';
    END IF;
    PERFORM 1 FROM agora_memory.redaction_rule AS r WHERE r.rule = p_rule FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM013',
            MESSAGE = 'unknown redaction rule',
            DETAIL  = format('p_rule=%s', coalesce(left(p_rule, 100), 'NULL')),
            HINT    = 'See agora_memory.redaction for the names.';
    END IF;
    v_was := coalesce((SELECT s.is_active FROM agora_memory.redaction_rule_state AS s WHERE s.rule = p_rule), true);
    IF v_was = p_is_active THEN
        RETURN p_is_active;
    END IF;
    INSERT INTO agora_memory.redaction_rule_state AS s (rule, is_active)
    VALUES (p_rule, p_is_active)
    ON CONFLICT ON CONSTRAINT redaction_rule_state_pk DO UPDATE SET is_active = excluded.is_active;
    PERFORM agora_event._emit('memory.redaction.changed.v1', p_rule, jsonb_build_object('rule', p_rule, 'is_active', p_is_active), NULL, p_actor);
    RETURN p_is_active;
END;
$set_redaction_rule$;

COMMENT ON FUNCTION agora_memory.set_redaction_rule(text, boolean, bigint)
    IS 'Switch a redaction rule on or off; returns what it is now.';
REVOKE ALL ON FUNCTION agora_memory.set_redaction_rule(text, boolean, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.set_redaction_rule(text, boolean, bigint) TO agora_operator;
