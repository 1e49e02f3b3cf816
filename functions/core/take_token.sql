-- Takes units from a bucket in one statement, or takes nothing and says how long to wait. From the bucket of a principal it alone takes, and
-- whoever acts as nobody in particular (system, operator, service).
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA013 unknown bucket.   Locks: the bucket.
CREATE OR REPLACE FUNCTION agora.take_token(
    p_bucket  text,
    p_n       numeric DEFAULT 1,
    p_actor   bigint  DEFAULT agora.current_principal()
)
RETURNS agora.rate_decision
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $take_token$
DECLARE
    v_now     timestamptz := agora.now();
    v_bucket  agora.rate_bucket;
    v_level   numeric;
BEGIN
    -- One expression, because every PERFORM costs a statement; what is plainly right passes.
    IF agora._act_as(p_actor) IS NULL OR NOT coalesce(p_n >= 0.000001 AND p_n <= 1e9, false) THEN
        PERFORM agora._check_number('p_n', p_n, 0.000001, 1e9);
    END IF;
    UPDATE agora.rate_bucket AS b
       SET level = agora._bucket_level(b, v_now) - p_n, refilled_at = greatest(b.refilled_at, v_now)
     WHERE b.bucket = p_bucket AND agora._bucket_level(b, v_now) >= p_n
       AND (b.owner_id IS NULL OR b.owner_id = p_actor OR p_actor <= 3)
    RETURNING b.level INTO v_level;
    IF FOUND THEN
        RETURN (true, v_level, interval '0')::agora.rate_decision;
    END IF;

    SELECT b.* INTO v_bucket FROM agora.rate_bucket AS b WHERE b.bucket = p_bucket;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA013',
            MESSAGE = 'unknown bucket',
            DETAIL  = format('p_bucket=%s', coalesce(p_bucket, 'NULL')),
            HINT    = 'An operator makes it with agora.set_bucket().';
    END IF;
    IF v_bucket.owner_id <> p_actor AND p_actor > 3 THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'this bucket is that of another principal',
            DETAIL  = format('p_bucket=%s actor=%s', p_bucket, p_actor),
            HINT    = 'Only its owner uses it up: name it as the actor, or act as the service.';
    ELSIF p_n > v_bucket.capacity THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'more than the bucket can ever hold',
            DETAIL  = format('p_bucket=%s p_n=%s capacity=%s', p_bucket, p_n, v_bucket.capacity),
            HINT    = 'Take less at a time, or let an operator raise the capacity.';
    END IF;
    v_level := agora._bucket_level(v_bucket, v_now);
    -- Rounded up, so that whoever waits exactly that long gets the units. At most a century: what a slow, large bucket asks for is no interval.
    RETURN (false, v_level,
            make_interval(secs => (ceil(1e6 * least(3155760000, greatest(0, p_n - v_level) / v_bucket.refill_per_second)) / 1e6)::double precision)
           )::agora.rate_decision;
END;
$take_token$;

COMMENT ON FUNCTION agora.take_token(text, numeric, bigint)
    IS 'Take units (above 0) from a token bucket: granted, level left, and the wait (at most a century) where not granted.';
REVOKE ALL ON FUNCTION agora.take_token(text, numeric, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.take_token(text, numeric, bigint) TO agora_service;
