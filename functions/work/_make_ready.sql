-- Makes those tasks ready whose time has come, and what was put aside and can be claimed. It waits for no lane, because who sweeps may hold some.
-- Locks: tasks and their lanes, those of others skipped.
CREATE OR REPLACE FUNCTION agora_work._make_ready(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_make_ready$
DECLARE
    v_now    timestamptz := agora.now();
    v_ready  bigint[];
BEGIN
    -- Locks first, and the change in a statement of its own: see _note_ready().
    v_ready := ARRAY(SELECT t.task_id
                       FROM agora_work.task AS t
                       JOIN agora_work.lane AS l ON l.lane_id = t.lane_id
                      WHERE t.status = 'available' AND t.ready_at <= v_now
                      ORDER BY t.ready_at
                      LIMIT p_limit
                        FOR NO KEY UPDATE OF t, l SKIP LOCKED);
    IF v_ready <> '{}' THEN
        UPDATE agora_work.task AS t SET ready_at = NULL WHERE t.task_id = ANY (v_ready);
        PERFORM agora_work._note_ready(v_ready);
    END IF;
    RETURN cardinality(v_ready) + agora_work._find_parked(p_limit);
END;
$_make_ready$;

COMMENT ON FUNCTION agora_work._make_ready(integer)
    IS 'Make at most p_limit (1 to 1000000) delayed tasks ready; returns how many.';
REVOKE ALL ON FUNCTION agora_work._make_ready(integer) FROM PUBLIC;
