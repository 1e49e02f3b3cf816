-- The vocabulary of capabilities.
CREATE OR REPLACE VIEW agora_work.known_capability WITH (security_barrier) AS
SELECT c.capability_id,
       c.code,
       split_part(c.code, ':', 1) AS category,
       c.description,
       c.is_sensitive,
       c.capability_id < 1000 AS is_builtin,
       ARRAY(SELECT h.problem FROM agora_work.capability_hint AS h WHERE h.capability_id = c.capability_id ORDER BY h.problem) AS problems
  FROM agora_work.capability AS c;

COMMENT ON VIEW agora_work.known_capability IS 'Capabilities with their category (the first part of the code) and the kinds of problem that ask for them.';
GRANT SELECT ON agora_work.known_capability TO agora_reader;
