-- Agents that others vouch for in at least so many of these capabilities, and that may be asked: active, available, breaker closed,
-- reputation high enough, not too dear. Budgets are the caller's: they are asked of the few that are wanted.
-- Reads: agent_capability, agent_profile, agent_measure, principal, breaker.
CREATE OR REPLACE FUNCTION agora_work._candidates(
    p_capabilities    bigint[],
    p_level           integer,
    p_least           bigint,
    p_cost_usd        numeric,
    p_min_reputation  numeric,
    p_exclude         bigint[]
)
RETURNS SETOF agora_work.candidate
LANGUAGE plpgsql STABLE ROWS 500
SET search_path = pg_catalog, pg_temp
AS $_candidates$
DECLARE
    v_now    timestamptz := agora.now();
    v_prior  numeric := agora.setting_numeric('work.reputation_prior');
BEGIN
    RETURN QUERY
    SELECT h.principal_id, h.matched, a.cost_usd::numeric, coalesce(m.reputation::numeric, v_prior), a.pattern, coalesce(m.samples, 0), m.success_rate::numeric, NULL::numeric
      FROM (SELECT c.principal_id, count(*) AS matched
              FROM agora_work.agent_capability AS c
             WHERE c.standing = 'verified' AND c.capability_id = ANY (p_capabilities) AND c.level >= p_level AND c.expires_at > v_now
             GROUP BY c.principal_id
            HAVING count(*) >= p_least) AS h
      JOIN agora_work.agent_profile AS a ON a.principal_id = h.principal_id
      JOIN agora.principal AS p ON p.principal_id = h.principal_id
      LEFT JOIN agora_work.agent_measure AS m ON m.principal_id = h.principal_id
     WHERE a.is_available AND a.cost_usd <= p_cost_usd AND p.suspended_at IS NULL
       AND coalesce(m.reputation, v_prior) >= p_min_reputation
       AND h.principal_id <> ALL (p_exclude)
       AND agora_work.agent_breaker(h.principal_id) NOT IN (SELECT b.breaker FROM agora.breaker AS b WHERE b.status <> 'closed');
END;
$_candidates$;

COMMENT ON FUNCTION agora_work._candidates(bigint[], integer, bigint, numeric, numeric, bigint[])
    IS 'Agents that hold at least so many capabilities at a level and may be asked.';
REVOKE ALL ON FUNCTION agora_work._candidates(bigint[], integer, bigint, numeric, numeric, bigint[]) FROM PUBLIC;
