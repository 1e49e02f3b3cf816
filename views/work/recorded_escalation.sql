-- Matters for a human, with how much is in them.
CREATE OR REPLACE VIEW agora_work.recorded_escalation WITH (security_barrier) AS
SELECT e.escalation_id,
       e.agent_id,
       p.name AS agent,
       e.reason,
       CASE WHEN e.closed_at IS NULL THEN 'open' ELSE 'closed' END AS status,
       i.items,
       i.task_ids,
       e.opened_at,
       i.latest_at,
       e.closed_by,
       e.closed_at,
       e.resolution
  FROM agora_work.escalation AS e
  JOIN agora.principal AS p ON p.principal_id = e.agent_id
 CROSS JOIN LATERAL (SELECT count(*) AS items, array_agg(DISTINCT x.task_id) FILTER (WHERE x.task_id IS NOT NULL) AS task_ids, max(x.raised_at) AS latest_at
                       FROM agora_work.escalation_item AS x
                      WHERE x.escalation_id = e.escalation_id) AS i
 WHERE (SELECT agora.visible_principal()) IN (0, e.agent_id);

COMMENT ON VIEW agora_work.recorded_escalation IS 'Matters that went to a human, open and closed, with how much came for the same reason; a bound login sees its own.';
GRANT SELECT ON agora_work.recorded_escalation TO agora_reader;
