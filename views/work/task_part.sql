-- Where each task stands now, as one of six parts: ready, later, blocked, held, lost or closed. Each has a partial index, or is the rest, and says what
-- it cannot have, so who asks for a status, an agent or what is open does not read a million closed tasks. For that the conditions stand outside of
-- the union, of which each part is then planned like a table. A row is met again by its place: a part that had task_id would be taken for one in its order.
CREATE OR REPLACE VIEW agora_work.task_part AS
SELECT s.part, s.place, s.lane_id, s.status, s.agent_id, s.attempts, s.closed_at
  FROM (SELECT 'ready' AS part, k.ctid AS place, k.lane_id, 'available' AS status, NULL::bigint AS agent_id, k.attempts, NULL::timestamptz AS closed_at,
               k.status AS stored, k.ready_at, k.holder_id, least(k.lease_until, k.finish_by) AS held_until, k.lease
          FROM agora_work.task AS k
        UNION ALL
        SELECT 'later' AS part, k.ctid AS place, k.lane_id, 'available' AS status, NULL::bigint AS agent_id, k.attempts, NULL::timestamptz AS closed_at,
               k.status AS stored, k.ready_at, k.holder_id, least(k.lease_until, k.finish_by) AS held_until, k.lease
          FROM agora_work.task AS k
        UNION ALL
        SELECT 'blocked' AS part, k.ctid AS place, k.lane_id, 'blocked' AS status, NULL::bigint AS agent_id, k.attempts, NULL::timestamptz AS closed_at,
               k.status AS stored, k.ready_at, k.holder_id, least(k.lease_until, k.finish_by) AS held_until, k.lease
          FROM agora_work.task AS k
        UNION ALL
        SELECT 'held' AS part, k.ctid AS place, k.lane_id, k.status, k.holder_id AS agent_id, k.attempts, NULL::timestamptz AS closed_at,
               k.status AS stored, k.ready_at, k.holder_id, least(k.lease_until, k.finish_by) AS held_until, k.lease
          FROM agora_work.task AS k
        UNION ALL
        SELECT 'lost' AS part, k.ctid AS place, k.lane_id, CASE WHEN k.attempts + 1 < k.max_attempts THEN 'available' ELSE 'failed' END AS status, NULL::bigint AS agent_id, k.attempts + 1 AS attempts,
               CASE WHEN k.attempts + 1 >= k.max_attempts THEN least(k.lease_until, k.finish_by) END AS closed_at,
               k.status AS stored, k.ready_at, k.holder_id, least(k.lease_until, k.finish_by) AS held_until, k.lease
          FROM agora_work.task AS k
        UNION ALL
        SELECT 'closed' AS part, k.ctid AS place, k.lane_id, k.status, NULL::bigint AS agent_id, k.attempts, k.closed_at,
               k.status AS stored, k.ready_at, k.holder_id, least(k.lease_until, k.finish_by) AS held_until, k.lease
          FROM agora_work.task AS k) AS s
 WHERE (s.part = 'ready' AND s.stored = 'available' AND s.ready_at IS NULL)
    OR (s.part = 'later' AND s.stored = 'available' AND s.ready_at IS NOT NULL)
    OR (s.part = 'blocked' AND s.stored = 'blocked')
    OR (s.part = 'held' AND s.holder_id IS NOT NULL AND s.held_until > agora_work.loss_horizon(s.lease))
    OR (s.part = 'lost' AND s.holder_id IS NOT NULL AND s.held_until <= agora_work.loss_horizon(s.lease))
    OR (s.part = 'closed' AND s.stored = ANY ('{completed,failed,cancelled}') AND s.closed_at IS NOT NULL);

COMMENT ON VIEW agora_work.task_part IS 'Part of the board that each task is in now (ready, later, blocked, held, lost or closed), with what the clock makes of its status, agent and attempts; place is its row.';
GRANT SELECT ON agora_work.task_part TO agora_reader;
