-- What counts for an agent where it claims or helps: as it was drawn last, or looked up where something of that has expired since.
-- Inlined into the query that calls it.
CREATE OR REPLACE FUNCTION agora_work._capabilities(p_agent agora_work.agent)
RETURNS text[]
LANGUAGE sql STABLE
RETURN CASE WHEN p_agent.capabilities_until > agora.now() THEN p_agent.capabilities ELSE agora_work.held_capabilities(p_agent.agent_id) END;

COMMENT ON FUNCTION agora_work._capabilities(agora_work.agent)
    IS 'Capabilities that count for an agent now.';
REVOKE ALL ON FUNCTION agora_work._capabilities(agora_work.agent) FROM PUBLIC;
