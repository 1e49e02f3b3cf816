-- Renews what a worker holds of a consumer, gives up what is more than its part and nothing of which it still works on, takes
-- what is free. Workers divide the shares evenly, by their names. A share changes hands in its own row: no two can hold it.
-- Errors: ZE006 the worker was replaced.   Locks: the worker, then its shares, then free ones that nobody has locked.
CREATE OR REPLACE FUNCTION agora_event._hold_shares(
    p_consumer  text,
    p_worker    text,
    p_epoch     bigint,
    p_actor     bigint
)
RETURNS SETOF agora_event.consumer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $_hold_shares$
DECLARE
    v_now     timestamptz := agora.now();
    v_worker  agora_event.worker;
    v_quota   integer;
    v_held    integer;
BEGIN
    SELECT w.* INTO v_worker
      FROM agora_event.worker AS w
     WHERE w.consumer = p_consumer AND w.worker = p_worker AND w.epoch = p_epoch
       FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZE006',
            MESSAGE = 'worker was replaced',
            DETAIL  = format('p_consumer=%s p_worker=%s p_epoch=%s', p_consumer, p_worker, coalesce(p_epoch::text, 'NULL')),
            HINT    = 'Stop the work: it is another''s now. Join with agora_event.join_consumer(), each worker under a name of its own.';
    END IF;
    IF v_worker.lease_until < v_now + v_worker.ttl * 0.7 THEN -- not at every call: a renewal is a write
        UPDATE agora_event.worker AS w SET lease_until = v_now + w.ttl WHERE w.consumer = p_consumer AND w.worker = p_worker;
        UPDATE agora_event.consumer AS c
           SET lease_until = v_now + v_worker.ttl
         WHERE c.consumer = p_consumer AND c.worker = p_worker AND c.worker_epoch = p_epoch;
    END IF;

    SELECT s.shares / m.members + (m.before < s.shares % m.members)::integer, s.held INTO v_quota, v_held
      FROM (SELECT count(*)::integer AS members, count(*) FILTER (WHERE w.worker < p_worker) AS before
              FROM agora_event.worker AS w
             WHERE w.consumer = p_consumer AND (w.lease_until > v_now OR w.worker = p_worker)) AS m,
           (SELECT count(*)::integer AS shares, count(*) FILTER (WHERE c.worker = p_worker AND c.worker_epoch = p_epoch)::integer AS held
              FROM agora_event.consumer AS c
             WHERE c.consumer = p_consumer) AS s;
    IF v_held > v_quota THEN
        UPDATE agora_event.consumer AS c
           SET worker = NULL, worker_epoch = NULL, lease_until = NULL
         WHERE c.consumer = p_consumer
           AND c.share = ANY (ARRAY(SELECT o.share
                                      FROM agora_event.consumer AS o
                                     WHERE o.consumer = p_consumer AND o.worker = p_worker AND o.worker_epoch = p_epoch
                                       AND (o.delivered_xid, o.delivered_event) <= (o.position_xid, o.position_event)
                                     ORDER BY o.share DESC
                                     LIMIT v_held - v_quota));
    ELSIF v_held < v_quota THEN
        UPDATE agora_event.consumer AS c
           SET worker = p_worker, worker_epoch = p_epoch, lease_until = v_now + v_worker.ttl,
               delivered_xid = c.position_xid, delivered_event = c.position_event
         WHERE c.consumer = p_consumer
           AND c.share = ANY (ARRAY(SELECT f.share -- ARRAY: evaluated once
                                      FROM agora_event.consumer AS f
                                     WHERE f.consumer = p_consumer AND (f.worker IS NULL OR f.lease_until <= v_now)
                                     ORDER BY f.share
                                     LIMIT v_quota - v_held
                                       FOR NO KEY UPDATE SKIP LOCKED));
    END IF;
    IF EXISTS (SELECT
                 FROM agora_event.consumer AS c
                 JOIN agora_event.event AS e ON e.event_id = c.position_event AND e.xid <> c.position_xid
                WHERE c.consumer = p_consumer AND c.worker = p_worker AND c.worker_epoch = p_epoch) THEN
        PERFORM agora_event._lock_consumer(p_consumer, p_actor, c.share) -- translates a position after a restore
           FROM (SELECT x.share FROM agora_event.consumer AS x
                  WHERE x.consumer = p_consumer AND x.worker = p_worker AND x.worker_epoch = p_epoch ORDER BY x.share) AS c;
    END IF;
    RETURN QUERY
        SELECT c.* FROM agora_event.consumer AS c
         WHERE c.consumer = p_consumer AND c.worker = p_worker AND c.worker_epoch = p_epoch
         ORDER BY c.share
           FOR NO KEY UPDATE;
END;
$_hold_shares$;

COMMENT ON FUNCTION agora_event._hold_shares(text, text, bigint, bigint)
    IS 'The shares that a worker holds from now on, locked.';
REVOKE ALL ON FUNCTION agora_event._hold_shares(text, text, bigint, bigint) FROM PUBLIC;
