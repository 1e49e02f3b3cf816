-- What reuse saves in model calls, by problem category, from measured tokens and costs: reuses x (median of a success without a
-- transform - median of one with). Negative where reuse costs more, NULL where there is nothing to compare with.
CREATE OR REPLACE VIEW agora_memory.cost_saved_by_reuse WITH (security_barrier) AS
WITH success AS (
    SELECT a.category,
           a.tokens_in + a.tokens_out AS tokens,
           (SELECT c.cost_usd::numeric FROM agora_memory.attempt_cost AS c WHERE c.attempt_id = a.attempt_id) AS cost_usd,
           EXISTS (SELECT 1 FROM agora_memory.attempt_transform AS x WHERE x.attempt_id = a.attempt_id AND NOT x.is_source) AS is_reuse
      FROM agora_memory.attempt AS a
     WHERE a.status = 'success' AND a.tokens_in IS NOT NULL AND a.tokens_out IS NOT NULL
), measured AS (
    SELECT s.category,
           count(*) FILTER (WHERE s.is_reuse) AS reuses,
           count(*) FILTER (WHERE NOT s.is_reuse) AS others,
           percentile_disc(0.5) WITHIN GROUP (ORDER BY s.tokens) FILTER (WHERE s.is_reuse) AS tokens_with_reuse,
           percentile_disc(0.5) WITHIN GROUP (ORDER BY s.tokens) FILTER (WHERE NOT s.is_reuse) AS tokens_without,
           percentile_disc(0.5) WITHIN GROUP (ORDER BY s.cost_usd) FILTER (WHERE s.is_reuse) AS usd_with_reuse,
           percentile_disc(0.5) WITHIN GROUP (ORDER BY s.cost_usd) FILTER (WHERE NOT s.is_reuse) AS usd_without
      FROM success AS s
     GROUP BY s.category
)
SELECT m.category,
       m.reuses,
       m.others,
       m.tokens_with_reuse,
       m.tokens_without,
       round(1 - m.tokens_with_reuse::numeric / nullif(m.tokens_without, 0), 6) AS share_saved,
       m.reuses * (m.tokens_without - m.tokens_with_reuse) AS tokens_saved,
       m.usd_with_reuse,
       m.usd_without,
       m.reuses * (m.usd_without - m.usd_with_reuse) AS usd_saved
  FROM measured AS m;

COMMENT ON VIEW agora_memory.cost_saved_by_reuse IS 'Model tokens and USD saved by reuse, by category: reuses x (median without - median with reuse), of successful attempts whose tokens were measured.';
GRANT SELECT ON agora_memory.cost_saved_by_reuse TO agora_reader;
