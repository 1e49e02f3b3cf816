-- Runs one job in its own subtransaction: a failing job is recorded and does not stop the others. A run that had nothing
-- to do is not recorded, unless it is the one that ends a failure.
CREATE OR REPLACE FUNCTION agora._run_job(
    p_job       text,
    p_function  text,
    p_limit     integer
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_run_job$
DECLARE
    v_handled  bigint := 0;
    v_error    text;
    v_start    numeric := agora._elapsed();
BEGIN
    BEGIN
        EXECUTE format('SELECT %s($1)', p_function::regproc) INTO v_handled USING p_limit;
    EXCEPTION WHEN OTHERS THEN
        v_error := format('%s %s', sqlstate, sqlerrm);
    END;
    IF v_handled > 0 OR v_error IS NOT NULL
       OR (SELECT s.last_error FROM agora.job_status AS s WHERE s.job = p_job) IS NOT NULL THEN
        INSERT INTO agora.job_run (job, started_at, duration_ms, handled, error)
        VALUES (p_job, agora.now(), agora._elapsed() - v_start, coalesce(v_handled, 0), v_error);
    END IF;
    RETURN coalesce(v_handled, 0);
END;
$_run_job$;

COMMENT ON FUNCTION agora._run_job(text, text, integer)
    IS 'Run one job with p_limit (1 to 1000000), record what it handled or why it failed.';
REVOKE ALL ON FUNCTION agora._run_job(text, text, integer) FROM PUBLIC;
