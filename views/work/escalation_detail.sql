-- What the matters for a human are about.
CREATE OR REPLACE VIEW agora_work.escalation_detail WITH (security_barrier) AS
SELECT i.escalation_id, e.agent_id, i.task_id, i.blocker_id, i.details, i.raised_at
  FROM agora_work.escalation_item AS i
  JOIN agora_work.escalation AS e ON e.escalation_id = i.escalation_id
 WHERE (SELECT agora.visible_principal()) IN (0, e.agent_id);

COMMENT ON VIEW agora_work.escalation_detail IS 'What each escalation is about, one row each time; a bound login sees its own.';
GRANT SELECT ON agora_work.escalation_detail TO agora_reader;
