-- Legal moves of every state machine.
CREATE OR REPLACE VIEW agora.allowed_transition WITH (security_barrier) AS
SELECT t.machine,
       t.from_state,
       t.to_state,
       t.description
  FROM agora.state_transition AS t;

COMMENT ON VIEW agora.allowed_transition IS 'Legal changes of state; everything else raises ZA009.';
GRANT SELECT ON agora.allowed_transition TO agora_reader;
