-- Makes a task that nobody works on wait until another is completed. Said again nothing changes. One such call at a time: two together could
-- close a circle that neither sees.
-- Errors: 0A000 isolation · 42501 · ZA001 · ZA002 · ZW001 · ZW007 · ZW008 · ZW009.   Emits: work.task.changed.v1.
-- Locks: one lock for all calls, both tasks, one that waits last, by id; a needed one that is closed only against being forgotten.
CREATE OR REPLACE FUNCTION agora_work.add_dependency(
    p_task   bigint,
    p_needs  bigint,
    p_actor  bigint DEFAULT agora.current_principal()
)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_dependency$
DECLARE
    v_needed  text;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora_work._check_snapshot();
    PERFORM agora_work._hold_task(p_task), agora_work._hold_task(p_needs);
    PERFORM pg_advisory_xact_lock(hashtextextended('agora_work.dependency', 0));
    IF EXISTS (WITH RECURSIVE needed AS (
                   SELECT p_needs AS task_id
                   UNION
                   SELECT d.needs_id FROM needed AS n JOIN agora_work.dependency AS d ON d.task_id = n.task_id
               )
               SELECT FROM needed AS n WHERE n.task_id = p_task) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW008',
            MESSAGE = 'task would wait for itself',
            DETAIL  = format('task_id=%s needs_id=%s', p_task, p_needs),
            HINT    = 'agora_work.task_dependency shows what the needed task waits for.';
    END IF;
    v_needed := agora_work._lock_dependency(p_task, p_needs, p_actor);
    INSERT INTO agora_work.dependency (task_id, needs_id, recorded_at) VALUES (p_task, p_needs, agora.now()) ON CONFLICT ON CONSTRAINT dependency_pk DO NOTHING;
    IF FOUND THEN
        UPDATE agora_work.task AS t SET is_awaited = true WHERE t.task_id = p_needs AND t.closed_at IS NULL AND NOT t.is_awaited;
        IF v_needed <> 'completed' THEN
            PERFORM agora_work._change_waits(ARRAY[p_task], ARRAY[1], ARRAY[0], p_actor);
        END IF;
        PERFORM agora_event._emit('work.task.changed.v1', p_task::text, jsonb_build_object('task_id', p_task, 'needs', p_needs), NULL, p_actor);
    END IF;
END;
$add_dependency$;

COMMENT ON FUNCTION agora_work.add_dependency(bigint, bigint, bigint)
    IS 'Make a task wait until another is completed.';
REVOKE ALL ON FUNCTION agora_work.add_dependency(bigint, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.add_dependency(bigint, bigint, bigint) TO agora_service;
