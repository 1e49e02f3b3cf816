-- Tells the lanes of tasks that became ready: none of their hints may lie beyond them.
-- Locks: lanes whose hint moves, by id.
CREATE OR REPLACE FUNCTION agora_work._note_ready(p_tasks bigint[])
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_note_ready$
BEGIN
    WITH first AS MATERIALIZED (
        SELECT t.lane_id, min(t.task_id) AS task_id
          FROM agora_work.task AS t
         WHERE t.task_id = ANY (p_tasks) AND t.status = 'available' AND t.ready_at IS NULL
         GROUP BY t.lane_id
    ), late AS MATERIALIZED (
        SELECT l.lane_id, f.task_id
          FROM agora_work.lane AS l
          JOIN first AS f ON f.lane_id = l.lane_id
         WHERE l.first_ready > f.task_id
         ORDER BY l.lane_id
           FOR NO KEY UPDATE OF l
    )
    UPDATE agora_work.lane AS l
       SET first_ready = a.task_id
      FROM late AS a
     WHERE l.lane_id = a.lane_id AND l.first_ready > a.task_id;
END;
$_note_ready$;

COMMENT ON FUNCTION agora_work._note_ready(bigint[])
    IS 'Lower the hints of lanes to tasks that became ready.';
REVOKE ALL ON FUNCTION agora_work._note_ready(bigint[]) FROM PUBLIC;
