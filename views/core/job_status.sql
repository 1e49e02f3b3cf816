-- Jobs, when they are due and how the last recorded run went.
CREATE OR REPLACE VIEW agora.job_status WITH (security_barrier) AS
SELECT j.job,
       j.description,
       j.every,
       coalesce(s.is_enabled, true) AS is_enabled,
       s.next_run_at,
       r.started_at AS last_recorded_at,
       r.duration_ms AS last_duration_ms,
       r.handled AS last_handled,
       r.error AS last_error
  FROM agora.job AS j
  LEFT JOIN agora.job_state AS s ON s.job = j.job
  LEFT JOIN LATERAL (SELECT x.started_at, x.duration_ms, x.handled, x.error
                       FROM agora.job_run AS x
                      WHERE x.job = j.job
                      ORDER BY x.job_run_id DESC
                      LIMIT 1) AS r ON true;

COMMENT ON VIEW agora.job_status IS 'Jobs with their schedule and last recorded run.';
GRANT SELECT ON agora.job_status TO agora_reader;
