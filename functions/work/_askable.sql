-- What matching knows of agents, with how many of the capabilities each holds: those that are neither suspended nor halted.
-- Reads: agent_profile, agent_measure, principal, breaker.
CREATE OR REPLACE FUNCTION agora_work._askable(
    p_agents   bigint[],
    p_matched  bigint[]
)
RETURNS SETOF agora_work.candidate
LANGUAGE plpgsql STABLE ROWS 500
SET search_path = pg_catalog, pg_temp
AS $_askable$
DECLARE
    v_prior numeric := agora.setting_numeric('work.reputation_prior');
BEGIN
    RETURN QUERY
    SELECT h.principal_id, h.matched, a.cost_usd::numeric, coalesce(m.reputation::numeric, v_prior), a.pattern, coalesce(m.samples, 0), m.success_rate::numeric, NULL::numeric
      FROM unnest(p_agents, p_matched) AS h(principal_id, matched)
      JOIN agora_work.agent_profile AS a ON a.principal_id = h.principal_id
      JOIN agora.principal AS p ON p.principal_id = h.principal_id
      LEFT JOIN agora_work.agent_measure AS m ON m.principal_id = h.principal_id
     WHERE p.suspended_at IS NULL
       AND agora_work.agent_breaker(h.principal_id) NOT IN (SELECT b.breaker FROM agora.breaker AS b WHERE b.status <> 'closed');
END;
$_askable$;

COMMENT ON FUNCTION agora_work._askable(bigint[], bigint[])
    IS 'Those of the agents that are neither suspended nor halted, as matching ranks them.';
REVOKE ALL ON FUNCTION agora_work._askable(bigint[], bigint[]) FROM PUBLIC;
