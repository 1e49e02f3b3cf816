-- Makes a token bucket, full, or changes its capacity and refill; the level is carried over, never above the capacity, and so is its owner
-- where none is named.
-- Errors: 22023 · 42501 · ZA001.   Locks: the bucket.
CREATE OR REPLACE FUNCTION agora.set_bucket(
    p_bucket             text,
    p_capacity           numeric,
    p_refill_per_second  numeric,
    p_owner              bigint DEFAULT NULL,
    p_actor              bigint DEFAULT agora.current_principal()
)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $set_bucket$
DECLARE
    v_now timestamptz := agora.now();
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_bucket', p_bucket, 200);
    PERFORM agora._check_number('p_capacity', p_capacity, 0.000001, 1e9);
    PERFORM agora._check_number('p_refill_per_second', p_refill_per_second, 0.000001, 1e9);
    IF p_owner IS NOT NULL THEN
        PERFORM agora._check_principal('p_owner', p_owner);
    END IF;
    INSERT INTO agora.rate_bucket AS b (bucket, capacity, refill_per_second, level, refilled_at, owner_id)
    VALUES (p_bucket, p_capacity, p_refill_per_second, p_capacity, v_now, p_owner)
    ON CONFLICT ON CONSTRAINT rate_bucket_pk DO UPDATE
       SET level             = least(excluded.capacity, agora._bucket_level(b, v_now)),
           capacity          = excluded.capacity,
           refill_per_second = excluded.refill_per_second,
           refilled_at       = greatest(b.refilled_at, v_now),
           owner_id          = coalesce(excluded.owner_id, b.owner_id);
END;
$set_bucket$;

COMMENT ON FUNCTION agora.set_bucket(text, numeric, numeric, bigint, bigint)
    IS 'Make or change a token bucket: capacity and refill per second, each above 0 and at most 1e9; of an owner, from which no other principal takes.';
REVOKE ALL ON FUNCTION agora.set_bucket(text, numeric, numeric, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.set_bucket(text, numeric, numeric, bigint, bigint) TO agora_operator;
