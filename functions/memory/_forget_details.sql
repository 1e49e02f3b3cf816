-- Job: ends the retention of texts. Of an attempt past the time of its class go its texts, steps, files and states; the head stays,
-- for evidence refers to it. Partitions that are empty thereby and behind the newest are dropped, snapshots nobody refers to removed.
-- Locks: the attempts' rows, then snapshots that nobody holds; ACCESS EXCLUSIVE on the parent where a partition is dropped.
CREATE OR REPLACE FUNCTION agora_memory._forget_details(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '2s'
AS $_forget_details$
DECLARE
    v_now        timestamptz := agora.now();
    v_attempts   bigint[];
    v_snapshots  bigint[];
BEGIN
    WITH expired AS (
        SELECT d.attempt_id
          FROM (VALUES ('short', agora.setting_interval('memory.retention_short')),
                       ('standard', agora.setting_interval('memory.retention_standard'))) AS c(retention, keep)
          JOIN agora_memory.attempt_detail AS d ON d.retention = c.retention AND d.recorded_at < v_now - c.keep
          JOIN agora_memory.attempt AS a ON a.attempt_id = d.attempt_id AND a.status <> 'in_progress'
         LIMIT p_limit
    ), gone AS (
        DELETE FROM agora_memory.attempt_detail AS d WHERE d.attempt_id IN (SELECT e.attempt_id FROM expired AS e) RETURNING d.attempt_id
    )
    SELECT array_agg(g.attempt_id) INTO v_attempts FROM gone AS g;
    IF v_attempts IS NOT NULL THEN
        WITH gone AS (
            DELETE FROM agora_memory.attempt_snapshot AS x WHERE x.attempt_id = ANY (v_attempts) RETURNING x.snapshot_id
        )
        SELECT array_agg(DISTINCT g.snapshot_id) INTO v_snapshots FROM gone AS g;
        DELETE FROM agora_memory.workflow_step AS s WHERE s.attempt_id = ANY (v_attempts);
        DELETE FROM agora_memory.attempt_file AS f WHERE f.attempt_id = ANY (v_attempts);
        -- Locked first, looked at again then: a reference that was added in between is seen.
        v_snapshots := ARRAY(SELECT s.snapshot_id FROM agora_memory.snapshot AS s WHERE s.snapshot_id = ANY (v_snapshots) ORDER BY s.snapshot_id FOR UPDATE SKIP LOCKED);
        DELETE FROM agora_memory.snapshot AS s
         WHERE s.snapshot_id = ANY (v_snapshots)
           AND NOT EXISTS (SELECT 1 FROM agora_memory.attempt_snapshot AS x WHERE x.snapshot_id = s.snapshot_id);
    END IF;
    RETURN coalesce(cardinality(v_attempts), 0) + agora_memory._drop_empty_details();
END;
$_forget_details$;

COMMENT ON FUNCTION agora_memory._forget_details(integer)
    IS 'Job: forget the texts of attempts past their retention; at most p_limit (1 to 1000000) of them.';
REVOKE ALL ON FUNCTION agora_memory._forget_details(integer) FROM PUBLIC;
