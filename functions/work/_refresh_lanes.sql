-- Job: looks in every lane from the start. A task that became ready while another session moved the hint beyond it is found here at the latest.
-- Where there are more lanes than p_limit, others come each time. What the policies of environments ask of claims is drawn into lanes that have it not,
-- but not while somebody sets a policy: who sweeps holds agents and lanes, for which set_policy() waits, and what is not drawn is looked up.
-- Locks: policies and lanes by id, where there are such lanes, hardly waiting; lanes, those of others skipped.
CREATE OR REPLACE FUNCTION agora_work._refresh_lanes(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '10ms'
AS $_refresh_lanes$
BEGIN
    IF current_setting('transaction_isolation') = 'read committed' AND EXISTS (SELECT FROM agora_work.lane AS l WHERE l.environment IS NOT NULL AND l.rules IS NULL) THEN
        BEGIN
            PERFORM agora_work._draw_rules();
        EXCEPTION WHEN lock_not_available THEN
            NULL; -- the next time
        END;
    END IF;
    RETURN agora_work._find_ready(ARRAY(SELECT l.lane_id FROM agora_work.lane AS l ORDER BY hashint8extended(l.lane_id, extract(epoch FROM agora.now())::bigint), l.lane_id LIMIT p_limit));
END;
$_refresh_lanes$;

COMMENT ON FUNCTION agora_work._refresh_lanes(integer)
    IS 'Job: put the hints of at most p_limit (1 to 1000000) lanes right; returns how many moved.';
REVOKE ALL ON FUNCTION agora_work._refresh_lanes(integer) FROM PUBLIC;
