-- Acknowledges an event and everything delivered before it. An event already passed changes nothing and answers false.
-- Errors: 42501 · ZA001 · ZA002 · ZE002 · ZE004 not an event it can have been given.   Locks: the consumer.
CREATE OR REPLACE FUNCTION agora_event.ack(
    p_consumer  text,
    p_event_id  bigint,
    p_actor     bigint DEFAULT agora.current_principal()
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $ack$
DECLARE
    v_consumer  agora_event.consumer;
    v_xid       xid8;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_consumer := agora_event._lock_consumer(p_consumer, p_actor);
    SELECT e.xid INTO v_xid
      FROM agora_event.event AS e
     WHERE e.event_id = p_event_id
       AND e.xid < pg_snapshot_xmin(pg_current_snapshot())
       AND e.topic ~ v_consumer.pattern;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZE004',
            MESSAGE = 'event cannot be acknowledged',
            DETAIL  = format('p_consumer=%s p_event_id=%s', p_consumer, coalesce(p_event_id::text, 'NULL')),
            HINT    = 'Acknowledge an event that poll() returned to this consumer.';
    END IF;
    UPDATE agora_event.consumer AS c
       SET position_xid = v_xid, position_event = p_event_id, acknowledged_at = agora.now()
     WHERE c.consumer = p_consumer AND (c.position_xid, c.position_event) < (v_xid, p_event_id);
    RETURN FOUND;
END;
$ack$;

COMMENT ON FUNCTION agora_event.ack(text, bigint, bigint)
    IS 'Acknowledge an event and all before it; false where that was done already.';
REVOKE ALL ON FUNCTION agora_event.ack(text, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.ack(text, bigint, bigint) TO agora_service;
