-- Which agents may help where capabilities are needed, as matching ranks them: they are neither suspended nor halted, alive, take work, have
-- budget left and hold enough of what is needed (match_percent of the policy), by what counts in the environment of the task, where they are
-- reliable enough, too; and nothing that disqualifies. The one place that decides it; compared in whole numbers.
CREATE OR REPLACE FUNCTION agora_work._may_help(
    p_capabilities  text[],
    p_agents        bigint[],
    p_environment   text
)
RETURNS SETOF agora_work.candidate
LANGUAGE plpgsql STABLE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $_may_help$
DECLARE
    v_rules        jsonb := agora_work.policy_for(p_environment) -> 'parameters';
    v_enough       bigint := (v_rules -> 'match_percent')::bigint * cardinality(p_capabilities);
    v_differently  boolean := agora_work._holds_differently(p_environment);
    v_without      bigint[] := agora_work._skill_ids('disqualifying', '{}', v_rules -> 'disqualifying');
    v_agents       bigint[];
    v_matched      bigint[];
BEGIN
    SELECT array_agg(a.agent_id), array_agg(c.matched) INTO v_agents, v_matched
      FROM agora_work.agent AS a
     CROSS JOIN LATERAL (SELECT CASE WHEN v_differently THEN agora_work.held_capabilities(a.agent_id, p_environment) ELSE agora_work._capabilities(a) END AS held
                         OFFSET 0) AS h -- once for each agent
     CROSS JOIN LATERAL (SELECT count(*) AS matched FROM unnest(p_capabilities) AS n(code) WHERE n.code = ANY (h.held)) AS c
     WHERE a.agent_id = ANY (p_agents)
       AND a.is_open
       AND (a.seen_at + a.lease > agora_work.loss_horizon(a.lease)
            OR EXISTS (SELECT FROM agora_work.task AS t WHERE t.holder_id = a.agent_id AND t.lease_until > agora_work.loss_horizon(t.lease)))
       AND 100 * c.matched >= v_enough
       AND (v_without = '{}' OR NOT agora_work._is_disqualified(a.agent_id, v_without));
    IF v_agents IS NOT NULL THEN
        RETURN QUERY
            SELECT c.*
              FROM agora_work._askable(v_agents, v_matched) AS c
             WHERE c.principal_id <> ALL ((SELECT agora_work._exhausted(v_agents))::bigint[])
               AND (p_environment IS NULL OR c.reputation >= (agora_work._rules_of(c.principal_id, p_environment, v_rules) -> 'min_reputation')::numeric);
    END IF;
END;
$_may_help$;

COMMENT ON FUNCTION agora_work._may_help(text[], bigint[], text)
    IS 'Those of the agents that may help where capabilities are needed, with how many of them they hold.';
REVOKE ALL ON FUNCTION agora_work._may_help(text[], bigint[], text) FROM PUBLIC;
