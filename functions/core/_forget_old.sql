-- Job: ends the retention of idempotency keys and job runs.
CREATE OR REPLACE FUNCTION agora._forget_old(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_forget_old$
DECLARE
    v_now   timestamptz := agora.now();
    v_keys  bigint;
    v_runs  bigint;
BEGIN
    DELETE FROM agora.idempotency AS i
     WHERE (i.scope, i.principal_id, i.key) IN (
           SELECT o.scope, o.principal_id, o.key
             FROM agora.idempotency AS o
            WHERE o.recorded_at < v_now - agora.setting_interval('core.idempotency_retention')
            LIMIT p_limit
              FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS v_keys = ROW_COUNT;
    DELETE FROM agora.job_run AS r
     WHERE r.job_run_id IN (
           SELECT o.job_run_id
             FROM agora.job_run AS o
            WHERE o.started_at < v_now - agora.setting_interval('core.job_run_retention')
            ORDER BY o.job_run_id
            LIMIT p_limit);
    GET DIAGNOSTICS v_runs = ROW_COUNT;
    RETURN v_keys + v_runs;
END;
$_forget_old$;

COMMENT ON FUNCTION agora._forget_old(integer)
    IS 'Job: delete idempotency keys and job runs past their retention, of each at most p_limit (1 to 1000000).';
REVOKE ALL ON FUNCTION agora._forget_old(integer) FROM PUBLIC;
