-- A task for each of several agents whose rows are locked and of which nothing is to be looked up but for all at once (docs/work.md: simple), as far as there are tasks at
-- hand. Agents that may claim the same, and as long ones, take what is picked for one of them; of what waits in environments those lanes that each may claim from, asked
-- for each. One that has tasks of its own waiting is not simple. Who was not seen for a tenth of its lease is a group apart, which is written. What an agent just completed,
-- and what that knew of since when it holds what it does, is p_done and p_since by position. Returns who is simple, and who got what, by position.
-- Emits: work.task.claimed.v1.   Locks: tasks, those of others skipped; exclusive keys, tried; lanes, those of others skipped.
CREATE OR REPLACE FUNCTION agora_work._claim_together(
    p_agents     bigint[],
    p_done       bigint[],
    p_since      timestamptz[],
    p_kinds      text[],
    p_tries      boolean,
    p_actor      bigint,
    OUT simple   bigint[],
    OUT agents   bigint[],
    OUT claimed  agora_work.claimed_task[]
)
LANGUAGE plpgsql VOLATILE
AS $_claim_together$
DECLARE
    v_now     timestamptz := agora.now();
    v_there   text[];
    v_served  integer;
    v_tasks   bigint[];
    v_end     integer;
    r_group   record;
BEGIN
    simple  := '{}';
    agents  := '{}';
    claimed := '{}';
    IF EXISTS (SELECT FROM agora_work.lane AS l WHERE l.environment IS NOT NULL AND l.first_ready < 9223372036854775807) THEN
        v_there := agora_work._lanes_there(p_agents, p_kinds);
    END IF;
    -- A loop, because what one group has taken the next does not find.
    FOR r_group IN
        SELECT array_agg(f.agent_id ORDER BY f.place) AS agents, array_agg(f.since ORDER BY f.place) AS since, f.is_free, f.is_seen, f.room, f.lanes
          FROM (SELECT a.agent_id, a.capabilities, a.seen_at >= v_now - a.lease / 10 AS is_seen, a.is_open AND h.tasks < a.max_tasks AS is_free, a.capacity - coalesce(h.load, interval '0') AS room, h.since, u.place,
                       coalesce(v_there[u.place], '{}') AS lanes
                  FROM unnest(p_agents) WITH ORDINALITY AS u(agent_id, place)
                  JOIN agora_work.agent AS a ON a.agent_id = u.agent_id
                  JOIN agora.principal AS p ON p.principal_id = u.agent_id
                 CROSS JOIN LATERAL agora_work._count_held(a.agent_id, greatest(a.held_since, p_since[array_position(p_done, u.agent_id)])) AS h
                 WHERE p.suspended_at IS NULL AND (NOT a.is_restrained OR u.agent_id = ANY ((SELECT agora_work._unhindered(p_agents))::bigint[])) AND a.capabilities_until > v_now
                   AND a.held_since <= v_now AND least(a.held_since, h.since) > '-infinity'
                   AND NOT EXISTS (SELECT FROM agora_work.lane AS l WHERE l.assignee_id = u.agent_id AND l.first_ready < 9223372036854775807)) AS f
         GROUP BY f.capabilities, f.is_free, f.is_seen, f.room, f.lanes
         ORDER BY min(f.place)
    LOOP
        simple := simple || r_group.agents;
        IF NOT r_group.is_seen THEN
            UPDATE agora_work.agent AS a
               SET seen_at    = v_now,
                   held_since = CASE WHEN EXISTS (SELECT FROM agora_work.task AS t WHERE t.holder_id = u.agent_id AND t.claimed_at >= u.since AND t.held_since > u.since) THEN '-infinity' ELSE u.since END
              FROM unnest(r_group.agents, r_group.since) AS u(agent_id, since)
             WHERE a.agent_id = u.agent_id;
        END IF;
        v_served := 0;
        -- A loop, because a pick is of no more work than one agent may hold.
        WHILE r_group.is_free AND v_served < cardinality(r_group.agents) LOOP
            v_tasks := agora_work._pick_tasks(r_group.agents[1], p_kinds, cardinality(r_group.agents) - v_served, r_group.room, p_tries, r_group.lanes::bigint[]);
            EXIT WHEN cardinality(v_tasks) = 0;
            v_end    := v_served + cardinality(v_tasks);
            agents   := agents || r_group.agents[v_served + 1:v_end];
            claimed  := claimed || agora_work._claim_each(r_group.agents[v_served + 1:v_end], v_tasks, r_group.since[v_served + 1:v_end]);
            v_served := v_end;
        END LOOP;
    END LOOP;
    IF agents <> '{}' THEN
        PERFORM agora_event._emit_set('work.task.claimed.v1', agents::text[],
                                      ARRAY(SELECT jsonb_build_object('agent_id', u.agent_id, 'task_ids', jsonb_build_array(u.task_id), 'epochs', jsonb_build_array(u.epoch))
                                              FROM unnest(agents, claimed) AS u(agent_id, task_id, epoch, code, title, details, kind, priority, complexity, attempt, deadline, lease_until, finish_by)),
                                      NULL, p_actor);
        PERFORM agora_work._count_latency() FROM unnest(agents) AS u;
    END IF;
END;
$_claim_together$;

COMMENT ON FUNCTION agora_work._claim_together(bigint[], bigint[], timestamptz[], text[], boolean, bigint)
    IS 'Claim the next task for each of several agents that are simple, as far as there are tasks at hand; returns who is, and who got what.';
REVOKE ALL ON FUNCTION agora_work._claim_together(bigint[], bigint[], timestamptz[], text[], boolean, bigint) FROM PUBLIC;
