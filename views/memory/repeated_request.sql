-- Requests that came more than once, word for word but for case and white space, and how they went.
CREATE OR REPLACE VIEW agora_memory.repeated_request WITH (security_barrier) AS
SELECT a.request_fingerprint,
       count(*) AS attempts,
       count(DISTINCT a.correlation_id) AS tasks,
       count(DISTINCT a.principal_id) AS principals,
       count(*) FILTER (WHERE a.status = 'success') AS successes,
       min(a.started_at) AS first_started_at,
       max(a.started_at) AS last_started_at,
       max(a.attempt_id) FILTER (WHERE a.status = 'success') AS last_success_id
  FROM agora_memory.attempt AS a
 GROUP BY a.request_fingerprint
HAVING count(*) > 1;

COMMENT ON VIEW agora_memory.repeated_request IS 'Exact repeats of requests: attempts, tasks, principals, successes, and the last attempt that succeeded.';
GRANT SELECT ON agora_memory.repeated_request TO agora_reader;
