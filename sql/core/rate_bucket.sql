-- Token buckets for rate limits. One row each, refilled by arithmetic on the way, never by a job. Every call that is limited updates its
-- row, so its rules are those of its domains, not CHECKs, and its owner is no foreign key: set_bucket() looks for it, and principals are never
-- removed. A level above the capacity would count as the capacity.
-- Dump: all
CREATE TABLE agora.rate_bucket (
    bucket             agora.label        NOT NULL,
    capacity           agora.bucket_size  NOT NULL,
    refill_per_second  agora.bucket_size  NOT NULL,
    level              agora.bucket_units NOT NULL,
    refilled_at        timestamptz        NOT NULL,
    owner_id           bigint,
    CONSTRAINT rate_bucket_pk PRIMARY KEY (bucket)
) WITH (fillfactor = 70);
COMMENT ON TABLE  agora.rate_bucket                   IS 'Token buckets; take with take_token(), see bucket_state.';
COMMENT ON COLUMN agora.rate_bucket.bucket            IS 'Name, 1 to 200 characters.';
COMMENT ON COLUMN agora.rate_bucket.capacity          IS 'Most that can be saved up.';
COMMENT ON COLUMN agora.rate_bucket.refill_per_second IS 'Units that flow in per second.';
COMMENT ON COLUMN agora.rate_bucket.level             IS 'Units left at refilled_at.';
COMMENT ON COLUMN agora.rate_bucket.refilled_at       IS 'Moment the level was computed for.';
COMMENT ON COLUMN agora.rate_bucket.owner_id          IS 'Principal whose it is: no other takes from it; NULL = everybody''s.';
