-- Which agents may help where capabilities are needed, and how many of these they have: they are alive, take work and know enough. The
-- one place that decides it; compared in whole numbers.
CREATE OR REPLACE FUNCTION agora_work._may_help(
    p_capabilities  text[],
    p_agents        bigint[]
)
RETURNS TABLE (agent_id bigint, covered integer)
LANGUAGE plpgsql STABLE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $_may_help$
DECLARE
    v_enough integer := agora.setting_integer('work.min_match') * cardinality(p_capabilities);
BEGIN
    RETURN QUERY
        SELECT a.agent_id, c.covered
          FROM agora_work.agent AS a
         CROSS JOIN LATERAL (SELECT count(*)::integer AS covered FROM unnest(p_capabilities) AS n(code) WHERE n.code = ANY (a.capabilities)) AS c
         WHERE a.agent_id = ANY (p_agents)
           AND a.is_open
           AND (a.seen_at + a.lease > agora_work.loss_horizon(a.lease)
                OR EXISTS (SELECT FROM agora_work.task AS t WHERE t.holder_id = a.agent_id AND t.lease_until > agora_work.loss_horizon(t.lease)))
           AND 100 * c.covered >= v_enough
           AND NOT EXISTS (SELECT FROM agora.principal AS p WHERE p.principal_id = a.agent_id AND p.suspended_at IS NOT NULL);
END;
$_may_help$;

COMMENT ON FUNCTION agora_work._may_help(text[], bigint[])
    IS 'Those of the agents that may help where capabilities are needed, with how many of them they have.';
REVOKE ALL ON FUNCTION agora_work._may_help(text[], bigint[]) FROM PUBLIC;
