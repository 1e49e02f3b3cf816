-- Vocabulary of problem categories.
CREATE OR REPLACE VIEW agora.category WITH (security_barrier) AS
SELECT c.category,
       c.area,
       c.description,
       c.is_builtin
  FROM agora.problem_category AS c;

COMMENT ON VIEW agora.category IS 'Problem categories; an operator adds one with add_problem_category().';
GRANT SELECT ON agora.category TO agora_reader;
