-- The list of our SQLSTATEs.
CREATE OR REPLACE VIEW agora.known_error WITH (security_barrier) AS
SELECT e.sqlstate,
       e.name,
       e.meaning,
       e.is_retryable
  FROM agora.error_code AS e;

COMMENT ON VIEW agora.known_error IS 'SQLSTATEs that agora raises beside the standard ones.';
GRANT SELECT ON agora.known_error TO agora_reader;
