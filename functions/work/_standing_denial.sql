-- Why a principal may ask for nothing of a kind, whatever it asks for: it is halted or suspended, or nobody vouches for the capability.
CREATE OR REPLACE FUNCTION agora_work._standing_denial(
    p_principal   bigint,
    p_capability  text
)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_standing_denial$
BEGIN
    RETURN CASE
        WHEN EXISTS (SELECT 1 FROM agora.breaker AS b WHERE b.breaker = agora_work.agent_breaker(p_principal) AND b.status <> 'closed')
             OR EXISTS (SELECT FROM agora.principal AS p WHERE p.principal_id = p_principal AND p.suspended_at IS NOT NULL) THEN 'halted'
        WHEN p_capability IS NOT NULL
             AND NOT EXISTS (SELECT 1
                               FROM agora_work.agent_capability AS a
                               JOIN agora_work.capability AS c ON c.capability_id = a.capability_id
                              WHERE a.principal_id = p_principal AND a.standing = 'verified' AND a.expires_at > agora.now() AND c.code = p_capability)
        THEN 'capability'
    END;
END;
$_standing_denial$;

COMMENT ON FUNCTION agora_work._standing_denial(bigint, text)
    IS 'Why a principal is denied whatever it asks: halted, capability; NULL where it is not.';
REVOKE ALL ON FUNCTION agora_work._standing_denial(bigint, text) FROM PUBLIC;
