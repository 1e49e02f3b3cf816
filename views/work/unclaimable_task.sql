-- Tasks that wait and that no agent can ever claim as things stand, by what _may_claim() and the capacities say; agents that are full, silent
-- or halted count, because that passes. Facts are those of a lane, so each lane is looked at once. Of tasks that wait for each other, the one whose own
-- need is closed and not completed is told: what waits for that one goes on with it.
CREATE OR REPLACE VIEW agora_work.unclaimable_task WITH (security_barrier) AS
WITH judged AS MATERIALIZED (
    SELECT l.lane_id, l.kind, l.priority, l.assignee_id, l.capabilities, f.capacity,
           CASE WHEN f.able > 0 THEN NULL
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
                ELSE 'capability_missing' END AS reason
      FROM agora_work.lane AS l
     CROSS JOIN LATERAL agora_work.count_claimants(l.lane_id) AS f
     WHERE EXISTS (SELECT s.place FROM agora_work.task_part AS s WHERE s.lane_id = l.lane_id AND s.part = ANY ('{ready,later,blocked}'))
)
SELECT t.task_id,
       d.code,
       d.title,
       t.status,
       r.reason,
       j.kind,
       j.priority,
       j.assignee_id,
       j.capabilities,
       t.estimate,
       j.capacity AS longest_estimate,
       d.created_by,
       d.created_at,
       c.closed_needs,
       CASE r.reason WHEN 'no_agent' THEN 'Register an agent with agora_work.register_agent().'
                     WHEN 'agent_closed' THEN 'Let its assignee take tasks again, or give it to another with agora_work.change_task().'
                     WHEN 'capability_missing' THEN 'Find an agent with these capabilities, or need fewer with agora_work.change_task().'
                     WHEN 'capability_uncounted' THEN 'Vouch for who declares them with agora_work.grant_capability().'
                     WHEN 'too_dear' THEN 'Find a cheaper agent, or raise hourly_usd of its environment with agora_work.set_policy().'
                     WHEN 'reputation_low' THEN 'Find an agent with a better record, or lower min_reputation of its environment with agora_work.set_policy().'
                     WHEN 'disqualified' THEN 'Find an agent without what disqualifies in its environment.'
                     WHEN 'estimate_too_long' THEN 'Raise the capacity of an agent with agora_work.register_agent(), or split the task.'
                     WHEN 'need_closed' THEN 'Let it go on without, with agora_work.drop_dependency(); before that, add what failed anew and need it with agora_work.add_dependency().' END AS hint
  FROM judged AS j
  JOIN agora_work.task_part AS s ON s.lane_id = j.lane_id AND s.part = ANY ('{ready,later,blocked}')
  JOIN agora_work.task AS t ON t.ctid = s.place
  JOIN agora_work.task_detail AS d ON d.task_id = t.task_id
 CROSS JOIN LATERAL (SELECT CASE WHEN t.unmet > 0
                                 THEN ARRAY(SELECT w.needs_id
                                              FROM agora_work.dependency AS w
                                              JOIN agora_work.task AS o ON o.task_id = w.needs_id AND o.status = ANY ('{failed,cancelled}')
                                             WHERE w.task_id = t.task_id
                                             ORDER BY w.needs_id)
                                 ELSE '{}' END AS closed_needs) AS c
 CROSS JOIN LATERAL (SELECT coalesce(j.reason, CASE WHEN t.estimate > j.capacity THEN 'estimate_too_long' WHEN c.closed_needs <> '{}' THEN 'need_closed' END) AS reason) AS r
 WHERE r.reason IS NOT NULL;

COMMENT ON VIEW agora_work.unclaimable_task IS 'Tasks that no agent can ever claim as things stand, with a hint at what helps: no_agent takes work, agent_closed (it is for one that does not), capability_missing, capability_uncounted (policy or sensitivity forbid what is declared), too_dear, reputation_low, disqualified (for its environment), estimate_too_long, need_closed (closed_needs failed or were cancelled).';
GRANT SELECT ON agora_work.unclaimable_task TO agora_reader;
