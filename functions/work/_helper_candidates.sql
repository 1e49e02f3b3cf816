-- Who is asked to help: of those that may, the best: by coverage, then who has nothing to do.
CREATE OR REPLACE FUNCTION agora_work._helper_candidates(
    p_capabilities  text[],
    p_except        bigint,
    p_limit         integer
)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_helper_candidates$
DECLARE
    v_agents bigint[];
BEGIN
    IF p_capabilities = '{}' THEN
        v_agents := ARRAY(SELECT a.agent_id FROM agora_work.agent AS a WHERE a.agent_id <> p_except);
    ELSE
        v_agents := ARRAY(SELECT a.agent_id FROM agora_work.agent AS a WHERE a.capabilities && p_capabilities AND a.agent_id <> p_except);
    END IF;
    RETURN ARRAY(SELECT m.agent_id
                   FROM agora_work._may_help(p_capabilities, v_agents) AS m
                  ORDER BY m.covered DESC, m.agent_id IN (SELECT t.holder_id FROM agora_work.task AS t WHERE t.holder_id IS NOT NULL), m.agent_id
                  LIMIT p_limit);
END;
$_helper_candidates$;

COMMENT ON FUNCTION agora_work._helper_candidates(text[], bigint, integer)
    IS 'The p_limit (1 to 1000) agents that are asked to help, not p_except.';
REVOKE ALL ON FUNCTION agora_work._helper_candidates(text[], bigint, integer) FROM PUBLIC;
