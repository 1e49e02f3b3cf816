-- Token buckets for rate limits. One row each, refilled by arithmetic on the way, never by a job.
-- Dump: all
CREATE TABLE agora.rate_bucket (
    bucket             text        NOT NULL,
    capacity           numeric     NOT NULL,
    refill_per_second  numeric     NOT NULL,
    level              numeric     NOT NULL,
    refilled_at        timestamptz NOT NULL,
    CONSTRAINT rate_bucket_pk          PRIMARY KEY (bucket),
    CONSTRAINT rate_bucket_bucket_ck   CHECK (length(bucket) BETWEEN 1 AND 200),
    CONSTRAINT rate_bucket_capacity_ck CHECK (capacity > 0 AND capacity <= 1e9),
    CONSTRAINT rate_bucket_refill_ck   CHECK (refill_per_second > 0 AND refill_per_second <= 1e9),
    CONSTRAINT rate_bucket_level_ck    CHECK (level >= 0 AND level <= capacity)
) WITH (fillfactor = 70);
COMMENT ON TABLE  agora.rate_bucket                   IS 'Token buckets; take with take_token().';
COMMENT ON COLUMN agora.rate_bucket.bucket            IS 'Name, 1 to 200 characters.';
COMMENT ON COLUMN agora.rate_bucket.capacity          IS 'Most that can be saved up.';
COMMENT ON COLUMN agora.rate_bucket.refill_per_second IS 'Units that flow in per second.';
COMMENT ON COLUMN agora.rate_bucket.level             IS 'Units left at refilled_at.';
COMMENT ON COLUMN agora.rate_bucket.refilled_at       IS 'Moment the level was computed for.';
