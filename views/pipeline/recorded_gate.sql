-- Results of gates. Only the last word of a gate counts, and to skip it is no word.
CREATE OR REPLACE VIEW agora_pipeline.recorded_gate WITH (security_barrier) AS
SELECT g.gate_result_id,
       g.generation_run_id,
       r.principal_id,
       g.gate,
       k.category,
       k.gate_type,
       t.is_blocking,
       t.weight,
       g.outcome,
       g.outcome <> 'skipped'
           AND NOT EXISTS (SELECT FROM agora_pipeline.gate_result AS l
                            WHERE l.generation_run_id = g.generation_run_id AND l.gate = g.gate
                              AND l.gate_result_id > g.gate_result_id AND l.outcome <> 'skipped') AS is_last,
       g.duration_ms,
       g.target_ms,
       g.ratio,
       CASE WHEN g.ratio >= (SELECT agora.setting_numeric('pipeline.performance_error')) THEN 'error'
            WHEN g.ratio >= (SELECT agora.setting_numeric('pipeline.performance_warning')) THEN 'warning'
            WHEN g.ratio IS NOT NULL THEN 'ok' END AS performance,
       g.detail,
       g.recorded_at
  FROM agora_pipeline.gate_result AS g
  JOIN agora_pipeline.gate AS k ON k.gate = g.gate
  JOIN agora_pipeline.gate_type AS t ON t.gate_type = k.gate_type
  JOIN agora_pipeline.generation_run AS r ON r.generation_run_id = g.generation_run_id
 WHERE (SELECT agora.visible_principal()) IN (0, r.principal_id);

COMMENT ON VIEW agora_pipeline.recorded_gate IS 'Results of gates, whether each is the last word of its gate in the run, and its time against the target (performance ok, warning, error); a bound login sees those of its own runs.';
GRANT SELECT ON agora_pipeline.recorded_gate TO agora_reader;
