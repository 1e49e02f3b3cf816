-- How much work each agent has: what it holds and what waits for it alone, by estimate, against what it may hold.
CREATE OR REPLACE VIEW agora_work.agent_load WITH (security_barrier) AS
SELECT a.agent_id,
       p.name AS agent,
       a.is_open,
       s.held_tasks,
       s.waiting_tasks,
       s.assigned,
       a.capacity AS available,
       q.load_percent,
       CASE WHEN s.assigned > a.capacity THEN 'over' WHEN q.load_percent > 80 THEN 'high' WHEN q.load_percent >= 50 THEN 'medium' ELSE 'low' END AS band
  FROM agora_work.agent AS a
  JOIN agora.principal AS p ON p.principal_id = a.agent_id
  LEFT JOIN (SELECT w.agent_id, count(*) FILTER (WHERE w.is_held) AS held, count(*) FILTER (WHERE NOT w.is_held) AS waiting, sum(w.estimate) AS estimate
               FROM (SELECT t.holder_id AS agent_id, t.estimate, true AS is_held
                       FROM agora_work.task AS t
                      WHERE t.holder_id IS NOT NULL AND least(t.lease_until, t.finish_by) > agora_work.loss_horizon(t.lease)
                     UNION ALL
                     SELECT l.assignee_id AS agent_id, t.estimate, false AS is_held
                       FROM agora_work.lane AS l
                       JOIN agora_work.task AS t ON t.lane_id = l.lane_id AND t.status = 'available' AND t.ready_at IS NULL
                      WHERE l.assignee_id IS NOT NULL
                     UNION ALL
                     SELECT l.assignee_id AS agent_id, t.estimate, false AS is_held
                       FROM agora_work.lane AS l
                       JOIN agora_work.task AS t ON t.lane_id = l.lane_id AND t.status = 'available' AND t.ready_at IS NOT NULL
                      WHERE l.assignee_id IS NOT NULL
                     UNION ALL
                     SELECT l.assignee_id AS agent_id, t.estimate, false AS is_held
                       FROM agora_work.lane AS l
                       JOIN agora_work.task AS t ON t.lane_id = l.lane_id AND t.status = 'blocked'
                      WHERE l.assignee_id IS NOT NULL) AS w
              GROUP BY w.agent_id) AS g ON g.agent_id = a.agent_id
 CROSS JOIN LATERAL (SELECT coalesce(g.held, 0) AS held_tasks, coalesce(g.waiting, 0) AS waiting_tasks, coalesce(g.estimate, interval '0') AS assigned) AS s
 CROSS JOIN LATERAL (SELECT round(100 * extract(epoch FROM s.assigned) / extract(epoch FROM a.capacity), 1) AS load_percent) AS q;

COMMENT ON VIEW agora_work.agent_load IS 'Assigned and available work of each agent by estimate, load in percent, and its band: low (below 50), medium, high (above 80), over (above 100).';
GRANT SELECT ON agora_work.agent_load TO agora_reader;
