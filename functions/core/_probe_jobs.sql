-- Health: the driver of tick() has not stopped, and no job failed the last time it ran.
CREATE OR REPLACE FUNCTION agora._probe_jobs()
RETURNS agora.health_report
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT ROW('jobs',
               count(*) FILTER (WHERE s.last_error IS NOT NULL OR s.next_run_at < agora.now() - agora._as_seconds(s.every) - interval '10 minutes') = 0,
               CASE
                   WHEN bool_or(s.last_error IS NOT NULL)
                       THEN 'failed: ' || string_agg(s.job || ' (' || s.last_error || ')', ', ') FILTER (WHERE s.last_error IS NOT NULL)
                   WHEN max(s.next_run_at) IS NULL THEN 'tick() has not been called yet; nothing is overdue'
                   ELSE format('next due %s', min(s.next_run_at))
               END,
               CASE
                   WHEN max(s.next_run_at) IS NULL OR bool_or(s.last_error IS NOT NULL OR s.next_run_at < agora.now() - agora._as_seconds(s.every) - interval '10 minutes')
                       THEN 'Call agora.tick() regularly: agora worker, pg_cron or any scheduler.'
               END)::agora.health_report
      FROM agora.job_status AS s
     WHERE s.is_enabled AND s.next_run_at IS DISTINCT FROM '-infinity';
END;

COMMENT ON FUNCTION agora._probe_jobs()
    IS 'Health: jobs run and succeed.';
REVOKE ALL ON FUNCTION agora._probe_jobs() FROM PUBLIC;
