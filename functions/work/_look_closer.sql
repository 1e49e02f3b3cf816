-- What agents that find nothing see to, for several at once: a sweep, blockers whose time has come, tasks that are ready by now, hints that are late, and a sign of
-- life of each, from which an agent that holds nothing also counts its claims. Returns those of whom more is to be looked up, by a call of their own.
-- Emits: what a sweep that is due emits, and _climb_ladder().   Locks: those of a sweep; blockers, tasks, lanes and agents, those of others skipped.
CREATE OR REPLACE FUNCTION agora_work._look_closer(
    p_agents  bigint[],
    p_kinds   text[]
)
RETURNS bigint[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_look_closer$
DECLARE
    v_now     timestamptz := agora.now();
    v_unseen  bigint[];
BEGIN
    IF agora_work._is_sweep_due() THEN
        PERFORM agora_work._release_expired(1000);
    END IF;
    IF EXISTS (SELECT FROM agora_work.blocker AS b WHERE b.due_at <= v_now) THEN
        PERFORM agora_work._climb_ladder(100);
    END IF;
    PERFORM agora_work._make_ready(1000);
    PERFORM agora_work._find_ready(ARRAY(SELECT l.lane_id FROM agora_work.lane AS l WHERE (l.assignee_id IS NULL OR l.assignee_id = ANY (p_agents)) AND l.kind = ANY (p_kinds)));

    -- Locks first, and the change in a statement of its own: see _note_ready(). Another session that has an agent sees to it itself.
    v_unseen := ARRAY(SELECT a.agent_id FROM agora_work.agent AS a WHERE a.agent_id = ANY (p_agents) AND a.seen_at < v_now - a.lease / 10 FOR NO KEY UPDATE SKIP LOCKED);
    UPDATE agora_work.agent AS a
       SET seen_at    = v_now,
           held_since = CASE WHEN EXISTS (SELECT FROM agora_work.task AS t WHERE t.holder_id = a.agent_id AND t.claimed_at >= a.held_since) THEN a.held_since ELSE v_now END
     WHERE a.agent_id = ANY (v_unseen);

    RETURN ARRAY(SELECT u.agent_id
                   FROM unnest(p_agents) AS u(agent_id)
                   LEFT JOIN agora_work.agent AS a ON a.agent_id = u.agent_id
                   LEFT JOIN agora.principal AS p ON p.principal_id = u.agent_id AND p.suspended_at IS NULL
                  WHERE a.agent_id IS NULL OR p.principal_id IS NULL OR a.capabilities_until <= v_now
                     OR a.is_restrained AND u.agent_id <> ALL ((SELECT agora_work._unhindered(p_agents))::bigint[]));
END;
$_look_closer$;

COMMENT ON FUNCTION agora_work._look_closer(bigint[], text[])
    IS 'See to what agents that find nothing may be missing; returns those that have to ask by a call of their own.';
REVOKE ALL ON FUNCTION agora_work._look_closer(bigint[], text[]) FROM PUBLIC;
