-- Which fix answers which error, best first within an error, and what it saves: how much longer, and dearer, the attempts that
-- failed were than the ones that answered them with success.
CREATE OR REPLACE VIEW agora_memory.error_resolution_pattern WITH (security_barrier) AS
SELECT r.error_signature_id,
       r.error_type,
       r.category,
       r.pattern,
       row_number() OVER (PARTITION BY r.error_signature_id ORDER BY r.confidence DESC, r.resolution_id) AS rank,
       r.resolution_id,
       coalesce(r.approach, r.transform) AS fix,
       r.transform_id,
       r.status,
       r.n,
       r.successes,
       r.failures,
       r.success_ratio,
       r.confidence,
       r.upper_bound,
       greatest(r.last_success_at, r.last_failure_at) AS last_seen_at,
       r.last_success_at,
       r.last_failure_at,
       u.time_uplift,
       u.cost_uplift_usd
  FROM agora_memory.error_resolution AS r
 CROSS JOIN LATERAL (
       SELECT avg((p.finished_at - p.started_at) - (a.finished_at - a.started_at)) AS time_uplift,
              round(avg(p.cost_usd - a.cost_usd), 9) AS cost_uplift_usd
         FROM agora_memory.resolution_evidence AS e
         JOIN agora_memory.attempt AS a ON a.attempt_id = e.attempt_id
         JOIN agora_memory.attempt AS p ON p.attempt_id = a.parent_attempt_id
        WHERE e.resolution_id = r.resolution_id AND e.is_success) AS u
 WHERE r.successes > 0;

COMMENT ON VIEW agora_memory.error_resolution_pattern IS 'Errors and what fixed them: state, ratio, n, bounds, last times, and the mean time and cost by which success was shorter and cheaper than the failure before it.';
GRANT SELECT ON agora_memory.error_resolution_pattern TO agora_reader;
