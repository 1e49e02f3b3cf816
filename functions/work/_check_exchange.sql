-- An exchange as arguments: agents, each once, and by position the task that each completes, with its epoch and what came of it.
-- Errors: 22023 · 42501 for another agent.
CREATE OR REPLACE FUNCTION agora_work._check_exchange(
    p_agents   bigint[],
    p_tasks    bigint[],
    p_epochs   bigint[],
    p_results  jsonb,
    p_actor    bigint
)
RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_exchange$
DECLARE
    v_count    integer := cardinality(p_agents);
    v_foreign  bigint;
BEGIN
    IF (v_count BETWEEN 1 AND 1000 AND v_count = cardinality(p_tasks) AND v_count = cardinality(p_epochs)
        AND greatest(array_ndims(p_agents), array_ndims(p_tasks), array_ndims(p_epochs)) = 1
        AND least(array_lower(p_agents, 1), array_lower(p_tasks, 1), array_lower(p_epochs, 1)) = 1
        AND greatest(array_lower(p_agents, 1), array_lower(p_tasks, 1), array_lower(p_epochs, 1)) = 1) IS NOT TRUE
       OR (SELECT count(DISTINCT u.agent_id) < v_count OR count(DISTINCT u.task_id) < count(u.task_id) OR bool_or(u.task_id IS NOT NULL AND u.epoch IS NULL)
             FROM unnest(p_agents, p_tasks, p_epochs) AS u(agent_id, task_id, epoch)) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'exchange is not usable',
            DETAIL  = format('agents=%s tasks=%s epochs=%s', coalesce(v_count::text, 'NULL'), coalesce(cardinality(p_tasks)::text, 'NULL'),
                             coalesce(cardinality(p_epochs)::text, 'NULL')),
            HINT    = 'Pass three arrays of one length, 1 to 1000: agents, each once; what each completes, each task once, or NULL; and its epoch.';
    END IF;
    IF p_results IS NOT NULL THEN
        PERFORM agora_work._check_results(p_results, v_count);
    END IF;
    IF p_actor > 3 THEN
        SELECT min(u.agent_id) INTO v_foreign FROM unnest(p_agents) AS u(agent_id) WHERE u.agent_id <> p_actor;
        PERFORM agora_work._check_self(coalesce(v_foreign, p_actor), p_actor);
    END IF;
END;
$_check_exchange$;

COMMENT ON FUNCTION agora_work._check_exchange(bigint[], bigint[], bigint[], jsonb, bigint)
    IS 'Refuse arrays of an exchange that do not match, and agents for which the actor may not speak.';
REVOKE ALL ON FUNCTION agora_work._check_exchange(bigint[], bigint[], bigint[], jsonb, bigint) FROM PUBLIC;
