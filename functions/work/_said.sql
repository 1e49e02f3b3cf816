-- Codes of all that an agent holds, or says that it holds: what disqualifies may be known by its own word.
-- Inlined into the query that calls it.
CREATE OR REPLACE FUNCTION agora_work._said(p_agent bigint)
RETURNS TABLE (code text)
LANGUAGE sql STABLE ROWS 20
BEGIN ATOMIC
    SELECT DISTINCT c.code
      FROM agora_work.agent_capability AS k
      JOIN agora_work.capability AS c ON c.capability_id = k.capability_id
     WHERE k.principal_id = p_agent AND k.expires_at > agora.now();
END;

COMMENT ON FUNCTION agora_work._said(bigint)
    IS 'Codes of all that an agent holds or declares.';
REVOKE ALL ON FUNCTION agora_work._said(bigint) FROM PUBLIC;
