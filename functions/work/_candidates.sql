-- Agents that others vouch for in at least so much of these capabilities, by what each weighs (one, and p_extra by position), and that may be asked: active, available, breaker closed,
-- reputation high enough, not too dear, without what
-- disqualifies. Budgets are the caller's: they are asked of the few that are wanted.
-- Reads: agent_capability, agent_profile.
CREATE OR REPLACE FUNCTION agora_work._candidates(
    p_capabilities    bigint[],
    p_extra           bigint[],
    p_level           integer,
    p_least           bigint,
    p_cost_usd        numeric,
    p_min_reputation  numeric,
    p_exclude         bigint[],
    p_disqualifying   bigint[]
)
RETURNS SETOF agora_work.candidate
LANGUAGE plpgsql STABLE ROWS 500
SET search_path = pg_catalog, pg_temp
AS $_candidates$
DECLARE
    v_now      timestamptz := agora.now();
    v_weighs   boolean := p_extra <> '{}';
    v_agents   bigint[];
    v_matched  bigint[];
BEGIN
    SELECT array_agg(h.principal_id), array_agg(h.matched) INTO v_agents, v_matched
      FROM (SELECT c.principal_id, count(*) + coalesce(sum(p_extra[array_position(p_capabilities, c.capability_id)]) FILTER (WHERE v_weighs), 0)::bigint AS matched
              FROM agora_work.agent_capability AS c
             WHERE c.standing = 'verified' AND c.capability_id = ANY (p_capabilities) AND c.level >= p_level AND c.expires_at > v_now
             GROUP BY c.principal_id) AS h
      JOIN agora_work.agent_profile AS a ON a.principal_id = h.principal_id
     WHERE h.matched >= p_least AND a.is_available AND a.cost_usd <= p_cost_usd AND h.principal_id <> ALL (p_exclude)
       AND (p_disqualifying = '{}' OR NOT agora_work._is_disqualified(h.principal_id, p_disqualifying));
    RETURN QUERY SELECT c.* FROM agora_work._askable(v_agents, v_matched) AS c WHERE c.reputation >= p_min_reputation;
END;
$_candidates$;

COMMENT ON FUNCTION agora_work._candidates(bigint[], bigint[], integer, bigint, numeric, numeric, bigint[], bigint[])
    IS 'Agents that hold at least so much of capabilities at a level and may be asked.';
REVOKE ALL ON FUNCTION agora_work._candidates(bigint[], bigint[], integer, bigint, numeric, numeric, bigint[], bigint[]) FROM PUBLIC;
