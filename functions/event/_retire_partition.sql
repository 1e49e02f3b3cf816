-- Ends one partition: what is kept of it is in the archive now, the rest is gone. Under the lock nobody writes to it; what is missing in the archive was committed after it was copied.
-- Locks: SHARE on consumer, so that nobody goes back meanwhile; ACCESS EXCLUSIVE on the partition, and to drop it on its parent.
CREATE OR REPLACE FUNCTION agora_event._retire_partition(
    p_partition  text,
    p_from       bigint,
    p_to         bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_retire_partition$
DECLARE
    v_last_xid  xid8;
    v_last      bigint;
    v_rows      bigint;
BEGIN
    LOCK TABLE agora_event.consumer IN SHARE MODE;
    EXECUTE format('LOCK TABLE agora_event.%I IN ACCESS EXCLUSIVE MODE', p_partition);
    SELECT e.xid, e.event_id INTO v_last_xid, v_last
      FROM agora_event.event AS e
     WHERE e.event_id >= p_from AND e.event_id < p_to
     ORDER BY e.xid DESC, e.event_id DESC
     LIMIT 1;
    IF EXISTS (SELECT 1
                 FROM agora_event.consumer AS c
                WHERE (c.position_xid, c.position_event) < (v_last_xid, v_last)
                   OR (c.position_event >= p_from AND c.position_event < p_to AND c.position_xid > '0')) THEN
        RETURN 0; -- a consumer is not past it
    END IF;
    INSERT INTO agora_event.event_archive (event_id, topic, key, payload, principal_id, correlation_id, occurred_at, causation_id, trace_parent)
    SELECT e.event_id, e.topic, e.key, e.payload, e.principal_id, e.correlation_id, e.occurred_at, e.causation_id, e.trace_parent
      FROM agora_event.event AS e
      JOIN agora_event.registered_topic AS t ON t.topic = e.topic AND t.retention IS NULL
     WHERE e.event_id >= p_from AND e.event_id < p_to
       AND NOT EXISTS (SELECT 1 FROM agora_event.event_archive AS a WHERE a.event_id = e.event_id)
     ORDER BY e.event_id;
    INSERT INTO agora_event.retired_partition AS r (upper_bound, kept, retired_at)
    SELECT p_to, count(*), agora.now() FROM agora_event.event_archive AS a WHERE a.event_id >= p_from AND a.event_id < p_to
    RETURNING r.kept INTO v_rows;
    PERFORM agora._end_partition('agora_event.event', p_partition);
    RETURN v_rows + 1;
END;
$_retire_partition$;

COMMENT ON FUNCTION agora_event._retire_partition(text, bigint, bigint)
    IS 'Empty or drop a partition whose time is over and that every consumer has passed; 0 where one has not.';
REVOKE ALL ON FUNCTION agora_event._retire_partition(text, bigint, bigint) FROM PUBLIC;
