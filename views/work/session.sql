-- What each agent does now and whether it is well, from what it holds and when it was seen; nothing of this is stored. An agent is
-- suspect when a heartbeat, every third of its lease, is missing. Who holds tasks is seen by their leases, of others
-- seen_at may be a tenth of the lease behind. Every row is for everybody, so no barrier makes a page of them work all of them out.
CREATE OR REPLACE VIEW agora_work.session AS
SELECT a.agent_id,
       p.name AS agent,
       CASE WHEN h.health = 'lost' THEN 'offline'
            WHEN k.is_stopped THEN 'error'
            WHEN w.started > 0 THEN 'working'
            WHEN w.critical > 0 THEN 'claiming'
            WHEN o.helping > 0 THEN 'helping'
            WHEN w.fillers > 0 THEN 'working_on_filler'
            WHEN o.awaiting > 0 THEN 'blocked'
            WHEN NOT a.is_open THEN 'completed'
            ELSE 'waiting' END AS status,
       h.health,
       w.critical + w.fillers AS held_tasks,
       o.helping > 0 AS is_helping,
       o.awaiting AS awaited_tasks,
       o.reports > 0 AS help_wanted,
       h.health <> 'lost' AND a.is_open AND NOT k.is_stopped AND o.helping = 0 AND w.critical = 0 AS can_help,
       a.capabilities,
       w.seen_at
  FROM agora_work.agent AS a
  JOIN agora.principal AS p ON p.principal_id = a.agent_id
  LEFT JOIN agora.breaker AS r ON r.breaker = agora_work.agent_breaker(a.agent_id)
 CROSS JOIN LATERAL (SELECT p.suspended_at IS NOT NULL OR coalesce(r.status, 'closed') <> 'closed' AS is_stopped) AS k
 CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE l.kind = 'critical' AND t.status = 'in_progress' AND v.lives) AS started,
                            count(*) FILTER (WHERE l.kind = 'critical' AND v.lives) AS critical,
                            count(*) FILTER (WHERE l.kind <> 'critical' AND v.lives) AS fillers,
                            greatest(a.seen_at, max(t.lease_until - t.lease)) AS seen_at
                       FROM agora_work.task AS t
                       JOIN agora_work.lane AS l ON l.lane_id = t.lane_id
                      CROSS JOIN LATERAL (SELECT least(t.lease_until, t.finish_by) > agora_work.loss_horizon(t.lease) AS lives) AS v
                      WHERE t.holder_id = a.agent_id) AS w
 CROSS JOIN LATERAL (SELECT CASE WHEN w.seen_at + a.lease <= agora_work.loss_horizon(a.lease) THEN 'lost'
                                 WHEN w.seen_at + a.lease * 13 / 30 < agora.now() THEN 'suspect'
                                 ELSE 'ok' END AS health) AS h
 CROSS JOIN LATERAL (SELECT (SELECT count(*) FROM agora_work.help_assignment AS x WHERE x.agent_id = a.agent_id AND x.ended_at IS NULL) AS helping,
                            (SELECT count(*) FROM agora_work.waiter AS y WHERE y.agent_id = a.agent_id) AS awaiting,
                            (SELECT count(*) FROM agora_work.blocker AS b WHERE b.reported_by = a.agent_id AND b.closed_at IS NULL) AS reports) AS o;

COMMENT ON VIEW agora_work.session IS 'Agents now: waiting, claiming, working, working_on_filler, helping, blocked, completed (takes no more), error (halted or suspended) or offline; health ok, suspect (a heartbeat is missing) or lost.';
GRANT SELECT ON agora_work.session TO agora_reader;
