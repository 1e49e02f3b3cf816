-- Who decided what about golden states.
CREATE OR REPLACE VIEW agora_memory.golden_history WITH (security_barrier) AS
SELECT d.golden_state_id,
       d.status,
       d.source,
       d.notes,
       d.principal_id,
       d.decided_at
  FROM agora_memory.golden_decision AS d;

COMMENT ON VIEW agora_memory.golden_history IS 'Decisions about golden states: status reached, by whom, why, when.';
GRANT SELECT ON agora_memory.golden_history TO agora_reader;
