-- Records that an agent did what it should not have, by whoever saw it: a trusted service or worker. One of security opens its breaker at
-- once, any other counts as a failure, and enough of those in a row do. The key must be given.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003.   Locks: the key's row, the agent's breaker, its stream of the witness.
-- Emits: work.violation.recorded.v1.
CREATE OR REPLACE FUNCTION agora_work.record_violation(
    p_agent    bigint,
    p_kind     text,
    p_details  jsonb  DEFAULT '{}',
    p_subject  text   DEFAULT NULL,
    p_key      text   DEFAULT NULL,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_violation$
DECLARE
    c_scope      CONSTANT text := 'record_violation';
    v_details    jsonb;
    v_violation  bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_key', p_key, 200), agora._check_text('p_subject', p_subject, 200, p_optional => true),
            agora._check_object('p_details', p_details), agora._check_principal('p_agent', p_agent);
    IF agora.visible_principal() <> 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'a bound login accuses nobody',
            DETAIL  = format('login=%s', session_user),
            HINT    = 'Whoever ran the agent records it: a service or worker that is not bound to an agent.';
    END IF;
    IF p_kind IS NULL OR p_kind NOT IN ('policy', 'limit', 'security') OR p_agent < 1000 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'violation is not usable',
            DETAIL  = format('p_agent=%s p_kind=%s', p_agent, left(coalesce(p_kind, 'NULL'), 100)),
            HINT    = 'The kind is policy, limit or security; seeded principals are not accused.';
    END IF;
    v_violation := agora._first_result(c_scope, p_actor, p_key, jsonb_build_array(p_agent, p_kind, p_details, p_subject))::bigint;
    IF v_violation IS NOT NULL THEN
        RETURN v_violation;
    END IF;
    v_details := agora_memory._redact_json(p_details);
    INSERT INTO agora_work.violation AS v (principal_id, kind, subject, details, recorded_by, recorded_at)
    VALUES (p_agent, p_kind, p_subject, v_details, p_actor, agora.now())
    RETURNING v.violation_id INTO v_violation;
    IF p_kind = 'security' THEN
        PERFORM agora.trip_breaker(agora_work.agent_breaker(p_agent), 'security', format('violation %s', v_violation), p_actor);
    ELSE
        PERFORM agora.record_outcome(agora_work.agent_breaker(p_agent), false, p_actor);
    END IF;
    PERFORM agora_event._emit('work.violation.recorded.v1', p_agent::text, jsonb_build_object('violation_id', v_violation, 'agent_id', p_agent,
            'kind', p_kind, 'subject', p_subject), NULL, p_actor);
    PERFORM agora_work._testify(format('security:%s', p_agent), 'security', 'violation.recorded', CASE p_kind WHEN 'security' THEN 'critical' ELSE 'high' END,
            p_subject, v_details || jsonb_build_object('violation_id', v_violation, 'kind', p_kind), NULL, p_actor);
    PERFORM agora._keep_result(c_scope, p_actor, p_key, to_jsonb(v_violation));
    RETURN v_violation;
END;
$record_violation$;

COMMENT ON FUNCTION agora_work.record_violation(bigint, text, jsonb, text, text, bigint)
    IS 'Record a violation (policy, limit, security) of an agent; one of security halts it at once.';
REVOKE ALL ON FUNCTION agora_work.record_violation(bigint, text, jsonb, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.record_violation(bigint, text, jsonb, text, text, bigint) TO agora_service;
