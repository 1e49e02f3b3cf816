-- Upper bounds of the buckets of claim_latency, in milliseconds; the last bucket has none.
CREATE OR REPLACE FUNCTION agora_work._latency_bounds()
RETURNS numeric[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY[0.5, 1, 2, 3, 5, 8, 10, 15, 25, 50, 100];

COMMENT ON FUNCTION agora_work._latency_bounds()
    IS 'Bounds of the buckets of the histogram of claims, in milliseconds.';
REVOKE ALL ON FUNCTION agora_work._latency_bounds() FROM PUBLIC;
