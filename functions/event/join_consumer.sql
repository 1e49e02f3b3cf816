-- A worker joins a consumer and is given an epoch; poll() then hands it its part of the shares. The last to join under a name
-- is the worker: it takes over the shares of the former, whose epoch is worth nothing from now on.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZE002.   Locks: the worker, then its shares.
CREATE OR REPLACE FUNCTION agora_event.join_consumer(
    p_consumer  text,
    p_worker    text,
    p_ttl       interval DEFAULT '30 seconds',
    p_actor     bigint   DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $join_consumer$
DECLARE
    v_now    timestamptz := agora.now();
    v_epoch  bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_worker', p_worker, 100);
    PERFORM agora._check_interval('p_ttl', p_ttl, interval '1 hour');
    PERFORM agora_event._find_consumer(p_consumer, p_actor);
    INSERT INTO agora_event.worker AS w (consumer, worker, ttl, joined_at, lease_until)
    VALUES (p_consumer, p_worker, p_ttl, v_now, v_now + p_ttl)
    ON CONFLICT ON CONSTRAINT worker_pk DO UPDATE
       SET epoch = excluded.epoch, ttl = excluded.ttl, joined_at = excluded.joined_at, lease_until = excluded.lease_until
    RETURNING w.epoch INTO v_epoch;
    UPDATE agora_event.consumer AS c
       SET worker_epoch = v_epoch, lease_until = v_now + p_ttl, delivered_xid = c.position_xid, delivered_event = c.position_event
     WHERE c.consumer = p_consumer AND c.worker = p_worker;
    DELETE FROM agora_event.worker AS w -- names that nobody uses any more
     WHERE (w.consumer, w.worker) IN (
           SELECT o.consumer, o.worker
             FROM agora_event.worker AS o
            WHERE o.consumer = p_consumer AND o.lease_until < v_now - interval '24 hours'
              FOR UPDATE SKIP LOCKED);
    RETURN v_epoch;
END;
$join_consumer$;

COMMENT ON FUNCTION agora_event.join_consumer(text, text, interval, bigint)
    IS 'Join a consumer as one of its workers; returns the epoch for poll(), ack() and the others. Its shares stay its own for p_ttl (up to an hour) after its last call.';
REVOKE ALL ON FUNCTION agora_event.join_consumer(text, text, interval, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.join_consumer(text, text, interval, bigint) TO agora_service;
