-- Level of a bucket at a moment. A clock that went back refills nothing.
CREATE OR REPLACE FUNCTION agora._bucket_level(
    p_bucket  agora.rate_bucket,
    p_at      timestamptz
)
RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN least((p_bucket).capacity,
             (p_bucket).level + greatest(0, extract(epoch FROM p_at - (p_bucket).refilled_at)) * (p_bucket).refill_per_second);

COMMENT ON FUNCTION agora._bucket_level(agora.rate_bucket, timestamptz)
    IS 'Units in a bucket at a moment.';
REVOKE ALL ON FUNCTION agora._bucket_level(agora.rate_bucket, timestamptz) FROM PUBLIC;
