-- What policies can say.
CREATE OR REPLACE VIEW agora_work.known_parameter WITH (security_barrier) AS
SELECT k.parameter,
       k.type,
       k.min_value,
       k.max_value,
       k.choices,
       k.description,
       k.is_of_agents
  FROM agora_work.policy_parameter AS k;

COMMENT ON VIEW agora_work.known_parameter IS 'Parameters of policies with type, range or choices; is_of_agents where no environment has them.';
GRANT SELECT ON agora_work.known_parameter TO agora_reader;
