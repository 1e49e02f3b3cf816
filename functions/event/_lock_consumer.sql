-- Finds a consumer that the actor may use. After a dump and restore its position is translated once: restored events carry
-- the restoring transaction's xid in event_id order, so it resumes before the first one it had not acknowledged.
-- Errors: ZE002 unknown or not the actor's.   Locks: the consumer.
CREATE OR REPLACE FUNCTION agora_event._lock_consumer(
    p_consumer  text,
    p_actor     bigint
)
RETURNS agora_event.consumer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_consumer$
DECLARE
    v_found   agora_event.consumer;
    v_resume  bigint;
BEGIN
    SELECT c.* INTO v_found FROM agora_event.consumer AS c WHERE c.consumer = p_consumer FOR NO KEY UPDATE;
    IF NOT FOUND OR (agora.visible_principal() <> 0 AND v_found.owner_id <> p_actor) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZE002',
            MESSAGE = 'unknown consumer',
            DETAIL  = format('p_consumer=%s', coalesce(p_consumer, 'NULL')),
            HINT    = 'Make it with agora_event.create_consumer(); a bound login sees only its own.';
    END IF;
    IF EXISTS (SELECT 1 FROM agora_event.event AS e WHERE e.event_id = v_found.position_event AND e.xid <> v_found.position_xid) THEN
        SELECT coalesce(min(e.event_id) FILTER (WHERE (e.origin_xid, e.event_id) > (v_found.position_xid, v_found.position_event)),
                        max(e.event_id) + 1)
          INTO v_resume
          FROM agora_event.event AS e
         WHERE e.origin_xid <> e.xid;
        UPDATE agora_event.consumer AS c
           SET (position_xid, position_event) = (
               SELECT coalesce(max(e.xid), '0'), v_resume - 1
                 FROM agora_event.event AS e
                WHERE e.event_id = (SELECT max(x.event_id) FROM agora_event.event AS x WHERE x.event_id < v_resume))
         WHERE c.consumer = p_consumer
        RETURNING c.* INTO v_found;
    END IF;
    RETURN v_found;
END;
$_lock_consumer$;

COMMENT ON FUNCTION agora_event._lock_consumer(text, bigint)
    IS 'Lock a consumer the actor may use, its position valid in this cluster.';
REVOKE ALL ON FUNCTION agora_event._lock_consumer(text, bigint) FROM PUBLIC;
