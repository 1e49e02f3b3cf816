-- Finds a share that the actor may use. After a dump and restore its position is translated once. Restored events carry
-- the xids of the transactions that restored them, and origin_xid keeps the order in which they were first written: the new
-- position is the one before the first event, in the new order, that was not acknowledged in the old one. What comes after
-- it is delivered, some of it for a second time. After a second restore the old order is that of the ids.
-- Errors: ZE002 unknown or not the actor's.   Locks: the share.
CREATE OR REPLACE FUNCTION agora_event._lock_consumer(
    p_consumer  text,
    p_actor     bigint,
    p_share     integer DEFAULT 0
)
RETURNS agora_event.consumer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $_lock_consumer$
DECLARE
    v_found   agora_event.consumer;
    v_origin  xid8;
BEGIN
    SELECT c.* INTO v_found FROM agora_event.consumer AS c WHERE c.consumer = p_consumer AND c.share = p_share FOR NO KEY UPDATE;
    IF NOT FOUND OR (agora.visible_principal() <> 0 AND v_found.owner_id <> p_actor) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZE002',
            MESSAGE = 'unknown consumer',
            DETAIL  = format('p_consumer=%s', coalesce(p_consumer, 'NULL')),
            HINT    = 'Make it with agora_event.create_consumer(); a bound login sees only its own.';
    END IF;
    SELECT e.origin_xid INTO v_origin
      FROM agora_event.event AS e
     WHERE e.event_id = v_found.position_event AND e.xid <> v_found.position_xid;
    IF FOUND THEN
        UPDATE agora_event.consumer AS c
           SET position_xid = p.xid, position_event = p.event_id, delivered_xid = p.xid, delivered_event = p.event_id
          FROM (SELECT * FROM (
                    (SELECT 1 AS choice, e.xid, e.event_id - 1 AS event_id
                       FROM agora_event.event AS e
                      WHERE CASE WHEN v_origin = v_found.position_xid
                                 THEN (e.origin_xid, e.event_id) > (v_found.position_xid, v_found.position_event)
                                 ELSE e.event_id > v_found.position_event END
                      ORDER BY e.xid, e.event_id
                      LIMIT 1)
                    UNION ALL
                    (SELECT 2, e.xid, e.event_id
                       FROM agora_event.event AS e
                      WHERE e.origin_xid <> e.xid
                      ORDER BY e.xid DESC, e.event_id DESC
                      LIMIT 1)) AS candidate
                 ORDER BY choice
                 LIMIT 1) AS p
         WHERE c.consumer = p_consumer AND c.share = p_share
        RETURNING c.* INTO v_found;
    END IF;
    RETURN v_found;
END;
$_lock_consumer$;

COMMENT ON FUNCTION agora_event._lock_consumer(text, bigint, integer)
    IS 'Lock a share of a consumer the actor may use, its position valid in this cluster.';
REVOKE ALL ON FUNCTION agora_event._lock_consumer(text, bigint, integer) FROM PUBLIC;
