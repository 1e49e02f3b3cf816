-- Records how an operation of an agent went, by whoever ran it: a trusted service or worker, never a bound login, and never the agent.
-- Success rate, percentiles, reputation, objectives and the agent's breaker follow at once. The key must be given.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003.   Locks: the key's row, the agent's measures, its breaker.
-- Emits: what _remeasure() emits.
CREATE OR REPLACE FUNCTION agora_work.record_operation(
    p_agent       bigint,
    p_operation   text,
    p_is_success  boolean,
    p_latency_ms  numeric DEFAULT NULL,
    p_key         text    DEFAULT NULL,
    p_actor       bigint  DEFAULT agora.current_principal()
)
RETURNS numeric
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_operation$
DECLARE
    c_scope       CONSTANT text := 'record_operation';
    v_first       jsonb;
    v_reputation  numeric;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_key', p_key, 200), agora._check_text('p_operation', p_operation, 200),
            agora._check_number('p_latency_ms', p_latency_ms, 0, 86400000, true), agora._check_principal('p_agent', p_agent);
    IF agora.visible_principal() <> 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'a bound login measures nobody',
            DETAIL  = format('login=%s', session_user),
            HINT    = 'Whoever ran the operation records it: a service or worker that is not bound to an agent.';
    END IF;
    IF p_is_success IS NULL OR p_agent = p_actor OR p_agent < 1000 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'operation is not usable',
            DETAIL  = format('p_agent=%s p_actor=%s p_is_success=%s', p_agent, p_actor, coalesce(p_is_success::text, 'NULL')),
            HINT    = 'Say whether it worked; nobody measures themselves, and seeded principals are not measured.';
    END IF;
    v_first := agora._first_result(c_scope, p_actor, p_key, jsonb_build_array(p_agent, p_operation, p_is_success, p_latency_ms));
    IF v_first IS NOT NULL THEN
        RETURN v_first::numeric;
    END IF;
    INSERT INTO agora_work.operation (principal_id, operation, is_success, latency_ms, recorded_by, recorded_at)
    VALUES (p_agent, p_operation, p_is_success, p_latency_ms, p_actor, agora.now());
    v_reputation := agora_work._remeasure(p_agent, 1, p_actor);
    PERFORM agora.record_outcome(agora_work.agent_breaker(p_agent), p_is_success, p_actor);
    PERFORM agora._keep_result(c_scope, p_actor, p_key, to_jsonb(v_reputation));
    RETURN v_reputation;
END;
$record_operation$;

COMMENT ON FUNCTION agora_work.record_operation(bigint, text, boolean, numeric, text, bigint)
    IS 'Record whether an operation of an agent worked and how long it took (milliseconds, 0 to a day); returns its measured reputation.';
REVOKE ALL ON FUNCTION agora_work.record_operation(bigint, text, boolean, numeric, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.record_operation(bigint, text, boolean, numeric, text, bigint) TO agora_service;
