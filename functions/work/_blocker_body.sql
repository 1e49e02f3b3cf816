-- What messages and events say of a blocker.
CREATE OR REPLACE FUNCTION agora_work._blocker_body(p_blocker agora_work.blocker)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_blocker_body$
BEGIN
    RETURN (SELECT jsonb_build_object('blocker_id', p_blocker.blocker_id, 'task_id', p_blocker.task_id, 'code', d.code, 'title', d.title,
                                      'type', p_blocker.type, 'severity', p_blocker.severity, 'description', p_blocker.description,
                                      'capabilities', p_blocker.capabilities, 'hazards', p_blocker.hazards, 'reported_by', p_blocker.reported_by)
              FROM agora_work.task_detail AS d
             WHERE d.task_id = p_blocker.task_id);
END;
$_blocker_body$;

COMMENT ON FUNCTION agora_work._blocker_body(agora_work.blocker)
    IS 'A blocker as messages and events tell of it.';
REVOKE ALL ON FUNCTION agora_work._blocker_body(agora_work.blocker) FROM PUBLIC;
