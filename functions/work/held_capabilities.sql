-- What counts for an agent where it claims or helps, looked up anew: agent.capabilities as it should be.
CREATE OR REPLACE FUNCTION agora_work.held_capabilities(p_agent bigint)
RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT ARRAY(SELECT h.code FROM agora_work._holding(p_agent) AS h ORDER BY h.code) AS codes;
END;

COMMENT ON FUNCTION agora_work.held_capabilities(bigint)
    IS 'Capabilities that count for an agent where it claims or helps, sorted: not expired; declared ones where its policy says so, sensitive ones where they are granted.';
REVOKE ALL ON FUNCTION agora_work.held_capabilities(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.held_capabilities(bigint) TO agora_reader;
