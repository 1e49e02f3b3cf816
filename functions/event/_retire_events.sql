-- Job: ends the retention of events, partition by partition, oldest first. A partition's time is over when its newest event is
-- older than the longest retention that any topic has; what is kept for ever is copied to the archive before.
-- Locks: those of _retire_partition.
CREATE OR REPLACE FUNCTION agora_event._retire_events(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '2s'
AS $_retire_events$
DECLARE
    v_longest    interval := (SELECT max(t.retention) FROM agora_event.registered_topic AS t);
    v_from       bigint;
    v_partition  text;
    v_to         bigint;
    v_copied     bigint;
BEGIN
    -- From where it begins: between it and the one before are those of the default partition, which stay.
    SELECT p.partition_name, coalesce(p.lower_bound, 0), p.upper_bound INTO v_partition, v_from, v_to
      FROM agora._partition_of('agora_event.event') AS p
     WHERE p.upper_bound > agora_event._archived_below()
     ORDER BY p.upper_bound
     LIMIT 1;
    IF v_longest IS NULL OR v_to IS NULL OR (SELECT s.last_value < v_to FROM agora_event.event_id_seq AS s)
       OR (SELECT e.occurred_at FROM agora_event.event AS e WHERE e.event_id >= v_from AND e.event_id < v_to ORDER BY e.event_id DESC LIMIT 1)
          > agora.now() - agora._as_seconds(v_longest) THEN
        RETURN 0;
    END IF;
    INSERT INTO agora_event.event_archive (event_id, topic, key, payload, principal_id, correlation_id, occurred_at, causation_id, trace_parent)
    SELECT e.event_id, e.topic, e.key, e.payload, e.principal_id, e.correlation_id, e.occurred_at, e.causation_id, e.trace_parent
      FROM agora_event.event AS e
      JOIN agora_event.registered_topic AS t ON t.topic = e.topic AND t.retention IS NULL
     WHERE e.event_id < v_to
       AND e.event_id > greatest(v_from - 1, (SELECT max(a.event_id) FROM agora_event.event_archive AS a))
     ORDER BY e.event_id
     LIMIT p_limit;
    GET DIAGNOSTICS v_copied = ROW_COUNT;
    IF v_copied > 0 THEN
        RETURN v_copied;
    END IF;
    RETURN agora_event._retire_partition(v_partition, v_from, v_to);
END;
$_retire_events$;

COMMENT ON FUNCTION agora_event._retire_events(integer)
    IS 'Job: archive at most p_limit (1 to 1000000) events that are kept for ever, or end one partition.';
REVOKE ALL ON FUNCTION agora_event._retire_events(integer) FROM PUBLIC;
