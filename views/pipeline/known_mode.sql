-- Modes of runs with their stages.
CREATE OR REPLACE VIEW agora_pipeline.known_mode WITH (security_barrier) AS
SELECT m.mode,
       m.expected_ms,
       m.expected_quality,
       s.stages,
       s.target_ms,
       m.description
  FROM agora_pipeline.pipeline_mode AS m
 CROSS JOIN LATERAL (SELECT array_agg(p.stage ORDER BY p.number) AS stages, sum(p.target_ms) AS target_ms
                       FROM agora_pipeline.mode_stage AS x
                       JOIN agora_pipeline.pipeline_stage AS p ON p.stage = x.stage
                      WHERE x.mode = m.mode) AS s
 ORDER BY m.ordinal;

COMMENT ON VIEW agora_pipeline.known_mode IS 'Modes of generation runs: what is expected, the stages they go through, and the targets of these together in milliseconds.';
GRANT SELECT ON agora_pipeline.known_mode TO agora_reader;
