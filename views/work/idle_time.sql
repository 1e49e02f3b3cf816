-- Since when agents that are there have nothing to do: no task, no help.
CREATE OR REPLACE VIEW agora_work.idle_time WITH (security_barrier) AS
SELECT s.agent_id,
       s.agent,
       i.idle_since,
       greatest(c.time - i.idle_since, interval '0') AS idle_for,
       c.time - i.idle_since > c.longest AS is_too_long
  FROM agora_work.session AS s
  JOIN agora_work.agent AS a ON a.agent_id = s.agent_id
 CROSS JOIN (SELECT agora.now() AS time, agora.setting_interval('work.idle_max') AS longest) AS c
 CROSS JOIN LATERAL (SELECT greatest(a.registered_at, (SELECT max(h.ended_at) FROM agora_work.claim AS h WHERE h.agent_id = s.agent_id),
                                     (SELECT max(x.ended_at) FROM agora_work.help_assignment AS x WHERE x.agent_id = s.agent_id)) AS idle_since) AS i
 WHERE s.health <> 'lost' AND s.status <> 'error' AND a.is_open AND s.held_tasks = 0 AND NOT s.is_helping;

COMMENT ON VIEW agora_work.idle_time IS 'Agents that are there, take work, may and have nothing to do, with since when; too long is more than work.idle_max.';
GRANT SELECT ON agora_work.idle_time TO agora_reader;
