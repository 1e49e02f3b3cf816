-- Acknowledges an event and everything delivered before it: to the consumer, or to the worker in the shares it holds. An event
-- already passed changes nothing and answers false.
-- Errors: 42501 · ZA001 · ZA002 · ZE002 · ZE004 not an event it can have been given · ZE006 · ZE007.
-- Locks: the worker, its shares, the letters.
CREATE OR REPLACE FUNCTION agora_event.ack(
    p_consumer  text,
    p_event_id  bigint,
    p_worker    text   DEFAULT NULL,
    p_epoch     bigint DEFAULT NULL,
    p_actor     bigint DEFAULT agora.current_principal()
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
AS $ack$
DECLARE
    v_actor  bigint := agora._act_as(p_actor);
    v_found  agora_event.delivery := agora_event._find_delivered(p_consumer, p_event_id, p_worker, p_epoch, v_actor);
BEGIN
    IF v_found.dead_letter_id IS NOT NULL THEN
        UPDATE agora_event.dead_letter AS d
           SET status = 'handled'
         WHERE d.consumer = p_consumer AND d.status = 'requeued' AND d.delivered_at IS NOT NULL AND d.event_id <= p_event_id
           AND (p_worker IS NULL OR d.share IN (SELECT c.share FROM agora_event.consumer AS c
                                                 WHERE c.consumer = p_consumer AND c.worker = p_worker AND c.worker_epoch = p_epoch));
        RETURN true;
    END IF;
    -- A worker's share moves no further than what it was given of that share; another share may have been added since.
    UPDATE agora_event.consumer AS c
       SET position_xid = p.xid, position_event = p.event_id, acknowledged_at = agora.now(),
           failing_event = NULL, attempts = 0, retry_at = NULL, last_error = NULL
      FROM (SELECT o.share,
                   CASE WHEN o.is_short THEN o.delivered_xid ELSE v_found.xid END AS xid,
                   CASE WHEN o.is_short THEN o.delivered_event ELSE p_event_id END AS event_id
              FROM (SELECT x.*, p_worker IS NOT NULL AND (x.delivered_xid, x.delivered_event) < (v_found.xid, p_event_id) AS is_short
                      FROM agora_event.consumer AS x
                     WHERE x.consumer = p_consumer AND (p_worker IS NULL OR (x.worker = p_worker AND x.worker_epoch = p_epoch))) AS o) AS p
     WHERE c.consumer = p_consumer AND c.share = p.share AND (c.position_xid, c.position_event) < (p.xid, p.event_id);
    RETURN FOUND;
END;
$ack$;

COMMENT ON FUNCTION agora_event.ack(text, bigint, text, bigint, bigint)
    IS 'Acknowledge an event and all delivered before it; false where that was done already.';
REVOKE ALL ON FUNCTION agora_event.ack(text, bigint, text, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.ack(text, bigint, text, bigint, bigint) TO agora_service;
