-- The counters as they stand.
CREATE OR REPLACE FUNCTION agora_work._latency_counts()
RETURNS bigint[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_latency_counts$
BEGIN
    RETURN ARRAY(SELECT coalesce(pg_sequence_last_value(format('agora_work.claim_latency_%s', b.bucket)::regclass), 0)
                   FROM generate_series(1, 1 + cardinality(agora_work._latency_bounds())) AS b(bucket)
                  ORDER BY b.bucket);
END;
$_latency_counts$;

COMMENT ON FUNCTION agora_work._latency_counts()
    IS 'Claims by bucket since the installation.';
REVOKE ALL ON FUNCTION agora_work._latency_counts() FROM PUBLIC;
