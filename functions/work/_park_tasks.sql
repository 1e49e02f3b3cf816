-- Puts tasks of a lane aside that stand, from p_from on and before p_before, in the way of what can be claimed because a key of theirs is held; only
-- where they are many or others of the lane are aside already, and a thousand at a time, so that no claim does all of it. NULLS FIRST, as only the
-- index of what is ready has it.
-- Locks: the tasks, those of others skipped.
CREATE OR REPLACE FUNCTION agora_work._park_tasks(
    p_lane    bigint,
    p_from    bigint,
    p_before  bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_park_tasks$
DECLARE
    c_many   CONSTANT integer := 100;
    c_most   CONSTANT integer := 1000;
    v_tasks  bigint[];
    v_keys   text[];
BEGIN
    IF NOT EXISTS (SELECT FROM agora_work.exclusive_key)
       OR NOT EXISTS (SELECT FROM agora_work.parked_task AS p WHERE p.lane_id = p_lane)
          AND (SELECT count(*)
                FROM (SELECT
                        FROM agora_work.task AS t
                       WHERE t.lane_id = p_lane AND t.status = 'available' AND t.ready_at IS NULL AND t.task_id >= p_from AND t.task_id < p_before
                         AND t.exclusive IS NOT NULL
                       LIMIT c_many) AS m) < c_many THEN
        RETURN 0;
    END IF;
    SELECT array_agg(n.task_id), array_agg(n.key) INTO v_tasks, v_keys
      FROM (SELECT t.task_id, x.key
              FROM agora_work.task AS t
             CROSS JOIN LATERAL (SELECT h.key FROM agora_work.exclusive_key AS h WHERE h.key = ANY (t.exclusive) ORDER BY h.key LIMIT 1) AS x
             WHERE t.lane_id = p_lane AND t.status = 'available' AND t.ready_at IS NULL AND t.task_id >= p_from AND t.task_id < p_before
             ORDER BY t.task_id NULLS FIRST
             LIMIT c_most
               FOR NO KEY UPDATE OF t SKIP LOCKED) AS n;
    IF v_tasks IS NULL THEN
        RETURN 0;
    END IF;
    INSERT INTO agora_work.parked_task AS p (task_id, key, lane_id)
    SELECT u.task_id, u.key, p_lane FROM unnest(v_tasks, v_keys) AS u(task_id, key)
    ON CONFLICT ON CONSTRAINT parked_task_pk DO UPDATE SET key = excluded.key, lane_id = excluded.lane_id;
    UPDATE agora_work.task AS t SET ready_at = 'infinity' WHERE t.task_id = ANY (v_tasks);
    RETURN cardinality(v_tasks);
END;
$_park_tasks$;

COMMENT ON FUNCTION agora_work._park_tasks(bigint, bigint, bigint)
    IS 'Put tasks of a lane aside whose keys are held; returns how many.';
REVOKE ALL ON FUNCTION agora_work._park_tasks(bigint, bigint, bigint) FROM PUBLIC;
