-- The board: every task as it stands now. A task whose claim is lost shows as available, or as failed and closed where that was its last
-- attempt, whether or not that was written down. Every row is for everybody, so no barrier keeps the newest, or those of an agent, from being read by an index.
CREATE OR REPLACE VIEW agora_work.board AS
SELECT t.task_id,
       d.code,
       d.title,
       l.kind,
       l.priority,
       s.status,
       s.agent_id,
       p.name AS agent,
       l.assignee_id,
       l.capabilities,
       l.environment,
       t.exclusive,
       t.unmet,
       t.blockers,
       nullif(t.ready_at, 'infinity') AS ready_at,
       d.deadline,
       t.estimate,
       d.complexity,
       s.attempts,
       t.max_attempts,
       t.epoch,
       t.claimed_at,
       t.started_at,
       t.lease_until,
       t.finish_by,
       d.created_by,
       d.created_at,
       s.closed_at,
       d.closing_reason,
       d.result,
       d.artefacts,
       d.details,
       d.correlation_id,
       CASE WHEN t.status = ANY ('{available,blocked}') THEN u.reason END AS unclaimable,
       coalesce(s.closed_at, agora.now()) > d.deadline AS is_overdue
  FROM agora_work.task_part AS s
  JOIN agora_work.task AS t ON t.ctid = s.place
  JOIN agora_work.task_detail AS d ON d.task_id = t.task_id
  JOIN agora_work.lane AS l ON l.lane_id = t.lane_id
  LEFT JOIN agora.principal AS p ON p.principal_id = s.agent_id
  LEFT JOIN agora_work.unclaimable AS u ON u.task_id = t.task_id;

COMMENT ON VIEW agora_work.board IS 'Tasks as they stand now, with who holds them, what they wait for and what came of them; unclaimable says why no agent can ever claim one, as of the last look (see unclaimable_task); is_overdue: its deadline is over, or was when it was closed.';
GRANT SELECT ON agora_work.board TO agora_reader;
