-- Is a principal an operator, whoever asks? One that is seeded as such, or whose login is a member; nobody who is suspended.
CREATE OR REPLACE FUNCTION agora._operates(p_principal bigint)
RETURNS boolean
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT p_principal IN (1, 2)
           OR EXISTS (SELECT FROM agora.principal AS p
                       WHERE p.principal_id = p_principal AND p.suspended_at IS NULL AND pg_has_role(p.db_role_oid, 'agora_operator', 'MEMBER'));
END;

COMMENT ON FUNCTION agora._operates(bigint)
    IS 'Whether a principal is an operator.';
REVOKE ALL ON FUNCTION agora._operates(bigint) FROM PUBLIC;
