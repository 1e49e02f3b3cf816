-- Who could help: agents that are alive and take work, and that cover enough of what is needed, the best first: by coverage, then
-- who has nothing to do. The one place that decides who is qualified to help; compared in whole numbers.
CREATE OR REPLACE FUNCTION agora_work._helper_candidates(
    p_capabilities  text[],
    p_agents        bigint[],
    p_except        bigint[],
    p_limit         integer
)
RETURNS TABLE (agent_id bigint, covered integer)
LANGUAGE plpgsql STABLE ROWS 3
SET search_path = pg_catalog, pg_temp
AS $_helper_candidates$
DECLARE
    v_horizon  timestamptz := agora_work.loss_horizon();
    v_percent  integer := agora.setting_integer('work.min_match');
    v_needed   integer := cardinality(p_capabilities);
BEGIN
    RETURN QUERY
        SELECT q.agent_id, q.covered
          FROM (SELECT a.agent_id,
                       cardinality(ARRAY(SELECT unnest(a.capabilities) INTERSECT SELECT unnest(p_capabilities))) AS covered
                  FROM agora_work.agent AS a
                  JOIN agora.principal AS p ON p.principal_id = a.agent_id
                 WHERE (v_needed = 0 OR a.capabilities && p_capabilities)
                   AND (p_agents IS NULL OR a.agent_id = ANY (p_agents))
                   AND a.agent_id <> ALL (p_except)
                   AND a.is_open AND p.suspended_at IS NULL
                   AND a.seen_at + a.lease > v_horizon) AS q
         WHERE 100 * q.covered >= v_percent * v_needed
         ORDER BY q.covered DESC, EXISTS (SELECT FROM agora_work.task AS t WHERE t.holder_id = q.agent_id), q.agent_id
         LIMIT p_limit;
END;
$_helper_candidates$;

COMMENT ON FUNCTION agora_work._helper_candidates(text[], bigint[], bigint[], integer)
    IS 'Agents that may help where capabilities are needed, of p_agents (NULL = all) but not p_except, the best p_limit (1 to 1000).';
REVOKE ALL ON FUNCTION agora_work._helper_candidates(text[], bigint[], bigint[], integer) FROM PUBLIC;
