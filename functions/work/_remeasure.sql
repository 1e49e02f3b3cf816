-- Measures an agent anew, after p_more samples, and tells what follows: that it misses or meets its objectives, and where its reputation
-- has moved by a step since the log last took it, an event in the log of the core. That has no more of it than a step to say.
-- Errors: those of record_reputation().   Locks: the agent's measures.   Emits: work.objective.missed.v1 · work.objective.met.v1.
CREATE OR REPLACE FUNCTION agora_work._remeasure(
    p_agent  bigint,
    p_more   integer,
    p_actor  bigint
)
RETURNS numeric
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_remeasure$
DECLARE
    v_now  timestamptz := agora.now();
    v_old  agora_work.agent_measure;
    v_new  agora_work.agent_measure;
BEGIN
    INSERT INTO agora_work.agent_measure (principal_id, reputation, measured_at)
    VALUES (p_agent, agora.setting_numeric('work.reputation_prior'), v_now)
    ON CONFLICT ON CONSTRAINT agent_measure_pk DO NOTHING;
    SELECT m.* INTO v_old FROM agora_work.agent_measure AS m WHERE m.principal_id = p_agent FOR NO KEY UPDATE;
    v_old.samples := v_old.samples + p_more;
    v_new := agora_work._measure(v_old);
    IF p_more > 0 AND (v_old.logged IS NULL OR abs(v_new.reputation - v_old.logged) >= agora.setting_numeric('work.reputation_step')) THEN
        -- Whoever was away for long has less in the log than it last took: see agora.reputation().
        PERFORM agora.record_reputation(p_agent, 'measured',
                    v_new.reputation - CASE WHEN v_old.logged_at > v_now - agora.setting_interval('core.reputation_grace') THEN v_old.logged::numeric
                                            ELSE agora.reputation(p_agent, 'measured', v_now) END,
                    'measured operations', jsonb_build_object('reputation', v_new.reputation, 'samples', v_new.samples, 'success_rate', v_new.success_rate,
                    'p99_ms', v_new.p99_ms), format('measured:%s:%s', p_agent, v_new.samples), p_actor);
        v_new.logged := v_new.reputation;
        v_new.logged_at := v_now;
    END IF;
    UPDATE agora_work.agent_measure AS m
       SET samples = v_new.samples, success_rate = v_new.success_rate, p50_ms = v_new.p50_ms, p95_ms = v_new.p95_ms, p99_ms = v_new.p99_ms,
           availability = v_new.availability, reputation = v_new.reputation, logged = v_new.logged, logged_at = v_new.logged_at,
           is_breached = v_new.is_breached, measured_at = v_now
     WHERE m.principal_id = p_agent;
    IF v_new.is_breached AND NOT v_old.is_breached THEN
        PERFORM agora_event._emit('work.objective.missed.v1', p_agent::text, to_jsonb(v_new), NULL, p_actor);
        PERFORM agora_work._testify(format('operations:%s', p_agent), 'operations', 'objective.missed', 'high', p_agent::text, to_jsonb(v_new), NULL, p_actor);
    ELSIF v_old.is_breached AND NOT v_new.is_breached THEN
        PERFORM agora_event._emit('work.objective.met.v1', p_agent::text, to_jsonb(v_new), NULL, p_actor);
        PERFORM agora_work._testify(format('operations:%s', p_agent), 'operations', 'objective.met', 'info', p_agent::text, to_jsonb(v_new), NULL, p_actor);
    END IF;
    RETURN v_new.reputation;
END;
$_remeasure$;

COMMENT ON FUNCTION agora_work._remeasure(bigint, integer, bigint)
    IS 'Measure an agent anew after so many more samples; returns its reputation.';
REVOKE ALL ON FUNCTION agora_work._remeasure(bigint, integer, bigint) FROM PUBLIC;
