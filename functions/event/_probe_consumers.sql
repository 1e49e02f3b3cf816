-- Health: no committed event has waited for minutes behind an open transaction. Judged by the events, because only a member of
-- pg_read_all_stats sees since when another login's transaction is open.
CREATE OR REPLACE FUNCTION agora_event._probe_consumers()
RETURNS agora.health_report
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT ROW('events',
               h.since IS NULL,
               CASE WHEN h.since IS NULL
                    THEN 'delivery is not held back'
                    ELSE format('events since %s are held back by process %s', h.since, coalesce(h.pid::text, 'unknown')) END,
               CASE WHEN h.since IS NOT NULL
                    THEN 'End that transaction, or set idle_in_transaction_session_timeout for its role.' END)::agora.health_report
      FROM (SELECT (SELECT min(e.occurred_at)
                      FROM agora_event.event AS e
                     WHERE e.xid >= pg_snapshot_xmin(pg_current_snapshot())
                       AND e.occurred_at < agora.now() - interval '5 minutes') AS since,
                   (SELECT a.pid
                      FROM pg_stat_activity AS a
                     WHERE a.backend_xid IS NOT NULL
                     ORDER BY age(a.backend_xid) DESC
                     LIMIT 1) AS pid) AS h;
END;

COMMENT ON FUNCTION agora_event._probe_consumers()
    IS 'Health: no long transaction holds delivery back.';
REVOKE ALL ON FUNCTION agora_event._probe_consumers() FROM PUBLIC;
