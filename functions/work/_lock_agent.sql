-- The head of every claim: one claim of an agent at a time, so that it never holds more than it may. How much more it may hold: tasks
-- and estimated work. seen_at is written at most every tenth of a lease: a row that changes with every claim would grow a chain of
-- dead versions under a long-open snapshot.
-- Errors: 42501 · ZA001 · ZA002 · ZW002.   Locks: the agent.
CREATE OR REPLACE FUNCTION agora_work._lock_agent(
    p_agent        bigint,
    p_actor        bigint,
    OUT lease      interval,
    OUT horizon    timestamptz,
    OUT free       integer,
    OUT room       interval,
    OUT is_due     boolean
)
RETURNS record
LANGUAGE plpgsql VOLATILE
AS $_lock_agent$
DECLARE
    v_now    timestamptz := agora.now();
    v_terms  record;
    v_seen   timestamptz;
    v_swept  interval;
BEGIN
    IF p_agent IS DISTINCT FROM p_actor THEN
        PERFORM agora_work._check_self(p_agent, p_actor);
        PERFORM agora._check_principal('p_agent', p_agent, true);
    END IF;
    SELECT * INTO v_terms FROM agora_work._terms();
    SELECT coalesce(a.lease, v_terms.lease), coalesce(a.max_tasks, v_terms.max_tasks), coalesce(a.capacity, v_terms.capacity), a.seen_at
      INTO lease, free, room, v_seen
      FROM agora_work.agent AS a
     WHERE a.agent_id = p_agent
       FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW002',
            MESSAGE = 'principal is not registered for work',
            DETAIL  = format('p_agent=%s', p_agent),
            HINT    = 'Register it with agora_work.register_agent().';
    END IF;
    IF v_seen < v_now - lease / 10 THEN
        UPDATE agora_work.agent AS a SET seen_at = v_now WHERE a.agent_id = p_agent;
    END IF;

    horizon := agora_work.loss_horizon();
    SELECT free - count(*), room - coalesce(sum(t.estimate), interval '0') INTO free, room
      FROM agora_work.task AS t
     WHERE t.holder_id = p_agent AND least(t.lease_until, t.finish_by) > horizon;
    v_swept := make_interval(secs => extract(epoch FROM v_now) - coalesce(pg_sequence_last_value('agora_work.swept_at'), 0) / 1000.0);
    is_due := v_swept < interval '0' OR v_swept >= v_terms.sweep_every;
END;
$_lock_agent$;

COMMENT ON FUNCTION agora_work._lock_agent(bigint, bigint)
    IS 'Lock an agent for a claim; returns its lease, from when claims are lost, how much more it may hold, and whether a sweep is due.';
REVOKE ALL ON FUNCTION agora_work._lock_agent(bigint, bigint) FROM PUBLIC;
