-- Job: keeps a snapshot of the histogram of claims where it changed, for as long as the scorecard looks back.
CREATE OR REPLACE FUNCTION agora_work._keep_latency(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_keep_latency$
DECLARE
    v_now     timestamptz := agora.now();
    v_since   timestamptz := v_now - agora.setting_interval('work.score_window');
    v_counts  bigint[] := agora_work._latency_counts();
    v_kept    bigint;
    v_old     bigint;
BEGIN
    INSERT INTO agora_work.claim_latency (recorded_at, counts)
    SELECT v_now, v_counts
     WHERE v_counts IS DISTINCT FROM (SELECT l.counts FROM agora_work.claim_latency AS l ORDER BY l.recorded_at DESC LIMIT 1)
    ON CONFLICT ON CONSTRAINT claim_latency_pk DO NOTHING;
    GET DIAGNOSTICS v_kept = ROW_COUNT;
    -- The last one before the window stays: the window begins there.
    DELETE FROM agora_work.claim_latency AS l
     WHERE l.recorded_at IN (SELECT o.recorded_at
                               FROM agora_work.claim_latency AS o
                              WHERE o.recorded_at < (SELECT max(b.recorded_at) FROM agora_work.claim_latency AS b WHERE b.recorded_at <= v_since)
                              LIMIT p_limit);
    GET DIAGNOSTICS v_old = ROW_COUNT;
    RETURN v_kept + v_old;
END;
$_keep_latency$;

COMMENT ON FUNCTION agora_work._keep_latency(integer)
    IS 'Job: keep a snapshot of the histogram of claims, and delete at most p_limit (1 to 1000000) old ones.';
REVOKE ALL ON FUNCTION agora_work._keep_latency(integer) FROM PUBLIC;
