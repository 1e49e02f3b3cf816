-- Who the session is, by its login. SET ROLE does not change it: a session variable is not an identity.
CREATE OR REPLACE FUNCTION agora.current_principal()
RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $current_principal$
DECLARE
    v_role       oid := to_regrole(quote_ident(session_user));
    v_principal  bigint;
    v_by_role    bigint;
BEGIN
    SELECT b.principal_id, r.principal_id INTO v_principal, v_by_role
      FROM (SELECT 1) AS one
      LEFT JOIN agora.principal AS b ON b.db_role = session_user
      LEFT JOIN agora.principal AS r ON r.db_role_oid = v_role;
    IF v_principal IS DISTINCT FROM v_by_role AND agora._binding_is_stale() THEN
        RETURN NULL;
    END IF;
    IF v_principal IS NOT NULL THEN
        RETURN v_principal;
    END IF;
    RETURN CASE
        WHEN (SELECT r.rolsuper FROM pg_roles AS r WHERE r.rolname = session_user) THEN 1
        WHEN pg_has_role(session_user, 'agora_operator', 'MEMBER') THEN 2
        WHEN pg_has_role(session_user, 'agora_service', 'MEMBER') THEN 3
    END;
END;
$current_principal$;

COMMENT ON FUNCTION agora.current_principal()
    IS 'Principal of this session: the bound one, else system, operator or service by role; NULL for a mere reader and where the binding is stale.';
REVOKE ALL ON FUNCTION agora.current_principal() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.current_principal() TO agora_reader;
