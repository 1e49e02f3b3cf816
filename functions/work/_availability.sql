-- Availability by the last claims of an agent that ended, as many as the window of objectives has: of the time for which it held tasks, the
-- share in which it was there. A claim that was lost counts as silence from the last heartbeat on, which is the agent's lease, or all of
-- it where it was shorter. NULL while too few have ended. Only the end of an index is read.
CREATE OR REPLACE FUNCTION agora_work._availability(p_agent bigint)
RETURNS numeric
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_availability$
DECLARE
    v_least  integer := agora.setting_integer('work.slo_min_samples');
    v_share  numeric;
BEGIN
    SELECT CASE WHEN count(*) >= v_least THEN round(1 - extract(epoch FROM sum(w.silent)) / nullif(extract(epoch FROM sum(w.held)), 0), 6) END INTO v_share
      FROM (SELECT c.ended_at - c.claimed_at AS held,
                   CASE WHEN c.outcome = 'lost' THEN least(c.ended_at - c.claimed_at, a.lease) ELSE interval '0' END AS silent
              FROM agora_work.claim AS c
              JOIN agora_work.agent AS a ON a.agent_id = c.agent_id
             WHERE c.agent_id = p_agent
             ORDER BY c.ended_at DESC
             LIMIT agora.setting_integer('work.slo_window')) AS w;
    RETURN v_share;
END;
$_availability$;

COMMENT ON FUNCTION agora_work._availability(bigint)
    IS 'Availability of an agent, 0 to 1; NULL while too few of its claims have ended.';
REVOKE ALL ON FUNCTION agora_work._availability(bigint) FROM PUBLIC;
