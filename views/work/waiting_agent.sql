-- Who waits for which task.
CREATE OR REPLACE VIEW agora_work.waiting_agent WITH (security_barrier) AS
SELECT w.agent_id, p.name AS agent, w.task_id, d.code, d.title, t.status, w.awaits, w.waiting_at
  FROM agora_work.waiter AS w
  JOIN agora.principal AS p ON p.principal_id = w.agent_id
  JOIN agora_work.task AS t ON t.task_id = w.task_id
  JOIN agora_work.task_detail AS d ON d.task_id = w.task_id;

COMMENT ON VIEW agora_work.waiting_agent IS 'Agents that wait for tasks: awaits unblocked or closed.';
GRANT SELECT ON agora_work.waiting_agent TO agora_reader;
