-- Health: every task that waits can be claimed by somebody, as far as the job has looked.
CREATE OR REPLACE FUNCTION agora_work._probe_unclaimable()
RETURNS agora.health_report
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT ROW('tasks',
               u.tasks = 0,
               CASE WHEN u.tasks = 0 THEN 'somebody can claim every task' ELSE format('nobody can claim %s tasks, since %s', u.tasks, u.since) END,
               CASE WHEN u.tasks > 0
                    THEN 'agora_work.unclaimable_task says why, and what helps; or cancel the tasks.' END)::agora.health_report
      FROM (SELECT count(*) AS tasks, min(c.found_at) AS since FROM agora_work.unclaimable AS c) AS u;
END;

COMMENT ON FUNCTION agora_work._probe_unclaimable()
    IS 'Health: somebody can claim every task.';
REVOKE ALL ON FUNCTION agora_work._probe_unclaimable() FROM PUBLIC;
