-- Invariant: what tasks wait for and who waits for them, which keys they hold, how their claims are numbered and from where counted, and what may restrain agents.
CREATE OR REPLACE FUNCTION agora_work._probe_tasks()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('task %s waits for %s tasks, but %s are not completed', t.task_id, t.unmet, d.unmet)
      FROM agora_work.task AS t
      LEFT JOIN (SELECT w.task_id, count(*) AS unmet
                   FROM agora_work.dependency AS w
                   JOIN agora_work.task AS n ON n.task_id = w.needs_id AND n.status <> 'completed'
                  GROUP BY w.task_id) AS d ON d.task_id = t.task_id
     WHERE t.closed_at IS NULL AND t.unmet <> coalesce(d.unmet, 0)
    UNION ALL
    SELECT format('task %s has epoch %s, but %s claims ended, the last of them epoch %s', t.task_id, t.epoch, c.ended, c.latest)
      FROM agora_work.task AS t
     CROSS JOIN LATERAL (SELECT count(*) AS ended, max(k.epoch) AS latest FROM agora_work.claim AS k WHERE k.task_id = t.task_id) AS c
     WHERE t.epoch <> c.ended + (t.holder_id IS NOT NULL)::integer OR c.latest <> c.ended
    UNION ALL
    SELECT format('task %s is held by %s, which is no agent', t.task_id, t.holder_id)
      FROM agora_work.task AS t
     WHERE t.holder_id IS NOT NULL AND NOT EXISTS (SELECT FROM agora_work.agent AS a WHERE a.agent_id = t.holder_id)
    UNION ALL
    SELECT format('task %s is in lane %s, which is not there', t.task_id, t.lane_id)
      FROM agora_work.task AS t
     WHERE NOT EXISTS (SELECT FROM agora_work.lane AS l WHERE l.lane_id = t.lane_id)
    UNION ALL
    SELECT format('claim %s of task %s by %s has no such task or agent', c.epoch, c.task_id, c.agent_id)
      FROM agora_work.claim AS c
     WHERE NOT EXISTS (SELECT FROM agora_work.task AS t WHERE t.task_id = c.task_id) OR NOT EXISTS (SELECT FROM agora_work.agent AS a WHERE a.agent_id = c.agent_id)
    UNION ALL
    SELECT format('task %s is held and does not have key %s', t.task_id, k.key)
      FROM agora_work.task AS t
     CROSS JOIN LATERAL unnest(t.exclusive) AS k(key)
     WHERE t.holder_id IS NOT NULL AND NOT EXISTS (SELECT FROM agora_work.exclusive_key AS x WHERE x.key = k.key AND x.task_id = t.task_id)
    UNION ALL
    SELECT format('task %s has key %s and is not held', x.task_id, x.key)
      FROM agora_work.exclusive_key AS x
      JOIN agora_work.task AS t ON t.task_id = x.task_id
     WHERE t.holder_id IS NULL OR NOT x.key = ANY (t.exclusive)
    UNION ALL
    SELECT format('task %s is awaited and does not know it', t.task_id)
      FROM agora_work.task AS t
     WHERE t.closed_at IS NULL AND NOT t.is_awaited
       AND (EXISTS (SELECT FROM agora_work.dependency AS d WHERE d.needs_id = t.task_id) OR EXISTS (SELECT FROM agora_work.waiter AS w WHERE w.task_id = t.task_id))
    UNION ALL
    SELECT format('agent %s is restrained and does not know it', a.agent_id)
      FROM agora_work.agent AS a
     WHERE NOT a.is_restrained
       AND (a.pause IS NOT NULL
            OR EXISTS (SELECT FROM agora.breaker AS b WHERE b.breaker = agora_work.agent_breaker(a.agent_id) AND b.status <> 'closed')
            OR EXISTS (SELECT FROM agora_model.budget AS u WHERE u.principal_id = a.agent_id AND u.is_hard AND u.ended_at IS NULL)
            OR EXISTS (SELECT FROM agora_work.waiter AS w WHERE w.agent_id = a.agent_id AND w.awaits = 'unblocked'))
    UNION ALL
    SELECT format('task %s is held by %s from before where its claims are counted', t.task_id, t.holder_id)
      FROM agora_work.task AS t
      JOIN agora_work.agent AS a ON a.agent_id = t.holder_id
     WHERE t.claimed_at < a.held_since
        OR a.held_since > '-infinity' AND EXISTS (SELECT FROM agora_work.task AS n WHERE n.holder_id = t.holder_id AND n.held_since > t.claimed_at)
    UNION ALL
    SELECT format('lane %s follows other rules than its environment', l.lane_id)
      FROM agora_work.lane AS l
     WHERE l.rules IS NOT NULL AND l.rules IS DISTINCT FROM agora_work._claim_rules(l.environment)
    UNION ALL
    SELECT format('task %s is put aside, but for no key', t.task_id)
      FROM agora_work.task AS t
     WHERE t.status = 'available' AND t.ready_at = 'infinity' AND NOT EXISTS (SELECT FROM agora_work.parked_task AS p WHERE p.task_id = t.task_id);
END;

COMMENT ON FUNCTION agora_work._probe_tasks()
    IS 'Invariant: tasks wait for what is unmet, know that they are awaited, hold their exclusive keys, their claims count up without a gap, agents know what may restrain them and from where their claims are counted, and lanes follow the rules of their environments.';
REVOKE ALL ON FUNCTION agora_work._probe_tasks() FROM PUBLIC;
