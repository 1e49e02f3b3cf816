-- Puts the hints of lanes right: the first ready task of each, looked for from p_from on, by default from the start. A hint that somebody moved
-- meanwhile is left as it is. What another session claims without having committed counts as ready. NULLS FIRST,
-- as only the index of what is ready has it: by their key it would read all tasks that were done since.
-- Locks: lanes, those of others skipped.
CREATE OR REPLACE FUNCTION agora_work._find_ready(
    p_lanes  bigint[],
    p_from   bigint DEFAULT 0
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_find_ready$
DECLARE
    v_lanes  bigint[];
    v_hints  bigint[];
    v_moved  bigint;
BEGIN
    WITH found AS MATERIALIZED (
        SELECT l.lane_id, l.first_ready AS seen,
               coalesce((SELECT t.task_id
                           FROM agora_work.task AS t
                          WHERE t.lane_id = l.lane_id AND t.task_id >= p_from AND t.status = 'available' AND t.ready_at IS NULL
                          ORDER BY t.task_id NULLS FIRST
                          LIMIT 1), 9223372036854775807) AS first_ready
          FROM agora_work.lane AS l
         WHERE l.lane_id = ANY (p_lanes)
    ), moved AS MATERIALIZED (
        SELECT l.lane_id, f.first_ready
          FROM agora_work.lane AS l
          JOIN found AS f ON f.lane_id = l.lane_id AND f.seen = l.first_ready
         WHERE f.first_ready <> f.seen
           FOR NO KEY UPDATE OF l SKIP LOCKED
    )
    SELECT array_agg(m.lane_id), array_agg(m.first_ready) INTO v_lanes, v_hints FROM moved AS m;
    UPDATE agora_work.lane AS l SET first_ready = u.first_ready FROM unnest(v_lanes, v_hints) AS u(lane_id, first_ready) WHERE l.lane_id = u.lane_id;
    GET DIAGNOSTICS v_moved = ROW_COUNT;
    RETURN v_moved;
END;
$_find_ready$;

COMMENT ON FUNCTION agora_work._find_ready(bigint[], bigint)
    IS 'Put the hints of lanes to their first ready task right; returns how many moved.';
REVOKE ALL ON FUNCTION agora_work._find_ready(bigint[], bigint) FROM PUBLIC;
