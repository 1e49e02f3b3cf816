-- Job: counts the use of transforms anew. Readers are not held up meanwhile.
-- Locks: mv_usage_statistics against a second refresh.
CREATE OR REPLACE FUNCTION agora_memory._refresh_statistics(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_refresh_statistics$
BEGIN
    REFRESH MATERIALIZED VIEW CONCURRENTLY agora_memory.mv_usage_statistics;
    RETURN least(p_limit, 1);
END;
$_refresh_statistics$;

COMMENT ON FUNCTION agora_memory._refresh_statistics(integer)
    IS 'Job: refresh the usage statistics; of p_limit (1 to 1000000) one row is handled, so that every run is on record.';
REVOKE ALL ON FUNCTION agora_memory._refresh_statistics(integer) FROM PUBLIC;
