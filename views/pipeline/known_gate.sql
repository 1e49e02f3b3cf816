-- Gates with what their type says.
CREATE OR REPLACE VIEW agora_pipeline.known_gate WITH (security_barrier) AS
SELECT g.gate,
       g.category,
       g.gate_type,
       t.is_blocking,
       t.weight,
       g.stage,
       coalesce(g.target_ms, (SELECT agora.setting_numeric('pipeline.gate_target'))) AS target_ms,
       g.title,
       g.is_builtin
  FROM agora_pipeline.gate AS g
  JOIN agora_pipeline.gate_type AS t ON t.gate_type = g.gate_type;

COMMENT ON VIEW agora_pipeline.known_gate IS 'Gates of generation runs: category, type, whether a failure blocks, what they count for, and their targets in milliseconds.';
GRANT SELECT ON agora_pipeline.known_gate TO agora_reader;
