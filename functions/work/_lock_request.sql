-- The request that a worker holds, locked.
-- Errors: ZW100 unknown · ZW101 ended · ZW102 lost.   Locks: the request.
CREATE OR REPLACE FUNCTION agora_work._lock_request(
    p_request  bigint,
    p_epoch    bigint,
    p_worker   bigint
)
RETURNS agora_work.request
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_request$
DECLARE
    v_request agora_work.request;
BEGIN
    SELECT r.* INTO v_request FROM agora_work.request AS r WHERE r.request_id = p_request FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW100',
            MESSAGE = 'unknown request',
            DETAIL  = format('p_request=%s', coalesce(p_request::text, 'NULL')),
            HINT    = 'See agora_work.submitted_request.';
    ELSIF v_request.finished_at IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW101',
            MESSAGE = 'this request has ended',
            DETAIL  = format('p_request=%s status=%s', p_request, v_request.status),
            HINT    = 'See agora_work.submitted_request for what came of it.';
    ELSIF v_request.epoch IS DISTINCT FROM p_epoch OR v_request.holder_id IS DISTINCT FROM p_worker OR v_request.lease_until <= agora.now() THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW102',
            MESSAGE = 'this worker does not hold the request',
            DETAIL  = format('p_request=%s p_epoch=%s epoch=%s actor=%s', p_request, coalesce(p_epoch::text, 'NULL'), v_request.epoch, p_worker),
            HINT    = 'Drop the result: the lease is over, or another worker has the request.';
    END IF;
    RETURN v_request;
END;
$_lock_request$;

COMMENT ON FUNCTION agora_work._lock_request(bigint, bigint, bigint)
    IS 'Lock a request that a worker holds, and return it.';
REVOKE ALL ON FUNCTION agora_work._lock_request(bigint, bigint, bigint) FROM PUBLIC;
