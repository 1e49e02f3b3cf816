-- What an agent holds where it claims or helps: what others vouch for, and what it says of itself where the policy of the environment, or its own,
-- does not forbid that (claim_standing). What is sensitive counts only where an operator granted it.
-- Reads: agent_capability, capability, policy.
CREATE OR REPLACE FUNCTION agora_work._holding(
    p_agent        bigint,
    p_environment  text DEFAULT NULL,
    p_standing     text DEFAULT NULL
)
RETURNS TABLE (code text)
LANGUAGE sql STABLE ROWS 20
BEGIN ATOMIC
    SELECT DISTINCT c.code
      FROM agora_work.agent_capability AS k
      JOIN agora_work.capability AS c ON c.capability_id = k.capability_id
     WHERE k.principal_id = p_agent AND k.expires_at > agora.now()
       AND CASE WHEN c.is_sensitive THEN k.granted_by IS NOT NULL
                ELSE k.standing = 'verified' OR coalesce(p_standing, (SELECT agora_work._rules_for(p_environment, p_agent) ->> 'claim_standing')) IS DISTINCT FROM 'verified' END;
END;

COMMENT ON FUNCTION agora_work._holding(bigint, text, text)
    IS 'Codes that count for an agent where it claims or helps, in an environment or by a standing.';
REVOKE ALL ON FUNCTION agora_work._holding(bigint, text, text) FROM PUBLIC;
