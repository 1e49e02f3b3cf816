-- Who helped whom.
CREATE OR REPLACE VIEW agora_work.recorded_help WITH (security_barrier) AS
SELECT h.help_assignment_id, h.blocker_id, h.task_id, h.agent_id, p.name AS agent, h.joined_at, h.ended_at, h.outcome, h.note
  FROM agora_work.help_assignment AS h
  JOIN agora.principal AS p ON p.principal_id = h.agent_id;

COMMENT ON VIEW agora_work.recorded_help IS 'Help with blockers: who, since when, and what came of it; ended_at NULL = it still helps.';
GRANT SELECT ON agora_work.recorded_help TO agora_reader;
