-- Environment of a task, whose policy holds for whoever works on it or helps.
CREATE OR REPLACE FUNCTION agora_work._environment_of(p_task bigint)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_environment_of$
BEGIN
    RETURN (SELECT l.environment FROM agora_work.task AS t JOIN agora_work.lane AS l ON l.lane_id = t.lane_id WHERE t.task_id = p_task);
END;
$_environment_of$;

COMMENT ON FUNCTION agora_work._environment_of(bigint)
    IS 'Environment of a task; NULL = the default.';
REVOKE ALL ON FUNCTION agora_work._environment_of(bigint) FROM PUBLIC;
