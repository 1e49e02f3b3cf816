-- Vocabulary of stages.
CREATE OR REPLACE VIEW agora.work_stage WITH (security_barrier) AS
SELECT s.stage,
       s.ordinal,
       s.description,
       s.is_builtin
  FROM agora.stage AS s;

COMMENT ON VIEW agora.work_stage IS 'Stages of generation work.';
GRANT SELECT ON agora.work_stage TO agora_reader;
