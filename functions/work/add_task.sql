-- Adds one task; the options are the other fields of add_tasks().
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZW001 unknown need · ZW002 unknown assignee · ZW003 code taken · ZW008 cycle
-- · ZW054 unknown capability · ZW900 unknown environment.
-- Emits: work.task.added.v1.   Locks: the key, needed tasks by id, lanes by id.
CREATE OR REPLACE FUNCTION agora_work.add_task(
    p_title    text,
    p_options  jsonb  DEFAULT '{}',
    p_key      text   DEFAULT NULL,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_task$
DECLARE
    v_task   jsonb;
    v_first  jsonb;
    v_id     bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_object('p_options', p_options, 200000);
    v_task := p_options || jsonb_build_object('title', p_title);
    v_first := agora._first_result('add_task', p_actor, p_key, v_task);
    IF v_first IS NOT NULL THEN
        RETURN v_first::bigint;
    END IF;
    v_id := (agora_work._add_tasks(jsonb_build_array(v_task), p_actor))[1];
    IF p_key IS NOT NULL THEN
        PERFORM agora._keep_result('add_task', p_actor, p_key, to_jsonb(v_id));
    END IF;
    RETURN v_id;
END;
$add_task$;

COMMENT ON FUNCTION agora_work.add_task(text, jsonb, text, bigint)
    IS 'Add a task by its title and options; returns its id.';
REVOKE ALL ON FUNCTION agora_work.add_task(text, jsonb, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.add_task(text, jsonb, text, bigint) TO agora_service;
