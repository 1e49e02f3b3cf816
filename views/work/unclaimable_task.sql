-- Tasks that wait and that no agent can ever claim as things stand, by what _may_claim() and the capacities say; agents that are full, silent
-- or halted count, because that passes. Facts are those of a lane, so each lane is looked at once.
CREATE OR REPLACE VIEW agora_work.unclaimable_task WITH (security_barrier) AS
SELECT t.task_id,
       d.code,
       d.title,
       t.status,
       r.reason,
       l.kind,
       l.priority,
       l.assignee_id,
       l.capabilities,
       t.estimate,
       f.capacity AS longest_estimate,
       d.created_by,
       d.created_at
  FROM agora_work.lane AS l
 CROSS JOIN LATERAL agora_work.count_claimants(l.lane_id) AS f
 CROSS JOIN LATERAL (SELECT CASE WHEN f.able > 0 THEN NULL
                                 WHEN f.agents = 0 AND l.assignee_id IS NOT NULL THEN 'agent_closed'
                                 WHEN f.agents = 0 THEN 'no_agent'
                                 WHEN 'reputation_low' = ANY (f.refusals) THEN 'reputation_low'
                                 WHEN 'too_dear' = ANY (f.refusals) THEN 'too_dear'
                                 WHEN 'disqualified' = ANY (f.refusals) THEN 'disqualified'
                                 WHEN EXISTS (SELECT k.principal_id
                                                FROM agora_work.capability AS c
                                                JOIN agora_work.agent_capability AS k ON k.capability_id = c.capability_id AND k.expires_at > agora.now()
                                                JOIN agora_work.agent AS a ON a.agent_id = k.principal_id AND a.is_open
                                                JOIN agora.principal AS p ON p.principal_id = k.principal_id AND p.suspended_at IS NULL
                                               WHERE c.code = ANY (l.capabilities) AND (l.assignee_id IS NULL OR k.principal_id = l.assignee_id)
                                               GROUP BY k.principal_id
                                              HAVING count(DISTINCT c.code) = cardinality(l.capabilities)) THEN 'capability_uncounted'
                                 ELSE 'capability_missing' END AS reason) AS n
  JOIN agora_work.task AS t ON t.lane_id = l.lane_id AND t.status = ANY ('{available,blocked}')
  JOIN agora_work.task_detail AS d ON d.task_id = t.task_id
 CROSS JOIN LATERAL (SELECT coalesce(n.reason, CASE WHEN t.estimate > f.capacity THEN 'estimate_too_long' END) AS reason) AS r
 WHERE r.reason IS NOT NULL;

COMMENT ON VIEW agora_work.unclaimable_task IS 'Tasks that no registered agent can ever claim: no_agent takes work, agent_closed (it is for one that does not), capability_missing, capability_uncounted (policy or sensitivity forbid what is declared), too_dear, reputation_low and disqualified (for its environment), estimate_too_long for every capacity.';
GRANT SELECT ON agora_work.unclaimable_task TO agora_reader;
