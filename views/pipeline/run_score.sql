-- What the gates of each run come to. A run of which no gate was evaluated has no score and no grade.
CREATE OR REPLACE VIEW agora_pipeline.run_score WITH (security_barrier) AS
SELECT r.generation_run_id,
       r.principal_id,
       r.status,
       s.score,
       (SELECT d.grade FROM agora_pipeline.grade AS d WHERE d.minimum <= s.score ORDER BY d.minimum DESC LIMIT 1) AS grade,
       s.gates_evaluated,
       s.gates_failed,
       s.blocking_failed,
       s.categories_failed,
       s.gates_evaluated > 0
           AND (s.categories_failed >= (SELECT agora.setting_integer('pipeline.critical_categories'))
                OR s.score < (SELECT agora.setting_numeric('pipeline.critical_score'))) AS is_critical,
       s.gates_slow
  FROM agora_pipeline.generation_run AS r
 CROSS JOIN LATERAL (SELECT round(coalesce(sum(l.weight) FILTER (WHERE l.outcome = 'passed'), 0) / sum(l.weight), 6) AS score,
                            count(*) AS gates_evaluated,
                            count(*) FILTER (WHERE l.outcome = 'failed') AS gates_failed,
                            coalesce(array_agg(l.gate ORDER BY l.gate) FILTER (WHERE l.outcome = 'failed' AND l.is_blocking), '{}') AS blocking_failed,
                            count(DISTINCT l.category) FILTER (WHERE l.outcome = 'failed') AS categories_failed,
                            count(*) FILTER (WHERE l.performance IN ('warning', 'error')) AS gates_slow
                       FROM agora_pipeline.recorded_gate AS l
                      WHERE l.generation_run_id = r.generation_run_id AND l.is_last) AS s
 WHERE (SELECT agora.visible_principal()) IN (0, r.principal_id);

COMMENT ON VIEW agora_pipeline.run_score IS 'Score 0..1 of the gates of each generation run (weight passed of weight evaluated), its grade, what failed, whether that is critical, and how many gates were slow; a bound login sees its own runs.';
GRANT SELECT ON agora_pipeline.run_score TO agora_reader;
