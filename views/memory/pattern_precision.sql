-- What the feedback on recommendations says, by type of pattern.
CREATE OR REPLACE VIEW agora_memory.pattern_precision WITH (security_barrier) AS
SELECT p.pattern_type,
       count(*) AS samples,
       count(*) FILTER (WHERE f.verdict = 'correct') AS correct,
       count(*) FILTER (WHERE f.verdict = 'incorrect') AS incorrect,
       count(*) FILTER (WHERE f.verdict = 'partial') AS partial,
       count(*) FILTER (WHERE f.verdict = 'adjusted') AS adjusted,
       round(coalesce(sum(f.weight) FILTER (WHERE f.verdict = 'correct') / nullif(sum(f.weight), 0::numeric), 0::numeric), 6) AS precision,
       coalesce(t.threshold, agora.setting_numeric('memory.pattern_threshold')) AS threshold,
       t.applied_at
  FROM agora_memory.pattern_feedback AS f
  JOIN agora_memory.pattern AS p ON p.pattern_id = f.pattern_id
  LEFT JOIN LATERAL (
       SELECT x.threshold, x.applied_at
         FROM agora_memory.pattern_threshold AS x
        WHERE x.pattern_type = p.pattern_type
        ORDER BY x.pattern_threshold_id DESC
        LIMIT 1) AS t ON true
 WHERE NOT f.is_own
 GROUP BY p.pattern_type, t.threshold, t.applied_at;

COMMENT ON VIEW agora_memory.pattern_precision IS 'Verdicts by type of pattern, their weighted precision 0..1 (target 0.90), and the threshold in force.';
COMMENT ON COLUMN agora_memory.pattern_precision.precision IS 'Weighted share of correct verdicts, 0..1.';
COMMENT ON COLUMN agora_memory.pattern_precision.threshold IS 'Least score of a recommendation, 0..1.';
GRANT SELECT ON agora_memory.pattern_precision TO agora_reader;
