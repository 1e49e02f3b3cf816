-- Who is asked to help: of those that may and want to be found, the best by the strategy of the policy of the environment, as matching has
-- it. Where nothing in particular is needed, who has nothing to do.
CREATE OR REPLACE FUNCTION agora_work._helper_candidates(
    p_capabilities  text[],
    p_except        bigint,
    p_limit         integer,
    p_environment   text
)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_helper_candidates$
DECLARE
    v_rules   jsonb := agora_work.policy_for(p_environment) -> 'parameters';
    v_agents  bigint[];
BEGIN
    IF p_capabilities = '{}' THEN
        v_agents := ARRAY(SELECT a.agent_id FROM agora_work.agent AS a WHERE a.agent_id <> p_except);
    ELSIF agora_work._holds_differently(p_environment) THEN
        v_agents := ARRAY(SELECT DISTINCT k.principal_id
                            FROM agora_work.agent_capability AS k
                            JOIN agora_work.capability AS c ON c.capability_id = k.capability_id
                           WHERE c.code = ANY (p_capabilities) AND k.principal_id <> p_except);
    ELSE
        v_agents := ARRAY(SELECT a.agent_id FROM agora_work.agent AS a WHERE a.capabilities && p_capabilities AND a.agent_id <> p_except);
    END IF;
    v_agents := ARRAY(SELECT f.principal_id FROM agora_work.agent_profile AS f WHERE f.principal_id = ANY (v_agents) AND f.is_available);
    IF p_capabilities = '{}' THEN
        RETURN ARRAY(SELECT m.principal_id
                       FROM agora_work._may_help(p_capabilities, v_agents, p_environment) AS m
                      ORDER BY m.principal_id IN (SELECT t.holder_id FROM agora_work.task AS t WHERE t.holder_id IS NOT NULL), m.principal_id
                      LIMIT p_limit);
    END IF;
    RETURN ARRAY(SELECT r.principal_id
                   FROM unnest(agora_work._ranked(ARRAY(SELECT m FROM agora_work._may_help(p_capabilities, v_agents, p_environment) AS m
                                                         WHERE p_environment IS NOT NULL OR m.reputation >= (v_rules -> 'min_reputation')::numeric),
                                                  ARRAY(SELECT c.capability_id FROM agora_work.capability AS c WHERE c.code = ANY (p_capabilities)), cardinality(p_capabilities), 1, 3, v_rules, p_limit,
                                                  agora_work._skill_ids('preferred', '{}', v_rules -> 'preferred'))) WITH ORDINALITY
                        AS r(principal_id, matched, cost_usd, reputation, pattern, samples, success_rate, score, place)
                  ORDER BY r.place);
END;
$_helper_candidates$;

COMMENT ON FUNCTION agora_work._helper_candidates(text[], bigint, integer, text)
    IS 'The p_limit (1 to 1000) agents that are asked to help, not p_except.';
REVOKE ALL ON FUNCTION agora_work._helper_candidates(text[], bigint, integer, text) FROM PUBLIC;
