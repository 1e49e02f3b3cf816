-- Counts a claim by how long its statement has been running. After a crash of the server each counter may be up to 32 ahead.
-- Inlined into the query that calls it.
CREATE OR REPLACE FUNCTION agora_work._count_latency()
RETURNS bigint
LANGUAGE sql VOLATILE
RETURN nextval(('agora_work.claim_latency_' || 1 + width_bucket(agora._elapsed(), agora_work._latency_bounds()))::regclass);

COMMENT ON FUNCTION agora_work._count_latency()
    IS 'Count a claim in the histogram.';
REVOKE ALL ON FUNCTION agora_work._count_latency() FROM PUBLIC;
