-- What counts for an agent where it claims or helps, looked up anew: agent.capabilities as it should be, or what counts in an environment.
CREATE OR REPLACE FUNCTION agora_work.held_capabilities(
    p_agent        bigint,
    p_environment  text DEFAULT NULL
)
RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT ARRAY(SELECT h.code FROM agora_work._holding(p_agent, p_environment) AS h ORDER BY h.code) AS codes;
END;

COMMENT ON FUNCTION agora_work.held_capabilities(bigint, text)
    IS 'Capabilities that count for an agent where it claims or helps, by default or in an environment, sorted: not expired; declared ones where the policy says so, sensitive ones where they are granted.';
REVOKE ALL ON FUNCTION agora_work.held_capabilities(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.held_capabilities(bigint, text) TO agora_reader;
