-- Brings back what was put aside for keys that are free by now: what was put aside while its key was just being given up, or whose turn
-- passed because the one before it was cancelled. Forgets rows that are void.
-- Locks: tasks and their lanes, those of others skipped.
CREATE OR REPLACE FUNCTION agora_work._find_parked(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_find_parked$
DECLARE
    v_keys text[];
BEGIN
    IF NOT EXISTS (SELECT FROM agora_work.parked_task) THEN
        RETURN 0;
    END IF;
    -- Under the lock of the task, or a row would be taken for void that another session is just making good.
    DELETE FROM agora_work.parked_task AS p
     WHERE p.task_id IN (
           SELECT o.task_id
             FROM agora_work.parked_task AS o
             JOIN agora_work.task AS t ON t.task_id = o.task_id
            WHERE t.status <> ALL ('{available,blocked}') OR t.ready_at IS DISTINCT FROM 'infinity'
            LIMIT p_limit
              FOR NO KEY UPDATE OF t, o SKIP LOCKED);
    WITH RECURSIVE held AS (
        (SELECT p.key FROM agora_work.parked_task AS p ORDER BY p.key LIMIT 1)
        UNION ALL
        SELECT n.key
          FROM held AS h
         CROSS JOIN LATERAL (SELECT p.key FROM agora_work.parked_task AS p WHERE p.key > h.key ORDER BY p.key LIMIT 1) AS n
    )
    SELECT array_agg(f.key) INTO v_keys
      FROM (SELECT h.key FROM held AS h WHERE NOT EXISTS (SELECT FROM agora_work.exclusive_key AS x WHERE x.key = h.key) LIMIT p_limit) AS f;
    RETURN agora_work._unpark_tasks(v_keys);
END;
$_find_parked$;

COMMENT ON FUNCTION agora_work._find_parked(integer)
    IS 'Bring back what was put aside for keys that are free, of at most p_limit (1 to 1000000) keys; returns how many.';
REVOKE ALL ON FUNCTION agora_work._find_parked(integer) FROM PUBLIC;
