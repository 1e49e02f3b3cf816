-- How far delivery has come, and what holds it back: the oldest transaction that may still write, on the whole server, other
-- databases and prepared transactions included. Times and statements are shown to whoever may see them in pg_stat_activity.
CREATE OR REPLACE VIEW agora_event.delivery_horizon WITH (security_barrier) AS
SELECT pg_snapshot_xmin(pg_current_snapshot()) AS horizon_xid,
       w.events_held_back,
       w.oldest_held_back_at,
       b.pid AS held_back_by_pid,
       b.prepared AS held_back_by_prepared,
       b.xid AS held_back_by_xid,
       b.database AS held_back_by_database,
       b.login AS held_back_by_login,
       b.application AS held_back_by_application,
       b.state AS held_back_by_state,
       b.since AS held_back_since,
       b.query AS held_back_by_query
  FROM (SELECT count(*) AS events_held_back, min(e.occurred_at) AS oldest_held_back_at
          FROM agora_event.event AS e
         WHERE e.xid >= pg_snapshot_xmin(pg_current_snapshot())) AS w
  LEFT JOIN (SELECT o.pid, o.prepared, o.xid, o.database, o.login, o.application, o.state, o.since, o.query
               FROM (SELECT a.pid, NULL::text AS prepared, a.backend_xid AS xid, a.datname AS database, a.usename AS login,
                            a.application_name AS application, a.state, a.xact_start AS since, left(a.query, 1000) AS query
                       FROM pg_catalog.pg_stat_activity AS a
                      WHERE a.backend_xid IS NOT NULL
                      UNION ALL
                     SELECT NULL::integer AS pid, p.gid AS prepared, p.transaction AS xid, p.database, p.owner AS login,
                            NULL::text AS application, 'prepared'::text AS state, p.prepared AS since, NULL::text AS query
                       FROM pg_catalog.pg_prepared_xacts AS p) AS o
              ORDER BY pg_catalog.age(o.xid) DESC
              LIMIT 1) AS b ON true;

COMMENT ON VIEW agora_event.delivery_horizon IS 'One row: committed events that wait for an older open transaction, and which one that is.';
GRANT SELECT ON agora_event.delivery_horizon TO agora_reader;
