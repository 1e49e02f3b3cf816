-- Of tasks that are locked, in their order, those that fit: of so much estimated work, and whose exclusive keys can be taken.
-- Locks: exclusive keys, tried.
CREATE OR REPLACE FUNCTION agora_work._fit_tasks(
    p_tasks  bigint[],
    p_room   interval
)
RETURNS bigint[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_fit_tasks$
DECLARE
    v_fit   bigint[] := '{}';
    r_task  record;
BEGIN
    -- A loop, because what fits depends on what was taken before.
    FOR r_task IN
        SELECT t.task_id, coalesce(t.estimate, interval '0') AS estimate, t.exclusive
          FROM agora_work.task AS t
         WHERE t.task_id = ANY (p_tasks)
         ORDER BY t.task_id
    LOOP
        IF r_task.estimate <= p_room AND agora_work._take_keys(r_task.task_id, r_task.exclusive) THEN
            v_fit := v_fit || r_task.task_id;
            p_room := p_room - r_task.estimate;
        END IF;
    END LOOP;
    RETURN v_fit;
END;
$_fit_tasks$;

COMMENT ON FUNCTION agora_work._fit_tasks(bigint[], interval)
    IS 'Locked tasks that fit and whose exclusive keys were taken.';
REVOKE ALL ON FUNCTION agora_work._fit_tasks(bigint[], interval) FROM PUBLIC;
