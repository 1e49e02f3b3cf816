-- Invariant: tasks wait for their open blockers, and nobody helps with what is closed.
CREATE OR REPLACE FUNCTION agora_work._probe_help()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('task %s waits for %s blockers, but %s are open', t.task_id, t.blockers, b.open) AS violation
      FROM agora_work.task AS t
     CROSS JOIN LATERAL (SELECT count(*) AS open FROM agora_work.blocker AS x WHERE x.task_id = t.task_id AND x.closed_at IS NULL) AS b
     WHERE t.closed_at IS NULL AND t.blockers <> b.open
    UNION ALL
    SELECT format('blocker %s is open, but task %s is %s', b.blocker_id, b.task_id, t.status) AS violation
      FROM agora_work.blocker AS b
      JOIN agora_work.task AS t ON t.task_id = b.task_id
     WHERE b.closed_at IS NULL AND t.status <> 'blocked'
    UNION ALL
    SELECT format('agent %s helps with blocker %s, which is closed', h.agent_id, h.blocker_id) AS violation
      FROM agora_work.help_assignment AS h
      JOIN agora_work.blocker AS b ON b.blocker_id = h.blocker_id
     WHERE h.ended_at IS NULL AND b.closed_at IS NOT NULL;
END;

COMMENT ON FUNCTION agora_work._probe_help()
    IS 'Invariant: tasks wait for their open blockers, and nobody helps with what is closed.';
REVOKE ALL ON FUNCTION agora_work._probe_help() FROM PUBLIC;
