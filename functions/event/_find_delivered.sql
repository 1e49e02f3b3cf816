-- The event that a caller speaks of, as the share sees it: one below the horizon that matches, in a share of the caller's.
-- Errors: ZE002 · ZE004 not an event it can have been given · ZE006 · ZE007.   Locks: the worker, then its shares.
CREATE OR REPLACE FUNCTION agora_event._find_delivered(
    p_consumer  text,
    p_event_id  bigint,
    p_worker    text,
    p_epoch     bigint,
    p_actor     bigint
)
RETURNS agora_event.delivery
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $_find_delivered$
DECLARE
    v_found agora_event.delivery;
BEGIN
    SELECT s.share, e.xid, d.dead_letter_id INTO v_found.share, v_found.xid, v_found.dead_letter_id
      FROM agora_event._my_shares(p_consumer, p_worker, p_epoch, p_actor) AS s
      LEFT JOIN agora_event._event_of_id(p_event_id) AS e
             ON e.topic LIKE ANY (s.patterns)
            AND agora_event._share_of(e.key, e.event_id, s.shares) = s.share
            AND (p_worker IS NULL OR (e.xid, e.event_id) <= (s.delivered_xid, s.delivered_event) OR (e.xid, e.event_id) <= (s.position_xid, s.position_event))
      LEFT JOIN agora_event.dead_letter AS d
             ON d.consumer = p_consumer AND d.event_id = p_event_id AND d.share = s.share AND d.delivered_at IS NOT NULL AND d.status = 'requeued'
     WHERE e.event_id IS NOT NULL OR d.dead_letter_id IS NOT NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZE004',
            MESSAGE = 'event cannot be acknowledged',
            DETAIL  = format('p_consumer=%s p_event_id=%s p_worker=%s', p_consumer, coalesce(p_event_id::text, 'NULL'), coalesce(p_worker, 'none')),
            HINT    = 'Acknowledge an event that poll() returned to this consumer; where workers share it, to the worker that still holds its key.';
    END IF;
    RETURN v_found;
END;
$_find_delivered$;

COMMENT ON FUNCTION agora_event._find_delivered(text, bigint, text, bigint, bigint)
    IS 'Share, transaction and requeued letter of an event that the caller was given.';
REVOKE ALL ON FUNCTION agora_event._find_delivered(text, bigint, text, bigint, bigint) FROM PUBLIC;
