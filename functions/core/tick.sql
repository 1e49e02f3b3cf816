-- Runs every job that is due. Idempotent and safe to call from anywhere, at any rate, from several sessions at once:
-- a job that another session is running is skipped. Nothing is wrong while nobody calls it; work only waits. A job that is due later
-- than it can be (by a minute, so much later may another session's clock be) was so before the clock was set back, and is due now.
-- Errors: 22023 · 42501.   Locks: the state row of each job it runs.
CREATE OR REPLACE FUNCTION agora.tick(p_limit integer DEFAULT 1000)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tick$
DECLARE
    v_now    timestamptz := agora.now();
    v_total  bigint := 0;
    r_job    record;
BEGIN
    PERFORM agora._check_number('p_limit', p_limit, 1, 1000000);
    INSERT INTO agora.job_state (job)
    SELECT j.job FROM agora.job AS j
     WHERE NOT EXISTS (SELECT 1 FROM agora.job_state AS s WHERE s.job = j.job)
    ON CONFLICT ON CONSTRAINT job_state_pk DO NOTHING;

    -- A loop, because each job is another function and fails alone.
    FOR r_job IN
        SELECT j.job, j.function_name, j.every
          FROM agora.job_state AS s
          JOIN agora.job AS j ON j.job = s.job
         WHERE s.is_enabled AND (s.next_run_at <= v_now OR s.next_run_at > v_now + agora._as_seconds(j.every) + interval '1 minute' AND isfinite(s.next_run_at))
         ORDER BY j.ordinal, s.next_run_at, s.job
           FOR UPDATE OF s SKIP LOCKED
    LOOP
        v_total := v_total + agora._run_job(r_job.job, r_job.function_name, p_limit);
        UPDATE agora.job_state AS s SET next_run_at = v_now + agora._as_seconds(r_job.every) WHERE s.job = r_job.job;
    END LOOP;
    RETURN v_total;
END;
$tick$;

COMMENT ON FUNCTION agora.tick(integer)
    IS 'Run the jobs that are due, each handling at most p_limit (1 to 1000000) rows; returns the rows handled.';
REVOKE ALL ON FUNCTION agora.tick(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.tick(integer) TO agora_service;
