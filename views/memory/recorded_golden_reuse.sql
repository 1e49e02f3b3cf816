-- The evidence of reuse.
CREATE OR REPLACE VIEW agora_memory.recorded_golden_reuse WITH (security_barrier) AS
SELECT r.golden_reuse_id,
       r.golden_state_id,
       r.attempt_id,
       r.principal_id,
       r.outcome,
       r.recorded_at
  FROM agora_memory.golden_reuse AS r;

COMMENT ON VIEW agora_memory.recorded_golden_reuse IS 'Reuses of golden states and their outcomes.';
GRANT SELECT ON agora_memory.recorded_golden_reuse TO agora_reader;
