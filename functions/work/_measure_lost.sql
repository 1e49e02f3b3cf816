-- Job: measures agents that lost claims in the last hour, whose availability so changed while nobody recorded an operation of theirs.
-- Locks: their measures, by id.   Emits: what _remeasure() emits.
CREATE OR REPLACE FUNCTION agora_work._measure_lost(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_measure_lost$
DECLARE
    v_now   timestamptz := agora.now();
    v_done  bigint;
BEGIN
    SELECT count(agora_work._remeasure(l.agent_id, 0, 1)) INTO v_done
      FROM (SELECT c.agent_id
              FROM agora_work.claim AS c
              LEFT JOIN agora_work.agent_measure AS m ON m.principal_id = c.agent_id
             WHERE c.outcome = 'lost' AND c.ended_at > v_now - interval '1 hour'
             GROUP BY c.agent_id, m.availability
            HAVING m.availability::numeric IS DISTINCT FROM agora_work._availability(c.agent_id)
             ORDER BY c.agent_id
             LIMIT p_limit) AS l;
    RETURN v_done;
END;
$_measure_lost$;

COMMENT ON FUNCTION agora_work._measure_lost(integer)
    IS 'Job: measure agents that lost claims, at most p_limit (1 to 1000000).';
REVOKE ALL ON FUNCTION agora_work._measure_lost(integer) FROM PUBLIC;
