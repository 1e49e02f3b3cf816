-- The settings that every claim and heartbeat reads, in one statement.
CREATE OR REPLACE FUNCTION agora_work._terms(
    OUT lease        interval,
    OUT ttl          interval,
    OUT filler_ttl   interval,
    OUT sweep_every  interval,
    OUT max_tasks    integer,
    OUT capacity     interval
)
RETURNS record
LANGUAGE plpgsql STABLE
AS $_terms$
BEGIN
    SELECT max(s.value) FILTER (WHERE s.key = 'work.lease')::interval, max(s.value) FILTER (WHERE s.key = 'work.ttl')::interval, max(s.value) FILTER (WHERE s.key = 'work.filler_ttl')::interval,
           max(s.value) FILTER (WHERE s.key = 'work.sweep_every')::interval, max(s.value) FILTER (WHERE s.key = 'work.max_tasks')::integer, max(s.value) FILTER (WHERE s.key = 'work.capacity')::interval
      INTO lease, ttl, filler_ttl, sweep_every, max_tasks, capacity
      FROM (SELECT d.key, coalesce(v.value, d.default_value) AS value
              FROM agora.setting AS d
              LEFT JOIN agora.setting_value AS v ON v.key = d.key
             WHERE d.key IN ('work.lease', 'work.ttl', 'work.filler_ttl', 'work.sweep_every', 'work.max_tasks', 'work.capacity')) AS s;
END;
$_terms$;

COMMENT ON FUNCTION agora_work._terms()
    IS 'Settings of claims: lease, time, sweeps, limits.';
REVOKE ALL ON FUNCTION agora_work._terms() FROM PUBLIC;
