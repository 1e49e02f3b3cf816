-- Who may decide about contributions, besides operators.
CREATE OR REPLACE VIEW agora_memory.appointed_reviewer WITH (security_barrier) AS
SELECT r.principal_id,
       p.name,
       r.appointed_by,
       r.appointed_at
  FROM agora_memory.reviewer AS r
  JOIN agora.principal AS p ON p.principal_id = r.principal_id;

COMMENT ON VIEW agora_memory.appointed_reviewer IS 'Reviewers of contributions.';
GRANT SELECT ON agora_memory.appointed_reviewer TO agora_reader;
