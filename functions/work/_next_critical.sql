-- The most urgent task that an agent may claim, claimed. Its fillers are about to stop for it, so they do not count: who is full with them,
-- or has no room but theirs, gets it nevertheless.
-- Errors: as claim_next().   Emits: work.task.claimed.v1, and what a sweep that is due emits.
-- Locks: the agent; tasks, those of others skipped; exclusive keys, tried; lanes.
CREATE OR REPLACE FUNCTION agora_work._next_critical(
    p_agent  bigint,
    p_actor  bigint
)
RETURNS agora_work.claimed_task
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_next_critical$
DECLARE
    v_task     agora_work.claimed_task;
    v_agent    record;
    v_fillers  integer;
    v_load     interval;
    v_tasks    bigint[];
BEGIN
    SELECT c.* INTO v_task FROM agora_work.claim_next(p_agent, 1, '{critical}', NULL, p_actor) AS c;
    IF v_task.task_id IS NOT NULL THEN
        RETURN v_task;
    END IF;
    SELECT count(*), coalesce(sum(t.estimate), interval '0') INTO v_fillers, v_load
      FROM agora_work.task AS t
      JOIN agora_work.lane AS l ON l.lane_id = t.lane_id AND l.kind <> 'critical'
     WHERE t.holder_id = p_agent AND least(t.lease_until, t.finish_by) > agora_work.loss_horizon(t.lease);
    IF v_fillers > 0 THEN
        SELECT * INTO v_agent FROM agora_work._lock_agent(p_agent, p_actor);
        IF v_agent.free + v_fillers > 0 AND (v_agent.free <= 0 OR v_load > interval '0') THEN
            v_tasks := agora_work._pick_tasks(p_agent, '{critical}', 1, v_agent.room + v_load, true);
            IF v_tasks <> '{}' THEN
                v_task := (agora_work._claim_set(p_agent, v_tasks, v_agent.since, v_agent.lease, p_actor))[1];
            END IF;
        END IF;
    END IF;
    RETURN v_task;
END;
$_next_critical$;

COMMENT ON FUNCTION agora_work._next_critical(bigint, bigint)
    IS 'Claim the next task for an agent whose fillers make room; NULL = there is none.';
REVOKE ALL ON FUNCTION agora_work._next_critical(bigint, bigint) FROM PUBLIC;
