-- Claims within work.score_window by how long they took in the server, up to the commit; share counts up from the quickest.
CREATE OR REPLACE FUNCTION agora_work.claim_latency()
RETURNS TABLE (below_ms numeric, claims bigint, share numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 12
SET search_path = pg_catalog, pg_temp
AS $claim_latency$
DECLARE
    v_before bigint[] := (SELECT l.counts
                            FROM agora_work.claim_latency AS l
                           WHERE l.recorded_at <= agora.now() - agora.setting_interval('work.score_window')
                           ORDER BY l.recorded_at DESC
                           LIMIT 1);
BEGIN
    RETURN QUERY
        SELECT u.bound, w.claims, round(sum(w.claims) OVER (ORDER BY u.bucket) / nullif(sum(w.claims) OVER (), 0), 6)
          FROM unnest(agora_work._latency_bounds() || NULL::numeric, agora_work._latency_counts(), v_before) WITH ORDINALITY AS u(bound, counted, before, bucket)
         CROSS JOIN LATERAL (SELECT greatest(0, u.counted - coalesce(u.before, 0)) AS claims) AS w
         ORDER BY u.bucket;
END;
$claim_latency$;

COMMENT ON FUNCTION agora_work.claim_latency()
    IS 'Histogram of how long claims took: how many took less than below_ms milliseconds and no less than the bound before; NULL = the rest.';
REVOKE ALL ON FUNCTION agora_work.claim_latency() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.claim_latency() TO agora_reader;
