-- Agents with what they may hold and hold. Every row is for everybody, so no barrier makes a page of them work all of them out.
CREATE OR REPLACE VIEW agora_work.registered_agent AS
SELECT a.agent_id,
       p.name,
       CASE WHEN a.capabilities_until > agora.now() THEN a.capabilities ELSE agora_work.held_capabilities(a.agent_id) END AS capabilities,
       a.max_tasks,
       a.capacity,
       a.lease,
       a.is_open,
       a.pause,
       h.tasks,
       h.load,
       greatest(a.seen_at, h.seen_at) AS seen_at,
       a.registered_at
  FROM agora_work.agent AS a
  JOIN agora.principal AS p ON p.principal_id = a.agent_id
 CROSS JOIN LATERAL (SELECT count(*) AS tasks, coalesce(sum(t.estimate), interval '0') AS load, max(t.lease_until - t.lease) AS seen_at
                       FROM agora_work.task AS t
                      WHERE t.holder_id = a.agent_id
                        AND least(t.lease_until, t.finish_by) > agora_work.loss_horizon(t.lease)) AS h;

COMMENT ON VIEW agora_work.registered_agent IS 'Agents: what they can do, may hold and hold, how long they pause between claims, and when they were last seen.';
GRANT SELECT ON agora_work.registered_agent TO agora_reader;
