-- Job: gives up requests that workers took as often as they may and none finished, and ends the retention of those that have ended.
-- Emits: work.request.finished.v1.   Locks: the requests, those that somebody holds aside.
CREATE OR REPLACE FUNCTION agora_work._sweep_requests(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_sweep_requests$
DECLARE
    v_now   timestamptz := agora.now();
    v_lost  bigint;
    v_old   bigint;
BEGIN
    WITH due AS MATERIALIZED (
        SELECT r.request_id
          FROM agora_work.request AS r
         WHERE r.finished_at IS NULL AND r.lease_until <= v_now AND r.epoch >= agora.setting_integer('work.request_attempts')
         ORDER BY r.request_id
         LIMIT p_limit
           FOR NO KEY UPDATE SKIP LOCKED
    ), lost AS (
        UPDATE agora_work.request AS r
           SET status = 'lost', finished_at = v_now
          FROM due AS d
         WHERE r.request_id = d.request_id
        RETURNING r.request_id, r.kind, r.requester_id
    )
    SELECT count(agora_event._emit('work.request.finished.v1', l.request_id::text,
                                   jsonb_build_object('request_id', l.request_id, 'kind', l.kind, 'outcome', 'lost', 'violations', '[]'::jsonb), NULL, l.requester_id))
      INTO v_lost
      FROM lost AS l;
    DELETE FROM agora_work.request AS r
     WHERE r.request_id IN (
           SELECT o.request_id
             FROM agora_work.request AS o
            WHERE o.finished_at < v_now - agora.setting_interval('work.request_retention')
            ORDER BY o.finished_at
            LIMIT p_limit
              FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS v_old = ROW_COUNT;
    RETURN v_lost + v_old;
END;
$_sweep_requests$;

COMMENT ON FUNCTION agora_work._sweep_requests(integer)
    IS 'Job: give up lost requests and delete those past their retention, of each at most p_limit (1 to 1000000).';
REVOKE ALL ON FUNCTION agora_work._sweep_requests(integer) FROM PUBLIC;
