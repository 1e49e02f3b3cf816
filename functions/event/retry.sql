-- Says that an event could not be handled and is to be delivered again: its share waits, so that its key stays in order, for
-- event.retry_delay, twice as long each time. After event.retry_limit attempts (of a webhook: event.webhook_retry_…) it becomes
-- a dead letter. Everything of the share before it counts as handled. Repeated before the event was delivered again, it answers the same.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZE002 · ZE004 also for what was acknowledged · ZE006 · ZE007.   Locks: the worker, its shares, the letter.
CREATE OR REPLACE FUNCTION agora_event.retry(
    p_consumer  text,
    p_event_id  bigint,
    p_error     text,
    p_worker    text   DEFAULT NULL,
    p_epoch     bigint DEFAULT NULL,
    p_actor     bigint DEFAULT agora.current_principal()
)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
AS $retry$
DECLARE
    v_now       timestamptz := agora.now();
    v_found     agora_event.delivery;
    v_share     agora_event.consumer;
    v_attempts  integer;
    v_wait      interval;
    v_at        timestamptz;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_error', p_error, 10000);
    v_found := agora_event._find_delivered(p_consumer, p_event_id, p_worker, p_epoch, p_actor);
    SELECT c.* INTO v_share FROM agora_event.consumer AS c WHERE c.consumer = p_consumer AND c.share = v_found.share;
    IF v_share.failing_event = p_event_id AND v_share.retry_at > v_now THEN
        RETURN v_share.retry_at;
    END IF;
    v_attempts := CASE WHEN v_share.failing_event = p_event_id THEN v_share.attempts ELSE 0 END + 1;
    v_wait := agora_event._retry_after(p_consumer, v_attempts);
    IF v_found.dead_letter_id IS NOT NULL OR v_wait IS NULL THEN
        PERFORM agora_event._put_aside(p_consumer, p_event_id, v_found, v_attempts, p_error, p_actor);
        RETURN NULL;
    END IF;
    IF (v_found.xid, p_event_id) <= (v_share.position_xid, v_share.position_event) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZE004',
            MESSAGE = 'event was acknowledged before',
            DETAIL  = format('p_consumer=%s p_event_id=%s', p_consumer, p_event_id),
            HINT    = 'Only what was not acknowledged is delivered again; agora_event.seek() goes back.';
    END IF;
    v_at := v_now + v_wait;
    UPDATE agora_event.consumer AS c
       SET position_xid = p.xid, position_event = p.event_id, delivered_xid = p.xid, delivered_event = p.event_id,
           failing_event = p_event_id, attempts = v_attempts, retry_at = v_at, last_error = p_error
      FROM agora_event._place_before(v_found.xid, p_event_id) AS p
     WHERE c.consumer = p_consumer AND c.share = v_found.share;
    RETURN v_at;
END;
$retry$;

COMMENT ON FUNCTION agora_event.retry(text, bigint, text, text, bigint, bigint)
    IS 'Have an event delivered again later; returns when, NULL where it became a dead letter.';
REVOKE ALL ON FUNCTION agora_event.retry(text, bigint, text, text, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.retry(text, bigint, text, text, bigint, bigint) TO agora_service;
