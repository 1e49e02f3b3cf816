-- Who the session is, by its login. SET ROLE does not change it: a session variable is not an identity.
CREATE OR REPLACE FUNCTION agora.current_principal()
RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $current_principal$
DECLARE
    v_principal bigint;
BEGIN
    SELECT p.principal_id INTO v_principal FROM agora.principal AS p WHERE p.db_role = session_user;
    IF FOUND THEN
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
    IS 'Principal of this session: the bound one, else system, operator or service by role; NULL for a mere reader.';
REVOKE ALL ON FUNCTION agora.current_principal() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.current_principal() TO agora_reader;
