-- The shares that a caller reads and acknowledges: a worker's own, or the only one of a consumer that no worker holds.
-- Errors: ZE002 · ZE006 · ZE007 workers share it.   Locks: the worker, then the shares in order.
CREATE OR REPLACE FUNCTION agora_event._my_shares(
    p_consumer  text,
    p_worker    text,
    p_epoch     bigint,
    p_actor     bigint
)
RETURNS SETOF agora_event.consumer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_my_shares$
DECLARE
    v_only agora_event.consumer;
BEGIN
    IF p_worker IS NOT NULL THEN
        PERFORM agora_event._find_consumer(p_consumer, p_actor);
        RETURN QUERY SELECT h.* FROM agora_event._hold_shares(p_consumer, p_worker, p_epoch, p_actor) AS h;
        RETURN;
    END IF;
    v_only := agora_event._lock_consumer(p_consumer, p_actor);
    IF v_only.shares > 1 OR v_only.lease_until > agora.now() THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZE007',
            MESSAGE = 'consumer is shared by workers',
            DETAIL  = format('p_consumer=%s shares=%s worker=%s', p_consumer, v_only.shares, coalesce(v_only.worker, 'none')),
            HINT    = 'Join it with agora_event.join_consumer() and pass worker and epoch.';
    END IF;
    RETURN NEXT v_only;
END;
$_my_shares$;

COMMENT ON FUNCTION agora_event._my_shares(text, text, bigint, bigint)
    IS 'The shares that the caller may work on, locked.';
REVOKE ALL ON FUNCTION agora_event._my_shares(text, text, bigint, bigint) FROM PUBLIC;
