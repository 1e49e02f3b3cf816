-- Puts a command on the allow-list: p_patterns has one regular expression for each argument, p_rest one for all that follow, NULL for none.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003.   Locks: the key's row, the stream of the witness.
CREATE OR REPLACE FUNCTION agora_work.allow_command(
    p_command    text,
    p_patterns   text[],
    p_reason     text,
    p_rest       text    DEFAULT NULL,
    p_principal  bigint  DEFAULT NULL,
    p_seconds    integer DEFAULT 5,
    p_key        text    DEFAULT NULL,
    p_actor      bigint  DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $allow_command$
DECLARE
    c_most      CONSTANT integer := 50;
    v_policy    bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_key', p_key, 200), agora._check_text('p_command', p_command, 200), agora._check_text('p_reason', p_reason, 1000),
            agora._check_number('p_seconds', p_seconds, 1, 30);
    IF p_principal IS NOT NULL THEN
        PERFORM agora._check_principal('p_principal', p_principal);
    END IF;
    IF p_command !~ '^(/[A-Za-z0-9_+][A-Za-z0-9_+.-]*)+$' OR p_patterns IS NULL OR cardinality(p_patterns) > c_most OR coalesce(array_ndims(p_patterns), 1) > 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'command cannot be allowed so',
            DETAIL  = format('p_command=%s patterns=%s', p_command, coalesce(cardinality(p_patterns)::text, 'NULL')),
            HINT    = format('Name the program by its absolute path, without dots at the start of a part, and at most %s patterns.', c_most);
    END IF;
    PERFORM agora_work._check_pattern('p_patterns', p.pattern) FROM unnest(p_patterns) AS p(pattern);
    IF p_rest IS NOT NULL THEN
        PERFORM agora_work._check_pattern('p_rest', p_rest);
    END IF;
    v_policy := agora._first_result('allow_command', p_actor, p_key,
                                    jsonb_build_array(p_command, p_patterns, p_reason, p_rest, p_principal, p_seconds))::bigint;
    IF v_policy IS NOT NULL THEN
        RETURN v_policy;
    END IF;
    INSERT INTO agora_work.exec_policy AS e (principal_id, command, patterns, rest_pattern, max_seconds, reason, allowed_by, allowed_at)
    VALUES (p_principal, p_command, p_patterns, p_rest, p_seconds, p_reason, p_actor, agora.now())
    RETURNING e.exec_policy_id INTO v_policy;
    PERFORM agora_work._testify('permissions', 'security', 'command.allowed', 'warning', p_command, jsonb_build_object('exec_policy_id', v_policy,
            'principal_id', p_principal, 'patterns', p_patterns, 'rest', p_rest, 'seconds', p_seconds, 'reason', p_reason), NULL, p_actor);
    PERFORM agora._keep_result('allow_command', p_actor, p_key, to_jsonb(v_policy));
    RETURN v_policy;
END;
$allow_command$;

COMMENT ON FUNCTION agora_work.allow_command(text, text[], text, text, bigint, integer, text, bigint)
    IS 'Allow a command (absolute path, a pattern per argument, perhaps one for the rest) for p_seconds (1 to 30), to a principal or to all with the capability; returns the key of the policy.';
REVOKE ALL ON FUNCTION agora_work.allow_command(text, text[], text, text, bigint, integer, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.allow_command(text, text[], text, text, bigint, integer, text, bigint) TO agora_operator;
