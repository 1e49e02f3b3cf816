-- Whether an agent holds one of the capabilities that disqualify, be it by its own word: what it declares may speak against it.
-- Reads: agent_capability.
CREATE OR REPLACE FUNCTION agora_work._is_disqualified(
    p_agent         bigint,
    p_capabilities  bigint[]
)
RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_is_disqualified$
BEGIN
    RETURN EXISTS (SELECT FROM agora_work.agent_capability AS k
                    WHERE k.principal_id = p_agent AND k.capability_id = ANY (p_capabilities) AND k.expires_at > agora.now());
END;
$_is_disqualified$;

COMMENT ON FUNCTION agora_work._is_disqualified(bigint, bigint[])
    IS 'Whether an agent holds, or says that it holds, a capability that disqualifies.';
REVOKE ALL ON FUNCTION agora_work._is_disqualified(bigint, bigint[]) FROM PUBLIC;
