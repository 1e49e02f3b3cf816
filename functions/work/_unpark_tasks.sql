-- Brings back what was put aside for keys that are free, of each key and lane the oldest, so that they are claimed in their order. Where another
-- session has the task or its lane it is left to the next time: whoever finds nothing to claim, and every sweep, looks at all keys.
-- Locks: tasks and their lanes, those of others skipped.
CREATE OR REPLACE FUNCTION agora_work._unpark_tasks(p_keys text[])
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_unpark_tasks$
DECLARE
    v_heads  bigint[];
    v_tasks  bigint[];
BEGIN
    WITH RECURSIVE head AS (
        SELECT k.key, f.lane_id, f.task_id
          FROM unnest(p_keys) AS k(key)
         CROSS JOIN LATERAL (SELECT p.lane_id, p.task_id
                               FROM agora_work.parked_task AS p
                               JOIN agora_work.task AS t ON t.task_id = p.task_id AND t.status = 'available' AND t.ready_at = 'infinity'
                              WHERE p.key = k.key
                              ORDER BY p.lane_id, p.task_id
                              LIMIT 1) AS f
        UNION ALL
        SELECT h.key, f.lane_id, f.task_id
          FROM head AS h
         CROSS JOIN LATERAL (SELECT p.lane_id, p.task_id
                               FROM agora_work.parked_task AS p
                               JOIN agora_work.task AS t ON t.task_id = p.task_id AND t.status = 'available' AND t.ready_at = 'infinity'
                              WHERE p.key = h.key AND p.lane_id > h.lane_id
                              ORDER BY p.lane_id, p.task_id
                              LIMIT 1) AS f
    )
    SELECT array_agg(h.task_id) INTO v_heads FROM head AS h;
    IF v_heads IS NULL THEN
        RETURN 0;
    END IF;
    SELECT array_agg(n.task_id) INTO v_tasks
      FROM (SELECT t.task_id
              FROM agora_work.task AS t
              JOIN agora_work.lane AS l ON l.lane_id = t.lane_id
             WHERE t.task_id = ANY (v_heads) AND t.status = 'available' AND t.ready_at = 'infinity'
               FOR NO KEY UPDATE OF t, l SKIP LOCKED) AS n;
    UPDATE agora_work.task AS t SET ready_at = NULL WHERE t.task_id = ANY (v_tasks);
    DELETE FROM agora_work.parked_task AS p WHERE p.task_id = ANY (v_tasks);
    PERFORM agora_work._note_ready(v_tasks);
    RETURN coalesce(cardinality(v_tasks), 0);
END;
$_unpark_tasks$;

COMMENT ON FUNCTION agora_work._unpark_tasks(text[])
    IS 'Bring back the oldest task of each lane that was put aside for keys that are free; returns how many.';
REVOKE ALL ON FUNCTION agora_work._unpark_tasks(text[]) FROM PUBLIC;
