-- Parts of fillers that are done.
CREATE OR REPLACE VIEW agora_work.filler_progress WITH (security_barrier) AS
SELECT f.task_id, f.part, f.done_by, f.done_at
  FROM agora_work.filler_part AS f;

COMMENT ON VIEW agora_work.filler_progress IS 'Parts of fillers that are done, for whoever goes on.';
GRANT SELECT ON agora_work.filler_progress TO agora_reader;
