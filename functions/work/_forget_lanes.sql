-- Job: forgets lanes that no task is in any more, closed ones included. Whoever is about to put a task into a lane holds a lock on it until the task is there
-- (_put_lanes()), so a lane that can be locked and has no task then stays without one. No foreign key leads from task to lane, because nothing finds the
-- tasks of a lane but a look at all tasks, which is taken twice here, not once for each lane; probe work.tasks checks what it would.
-- Errors: 0A000 isolation.   Locks: the lanes, those of others skipped, until tick() ends.
CREATE OR REPLACE FUNCTION agora_work._forget_lanes(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_forget_lanes$
DECLARE
    v_lanes      bigint[];
    v_forgotten  bigint;
BEGIN
    PERFORM agora_work._check_snapshot();
    WITH used AS MATERIALIZED (
        SELECT DISTINCT t.lane_id FROM agora_work.task AS t
    )
    SELECT array_agg(f.lane_id) INTO v_lanes
      FROM (SELECT l.lane_id
              FROM agora_work.lane AS l
             WHERE NOT EXISTS (SELECT FROM used AS u WHERE u.lane_id = l.lane_id) AND NOT EXISTS (SELECT FROM agora_work.parked_task AS p WHERE p.lane_id = l.lane_id)
             ORDER BY l.lane_id
             LIMIT p_limit
               FOR UPDATE OF l SKIP LOCKED) AS f;
    IF v_lanes IS NULL THEN
        RETURN 0;
    END IF;
    -- Asked again under the lock.
    WITH used AS MATERIALIZED (
        SELECT DISTINCT t.lane_id FROM agora_work.task AS t WHERE t.lane_id = ANY (v_lanes)
    )
    DELETE FROM agora_work.lane AS l WHERE l.lane_id = ANY (v_lanes) AND NOT EXISTS (SELECT FROM used AS u WHERE u.lane_id = l.lane_id);
    GET DIAGNOSTICS v_forgotten = ROW_COUNT;
    RETURN v_forgotten;
END;
$_forget_lanes$;

COMMENT ON FUNCTION agora_work._forget_lanes(integer)
    IS 'Job: delete at most p_limit (1 to 1000000) lanes that no task is in.';
REVOKE ALL ON FUNCTION agora_work._forget_lanes(integer) FROM PUBLIC;
