-- A task for each of several agents whose rows are locked and of which nothing is to be looked up (docs/work.md: simple), as far as there are tasks
-- at hand. Agents that may claim the same, and as long ones, take what is picked for one of them; one that has tasks of its own waiting, or
-- where tasks of an environment wait, is not simple. Returns who got what, by position.
-- Emits: work.task.claimed.v1.   Locks: tasks, those of others skipped; exclusive keys, tried; lanes, those of others skipped.
CREATE OR REPLACE FUNCTION agora_work._claim_together(
    p_agents     bigint[],
    p_kinds      text[],
    p_tries      boolean,
    p_actor      bigint,
    OUT agents   bigint[],
    OUT claimed  agora_work.claimed_task[]
)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_claim_together$
DECLARE
    v_served  integer;
    v_tasks   bigint[];
    v_agents  bigint[];
    r_group   record;
BEGIN
    agents  := '{}';
    claimed := '{}';
    -- A loop, because what one group has taken the next does not find.
    FOR r_group IN
        SELECT array_agg(f.agent_id ORDER BY f.place) AS agents, f.room
          FROM (SELECT a.agent_id, a.capabilities, a.capacity - coalesce(sum(t.estimate), interval '0') AS room, array_position(p_agents, a.agent_id) AS place
                  FROM agora_work.agent AS a
                  LEFT JOIN agora_work.task AS t ON t.holder_id = a.agent_id AND t.claimed_at >= a.held_since AND least(t.lease_until, t.finish_by) > agora_work.loss_horizon(t.lease)
                 WHERE a.agent_id = ANY (p_agents) AND a.is_open
                 GROUP BY a.agent_id
                HAVING count(t.task_id) < a.max_tasks) AS f
         GROUP BY f.capabilities, f.room
         ORDER BY min(f.place)
    LOOP
        v_served := 0;
        -- A loop, because a pick is of no more work than one agent may hold.
        LOOP
            v_tasks := agora_work._pick_tasks(r_group.agents[1], p_kinds, cardinality(r_group.agents) - v_served, r_group.room, p_tries, true);
            EXIT WHEN cardinality(v_tasks) = 0;
            v_agents := r_group.agents[v_served + 1:v_served + cardinality(v_tasks)];
            agents   := agents || v_agents;
            claimed  := claimed || agora_work._claim_each(v_agents, v_tasks, p_actor);
            v_served := v_served + cardinality(v_tasks);
            EXIT WHEN v_served = cardinality(r_group.agents);
        END LOOP;
    END LOOP;
END;
$_claim_together$;

COMMENT ON FUNCTION agora_work._claim_together(bigint[], text[], boolean, bigint)
    IS 'Claim the next task for each of several simple agents, as far as there are tasks at hand; returns who got what.';
REVOKE ALL ON FUNCTION agora_work._claim_together(bigint[], text[], boolean, bigint) FROM PUBLIC;
