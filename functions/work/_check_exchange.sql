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
AS $_check_exchange$
DECLARE
    v_count      integer := cardinality(p_agents);
    v_is_usable  boolean := v_count <= 1000 AND array_dims(p_agents) = '[1:' || v_count || ']' AND array_dims(p_agents) = array_dims(p_tasks) AND array_dims(p_agents) = array_dims(p_epochs);
    v_foreign    bigint;
BEGIN
    -- One agent, as many exchanges have, needs no sets.
    IF v_is_usable AND v_count = 1 THEN
        v_is_usable := p_agents[1] IS NOT NULL AND (p_tasks[1] IS NULL OR p_epochs[1] IS NOT NULL);
    ELSIF v_is_usable THEN
        SELECT count(DISTINCT u.agent_id) = v_count AND count(DISTINCT u.task_id) = count(u.task_id) AND NOT bool_or(u.task_id IS NOT NULL AND u.epoch IS NULL) INTO v_is_usable
          FROM unnest(p_agents, p_tasks, p_epochs) AS u(agent_id, task_id, epoch);
    END IF;
    IF v_is_usable IS NOT TRUE THEN
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
