-- Which of several agents that wait may find something, asked for all at once, so that waiting costs by the task and not by the agent: for each lane as many of the first as it has tasks at hand, up to a
-- hundred, p_times over. It reads hints and takes nothing: who is named asks exchange_tasks(), or next_work() where is_alone. p_closer does for all what next_work() does for one that finds nothing.
-- Errors: 22023 · 42501 · ZA001 · ZA002.
-- Emits: with p_closer what a sweep that is due emits, and _climb_ladder().
-- Locks: with p_closer those of a sweep; blockers, tasks, lanes and agents, those of others skipped.
CREATE OR REPLACE FUNCTION agora_work.find_claimants(
    p_agents  bigint[],
    p_times   integer DEFAULT 1,
    p_closer  boolean DEFAULT false,
    p_kinds   text[]  DEFAULT '{critical}',
    p_actor   bigint  DEFAULT agora.current_principal()
)
RETURNS TABLE (agent_id bigint, is_alone boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 10
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $find_claimants$
#variable_conflict use_column
DECLARE
    v_alone  bigint[] := '{}';
    v_found  bigint[] := '{}';
    r_lane   record;
BEGIN
    PERFORM agora._act_as(p_actor);
    IF (array_ndims(p_agents) = 1 AND cardinality(p_agents) <= 10000 AND array_position(p_agents, NULL) IS NULL AND p_times BETWEEN 1 AND 10000 AND p_closer IS NOT NULL) IS NOT TRUE THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'agents that wait are not usable',
            DETAIL  = format('agents=%s p_times=%s p_closer=%s', coalesce(cardinality(p_agents)::text, 'NULL'), coalesce(p_times::text, 'NULL'), coalesce(p_closer::text, 'NULL')),
            HINT    = 'Pass 1 to 10000 agents, p_times from 1 to 10000, and whether to look closer.';
    END IF;
    PERFORM agora_work._check_wanted(1, p_kinds);
    IF p_actor > 3 AND p_agents <> ARRAY[p_actor] THEN
        PERFORM agora_work._check_self((SELECT max(u.agent_id) FROM unnest(p_agents) AS u(agent_id) WHERE u.agent_id <> p_actor), p_actor);
    END IF;
    IF p_closer THEN
        v_alone := agora_work._look_closer(p_agents, p_kinds);
    END IF;

    -- A loop, because who is asked for one lane is not asked for the next. As many tasks as are looked at may all have keys that are held: then one claim is to put them aside.
    -- NULLS FIRST, as only the index of what is ready has it.
    FOR r_lane IN
        SELECT l AS lane, greatest(r.free, (r.seen = 100)::integer) * p_times AS wanted
          FROM agora_work.lane AS l
         CROSS JOIN LATERAL (SELECT count(*) AS seen, count(*) FILTER (WHERE f.exclusive IS NULL OR NOT agora_work._are_keys_held(f.exclusive)) AS free
                               FROM (SELECT t.exclusive
                                       FROM agora_work.task AS t
                                      WHERE t.lane_id = l.lane_id AND t.task_id >= l.first_ready AND t.status = 'available' AND t.ready_at IS NULL
                                      ORDER BY t.task_id NULLS FIRST
                                      LIMIT 100) AS f) AS r
         WHERE l.first_ready < 9223372036854775807 AND l.kind = ANY (p_kinds) AND (l.assignee_id IS NULL OR l.assignee_id = ANY (p_agents)) AND r.seen > 0
         ORDER BY l.priority DESC, l.lane_id
    LOOP
        -- One agent after the other, until there are enough.
        v_found := v_found || ARRAY(SELECT u.agent_id
                                      FROM unnest(CASE WHEN (r_lane.lane).assignee_id IS NULL THEN p_agents ELSE ARRAY[(r_lane.lane).assignee_id] END) AS u(agent_id)
                                     CROSS JOIN LATERAL (SELECT agora_work._claim_refusal(a, r_lane.lane) AS refusal FROM agora_work.agent AS a WHERE a.agent_id = u.agent_id OFFSET 0) AS m
                                     WHERE m.refusal IS NULL AND u.agent_id <> ALL (v_found)
                                     LIMIT r_lane.wanted);
    END LOOP;
    RETURN QUERY
    SELECT u.agent_id, true FROM unnest(v_alone) AS u(agent_id)
    UNION ALL
    SELECT u.agent_id, false FROM unnest(v_found) AS u(agent_id) WHERE u.agent_id <> ALL (v_alone);
END;
$find_claimants$;

COMMENT ON FUNCTION agora_work.find_claimants(bigint[], integer, boolean, text[], bigint)
    IS 'Which of 1 to 10000 agents that wait may find a task by exchange_tasks(), the first of them for each task at hand, p_times over; is_alone = ask next_work() for this one. p_closer also sweeps and sees to late hints.';
REVOKE ALL ON FUNCTION agora_work.find_claimants(bigint[], integer, boolean, text[], bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.find_claimants(bigint[], integer, boolean, text[], bigint) TO agora_service;
