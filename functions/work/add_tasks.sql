-- Adds tasks, all or none. Each is an object: title, and what applies of code, kind, priority (0 to 100, else 50), needs (codes or ids),
-- capabilities, environment, exclusive, assignee, not_before, deadline, estimate, ttl, complexity (1 to 5), max_attempts, details, correlation_id.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZW001 unknown need · ZW002 unknown assignee · ZW003 code taken · ZW008 cycle
-- · ZW054 unknown capability · ZW900 unknown environment.
-- Emits: work.task.added.v1.   Locks: the key, needed tasks, those that wait last, by id, lanes by id.
CREATE OR REPLACE FUNCTION agora_work.add_tasks(
    p_tasks  jsonb,
    p_key    text   DEFAULT NULL,
    p_actor  bigint DEFAULT agora.current_principal()
)
RETURNS bigint[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_tasks$
DECLARE
    v_first  jsonb;
    v_ids    bigint[];
BEGIN
    PERFORM agora._act_as(p_actor);
    IF jsonb_typeof(p_tasks) IS DISTINCT FROM 'array' OR jsonb_array_length(p_tasks) NOT BETWEEN 1 AND 10000 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'tasks are not usable',
            DETAIL  = format('p_tasks=%s', CASE jsonb_typeof(p_tasks) WHEN 'array' THEN jsonb_array_length(p_tasks) || ' tasks' ELSE coalesce(jsonb_typeof(p_tasks), 'NULL') END),
            HINT    = 'Pass a JSON array of 1 to 10000 tasks.';
    END IF;
    v_first := agora._first_result('add_tasks', p_actor, p_key, p_tasks);
    IF v_first IS NOT NULL THEN
        RETURN ARRAY(SELECT f.id::bigint FROM jsonb_array_elements_text(v_first) AS f(id));
    END IF;
    v_ids := agora_work._add_tasks(p_tasks, p_actor);
    IF p_key IS NOT NULL THEN
        PERFORM agora._keep_result('add_tasks', p_actor, p_key, to_jsonb(v_ids));
    END IF;
    RETURN v_ids;
END;
$add_tasks$;

COMMENT ON FUNCTION agora_work.add_tasks(jsonb, text, bigint)
    IS 'Add a JSON array of 1 to 10000 tasks, all or none; returns their ids by position.';
REVOKE ALL ON FUNCTION agora_work.add_tasks(jsonb, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.add_tasks(jsonb, text, bigint) TO agora_service;
