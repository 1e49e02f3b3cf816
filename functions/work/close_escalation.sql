-- Closes an escalation, with what was decided; its agent is told. A human does this, through an operator's login, and nobody for
-- a matter of their own.
-- Errors: 22023 · 42501 also for an agent, and for one's own · ZA001 · ZA002 · ZW083 unknown · ZW084 closed.
-- Emits: work.escalation.closed.v1 · work.message.sent.v1.   Locks: the escalation.
CREATE OR REPLACE FUNCTION agora_work.close_escalation(
    p_escalation  bigint,
    p_resolution  text,
    p_actor       bigint DEFAULT agora.current_principal()
)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $close_escalation$
DECLARE
    v_escalation  agora_work.escalation;
    v_payload     jsonb;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_resolution', p_resolution, 10000);
    SELECT e.* INTO v_escalation FROM agora_work.escalation AS e WHERE e.escalation_id = p_escalation FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW083',
            MESSAGE = 'unknown escalation',
            DETAIL  = format('p_escalation=%s', coalesce(p_escalation::text, 'NULL')),
            HINT    = 'See agora_work.recorded_escalation.';
    ELSIF v_escalation.closed_at IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW084',
            MESSAGE = 'this matter is closed',
            DETAIL  = format('p_escalation=%s closed_at=%s', p_escalation, v_escalation.closed_at),
            HINT    = 'See agora_work.recorded_escalation for what was decided.';
    ELSIF NOT agora_work._is_human(p_actor) OR (p_actor = v_escalation.agent_id AND p_actor > 2) THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'a human decides this, and nobody for themselves',
            DETAIL  = format('p_escalation=%s agent_id=%s actor=%s', p_escalation, v_escalation.agent_id, p_actor),
            HINT    = 'Connect as a member of agora_operator, and name another human as p_actor if it is your own matter.';
    END IF;
    UPDATE agora_work.escalation AS e
       SET closed_at = agora.now(), closed_by = p_actor, resolution = p_resolution
     WHERE e.escalation_id = p_escalation;
    v_payload := jsonb_build_object('escalation_id', p_escalation, 'agent_id', v_escalation.agent_id, 'reason', v_escalation.reason);
    PERFORM agora_event._emit('work.escalation.closed.v1', p_escalation::text, v_payload, NULL, p_actor);
    PERFORM agora_work._send(ARRAY[v_escalation.agent_id], 'escalation_closed', ARRAY[v_payload || jsonb_build_object('resolution', p_resolution)], p_actor);
END;
$close_escalation$;

COMMENT ON FUNCTION agora_work.close_escalation(bigint, text, bigint)
    IS 'Close an escalation, as a human, with what was decided.';
REVOKE ALL ON FUNCTION agora_work.close_escalation(bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.close_escalation(bigint, text, bigint) TO agora_operator;
