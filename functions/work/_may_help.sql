-- Which agents may help where capabilities are needed, as matching ranks them: they are neither suspended nor halted, alive, take work, have
-- budget left and hold enough of what is needed (match_percent of the policy). The one place that decides it; compared in whole numbers.
CREATE OR REPLACE FUNCTION agora_work._may_help(
    p_capabilities  text[],
    p_agents        bigint[]
)
RETURNS SETOF agora_work.candidate
LANGUAGE plpgsql STABLE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $_may_help$
DECLARE
    v_enough   bigint := (agora_work.policy_for() #> '{parameters,match_percent}')::bigint * cardinality(p_capabilities);
    v_agents   bigint[];
    v_matched  bigint[];
BEGIN
    SELECT array_agg(a.agent_id), array_agg(c.matched) INTO v_agents, v_matched
      FROM agora_work.agent AS a
     CROSS JOIN LATERAL (SELECT count(*) AS matched FROM unnest(p_capabilities) AS n(code) WHERE n.code = ANY (agora_work._capabilities(a))) AS c
     WHERE a.agent_id = ANY (p_agents)
       AND a.is_open
       AND (a.seen_at + a.lease > agora_work.loss_horizon(a.lease)
            OR EXISTS (SELECT FROM agora_work.task AS t WHERE t.holder_id = a.agent_id AND t.lease_until > agora_work.loss_horizon(t.lease)))
       AND 100 * c.matched >= v_enough;
    IF v_agents IS NOT NULL THEN
        RETURN QUERY
            SELECT c.*
              FROM agora_work._askable(v_agents, v_matched) AS c
             WHERE c.principal_id <> ALL ((SELECT agora_work._exhausted(v_agents))::bigint[]);
    END IF;
END;
$_may_help$;

COMMENT ON FUNCTION agora_work._may_help(text[], bigint[])
    IS 'Those of the agents that may help where capabilities are needed, with how many of them they hold.';
REVOKE ALL ON FUNCTION agora_work._may_help(text[], bigint[]) FROM PUBLIC;
