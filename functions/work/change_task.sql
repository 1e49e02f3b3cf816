-- Changes facts of a task that nobody works on: the fields of add_tasks() but code and needs; null takes one away. What came of it is not changed.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZW001 · ZW002 · ZW007 · ZW009 · ZW054 · ZW900.   Emits: work.task.changed.v1.   Locks: the task, lanes by id.
CREATE OR REPLACE FUNCTION agora_work.change_task(
    p_task     bigint,
    p_changes  jsonb,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $change_task$
DECLARE
    v_now    timestamptz := agora.now();
    v_task   agora_work.task;
    v_facts  jsonb;
    v_fault  text;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_object('p_changes', p_changes, 200000);
    v_task := agora_work._lock_task(p_task, p_actor);
    PERFORM agora_work._refuse_closed(v_task, true);
    v_facts := agora_work._task_facts(p_task) || p_changes;
    v_fault := CASE WHEN p_changes ?| '{code,needs}' THEN 'code stays, and needs come and go by add_dependency() and drop_dependency()' ELSE agora_work._task_fault(v_facts) END;
    IF v_fault IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'task is not usable',
            DETAIL  = format('task_id=%s: %s', p_task, v_fault),
            HINT    = 'The comment of agora_work.add_tasks() names the fields of a task.';
    END IF;

    UPDATE agora_work.task AS t
       SET lane_id      = l.lane_id,
           estimate     = agora_work._duration(v_facts -> 'estimate'),
           ttl          = coalesce(agora_work._duration(v_facts -> 'ttl'), t.ttl),
           exclusive    = nullif(ARRAY(SELECT DISTINCT x.key FROM jsonb_array_elements_text(coalesce(nullif(v_facts -> 'exclusive', 'null'), '[]')) AS x(key) ORDER BY x.key), '{}'),
           max_attempts = coalesce((v_facts ->> 'max_attempts')::numeric::integer, t.max_attempts),
           ready_at     = CASE WHEN p_changes ? 'not_before' THEN CASE WHEN (v_facts ->> 'not_before')::timestamptz > v_now THEN (v_facts ->> 'not_before')::timestamptz END
                               ELSE nullif(t.ready_at, 'infinity') END
      FROM (SELECT (agora_work._put_lanes(ARRAY[coalesce(v_facts ->> 'kind', 'critical')], ARRAY[coalesce((v_facts ->> 'priority')::numeric::integer, 50)],
                                          ARRAY[(v_facts ->> 'assignee')::numeric::bigint], ARRAY[coalesce(nullif(v_facts -> 'capabilities', 'null'), '[]')], ARRAY[v_facts ->> 'environment']))[1] AS lane_id) AS l
     WHERE t.task_id = p_task;
    UPDATE agora_work.task_detail AS d
       SET title          = v_facts ->> 'title',
           details        = coalesce(nullif(v_facts -> 'details', 'null'), '{}'),
           complexity     = (v_facts ->> 'complexity')::numeric::integer,
           not_before     = (v_facts ->> 'not_before')::timestamptz,
           deadline       = (v_facts ->> 'deadline')::timestamptz,
           correlation_id = (v_facts ->> 'correlation_id')::uuid
     WHERE d.task_id = p_task;
    PERFORM agora_work._note_ready(ARRAY[p_task]);
    PERFORM agora_event._emit('work.task.changed.v1', p_task::text, jsonb_build_object('task_id', p_task) || (p_changes - 'details'), NULL, p_actor);
END;
$change_task$;

COMMENT ON FUNCTION agora_work.change_task(bigint, jsonb, bigint)
    IS 'Change facts of a task that nobody works on: title, kind, priority, capabilities, environment, exclusive, assignee, not_before, deadline, estimate, ttl, complexity, max_attempts, details.';
REVOKE ALL ON FUNCTION agora_work.change_task(bigint, jsonb, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.change_task(bigint, jsonb, bigint) TO agora_service;
