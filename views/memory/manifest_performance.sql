-- How long manifests took within memory.scorecard_window, in all and by section.
CREATE OR REPLACE VIEW agora_memory.manifest_performance WITH (security_barrier) AS
WITH timed AS (
    SELECT t.section, t.ms
      FROM agora_memory.manifest AS m
     CROSS JOIN LATERAL (
           SELECT 'total' AS section, m.elapsed_ms AS ms
            UNION ALL
           SELECT e.key AS section, e.value::numeric AS ms
             FROM jsonb_each_text(m.section_ms) AS e) AS t
     WHERE m.given_at > agora.now() - agora.setting_interval('memory.scorecard_window')
)
SELECT t.section,
       count(*) AS manifests,
       percentile_disc(0.5) WITHIN GROUP (ORDER BY t.ms) AS p50_ms,
       percentile_disc(0.95) WITHIN GROUP (ORDER BY t.ms) AS p95_ms,
       max(t.ms) AS highest_ms,
       agora.setting_integer('memory.manifest_budget') AS budget_ms
  FROM timed AS t
 GROUP BY t.section;

COMMENT ON VIEW agora_memory.manifest_performance IS 'Time that manifests took, in milliseconds, in all (total) and by section, beside their budget.';
GRANT SELECT ON agora_memory.manifest_performance TO agora_reader;
