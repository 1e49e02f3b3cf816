-- The head of every claim: one claim of an agent at a time, so that it never holds more than it may. How much more it may hold: tasks
-- and estimated work. seen_at is written at most every tenth of a lease: a row that changes with every claim would grow a chain of
-- dead versions under a long-open snapshot.
-- A halted agent claims nothing; after the cooldown of a transient trip one claim is the probe.
-- Errors: 42501 · ZA001 · ZA002 · ZW002 · ZW061 agent is halted.   Locks: the agent; its breaker, only to hand out the probe.
CREATE OR REPLACE FUNCTION agora_work._lock_agent(
    p_agent      bigint,
    p_actor      bigint,
    OUT lease    interval,
    OUT free     integer,
    OUT room     interval
)
RETURNS record
LANGUAGE plpgsql VOLATILE
AS $_lock_agent$
DECLARE
    v_now    timestamptz := agora.now();
    v_seen   timestamptz;
    v_tasks  integer;
    v_load   interval;
    v_state  text;
BEGIN
    IF p_agent IS DISTINCT FROM p_actor THEN
        PERFORM agora_work._check_self(p_agent, p_actor);
        PERFORM agora._check_principal('p_agent', p_agent, true);
    END IF;
    SELECT a.lease, a.max_tasks, a.capacity, a.seen_at INTO lease, free, room, v_seen
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
    -- Read behind the lock, for which whoever halts the agent waits, too.
    SELECT b.status INTO v_state FROM agora.breaker AS b WHERE b.breaker = agora_work.agent_breaker(p_agent);
    IF v_state <> 'closed' AND NOT agora.breaker_allows(agora_work.agent_breaker(p_agent), p_actor) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW061',
            MESSAGE = 'agent is halted',
            DETAIL  = format('p_agent=%s', p_agent),
            HINT    = 'See agora_work.agent_standing; another operator may reset its breaker.';
    END IF;
    IF v_seen < v_now - lease / 10 THEN
        UPDATE agora_work.agent AS a SET seen_at = v_now WHERE a.agent_id = p_agent;
    END IF;
    SELECT count(*), sum(t.estimate) INTO v_tasks, v_load
      FROM agora_work.task AS t
     WHERE t.holder_id = p_agent AND least(t.lease_until, t.finish_by) > agora_work.loss_horizon(t.lease);
    free := free - v_tasks;
    room := room - coalesce(v_load, interval '0');
END;
$_lock_agent$;

COMMENT ON FUNCTION agora_work._lock_agent(bigint, bigint)
    IS 'Lock an agent for a claim; returns its lease and how much more it may hold.';
REVOKE ALL ON FUNCTION agora_work._lock_agent(bigint, bigint) FROM PUBLIC;
