-- What reuse saves, by problem category: reuses x (median time of a success without a transform - median time of one with).
-- Negative where reuse is slower, NULL where there is nothing to compare with.
CREATE OR REPLACE VIEW agora_memory.time_saved_by_reuse WITH (security_barrier) AS
WITH success AS (
    SELECT a.category,
           a.finished_at - a.started_at AS duration,
           EXISTS (SELECT 1 FROM agora_memory.attempt_transform AS x WHERE x.attempt_id = a.attempt_id AND NOT x.is_source) AS is_reuse
      FROM agora_memory.attempt AS a
     WHERE a.status = 'success'
), measured AS (
    SELECT s.category,
           count(*) FILTER (WHERE s.is_reuse) AS reuses,
           count(*) FILTER (WHERE NOT s.is_reuse) AS others,
           percentile_disc(0.5) WITHIN GROUP (ORDER BY s.duration) FILTER (WHERE s.is_reuse) AS median_with_reuse,
           percentile_disc(0.5) WITHIN GROUP (ORDER BY s.duration) FILTER (WHERE NOT s.is_reuse) AS median_without
      FROM success AS s
     GROUP BY s.category
)
SELECT m.category,
       m.reuses,
       m.others,
       m.median_with_reuse,
       m.median_without,
       m.reuses * (m.median_without - m.median_with_reuse) AS time_saved
  FROM measured AS m;

COMMENT ON VIEW agora_memory.time_saved_by_reuse IS 'Time saved by reuse, by category: reuses x (median duration without - median duration with reuse), of successful attempts.';
GRANT SELECT ON agora_memory.time_saved_by_reuse TO agora_reader;
