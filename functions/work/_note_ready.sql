-- Tells the lanes of tasks that became ready: none of their hints may lie beyond them.
-- Locks: lanes whose hint moves, by id.
CREATE OR REPLACE FUNCTION agora_work._note_ready(p_tasks bigint[])
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_note_ready$
DECLARE
    v_lanes bigint[];
BEGIN
    -- Locks first and updates in a statement of its own: one statement that does both locks a row twice where another session moved it meanwhile, and whoever
    -- queues for it in between makes that a deadlock. Nor does the second take a lane more: one whose hint somebody moved since would be out of order. Its
    -- task is found as one is that becomes ready just before the hint moves: see _refresh_lanes().
    v_lanes := ARRAY(SELECT l.lane_id
                       FROM agora_work.lane AS l
                       JOIN (SELECT t.lane_id, min(t.task_id) AS task_id
                               FROM agora_work.task AS t
                              WHERE t.task_id = ANY (p_tasks) AND t.status = 'available' AND t.ready_at IS NULL
                              GROUP BY t.lane_id) AS f ON f.lane_id = l.lane_id
                      WHERE l.first_ready > f.task_id
                      ORDER BY l.lane_id
                        FOR NO KEY UPDATE OF l);
    IF v_lanes <> '{}' THEN
        UPDATE agora_work.lane AS l
           SET first_ready = f.task_id
          FROM (SELECT t.lane_id, min(t.task_id) AS task_id
                  FROM agora_work.task AS t
                 WHERE t.task_id = ANY (p_tasks) AND t.status = 'available' AND t.ready_at IS NULL
                 GROUP BY t.lane_id) AS f
         WHERE l.lane_id = f.lane_id AND l.lane_id = ANY (v_lanes) AND l.first_ready > f.task_id;
    END IF;
END;
$_note_ready$;

COMMENT ON FUNCTION agora_work._note_ready(bigint[])
    IS 'Lower the hints of lanes to tasks that became ready.';
REVOKE ALL ON FUNCTION agora_work._note_ready(bigint[]) FROM PUBLIC;
