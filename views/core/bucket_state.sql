-- Token buckets as they stand: the level is what flowed in until now, as take_token() has it.
CREATE OR REPLACE VIEW agora.bucket_state WITH (security_barrier) AS
SELECT b.bucket,
       b.owner_id,
       b.capacity::numeric AS capacity,
       b.refill_per_second::numeric AS refill_per_second,
       least(b.capacity, b.level + greatest(0, extract(epoch FROM agora.now() - b.refilled_at)) * b.refill_per_second) AS level,
       b.refilled_at AS taken_at
  FROM agora.rate_bucket AS b
 WHERE b.owner_id IS NULL
    OR (SELECT agora.visible_principal()) = 0
    OR (SELECT agora.visible_principal()) = b.owner_id;

COMMENT ON VIEW agora.bucket_state IS 'Token buckets with their owner, capacity, refill per second, the level now, and when they were last taken from or set; a bound login sees its own and those of nobody.';
COMMENT ON COLUMN agora.bucket_state.capacity          IS 'Most units that can be saved up.';
COMMENT ON COLUMN agora.bucket_state.refill_per_second IS 'Units that flow in per second.';
COMMENT ON COLUMN agora.bucket_state.level             IS 'Units that can be taken now.';
GRANT SELECT ON agora.bucket_state TO agora_reader;
