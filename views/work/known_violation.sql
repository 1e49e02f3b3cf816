-- What workers may find that a request did.
CREATE OR REPLACE VIEW agora_work.known_violation WITH (security_barrier) AS
SELECT v.violation,
       v.kind,
       v.description
  FROM agora_work.request_violation AS v;

COMMENT ON VIEW agora_work.known_violation IS 'Violations of requests: those of security halt whoever is to blame at once, those of a limit count as failures, of a hazard a human is told.';
GRANT SELECT ON agora_work.known_violation TO agora_reader;
