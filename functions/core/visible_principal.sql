-- Whose private rows this session may read; every view over private rows filters by it.
CREATE OR REPLACE FUNCTION agora.visible_principal()
RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $visible_principal$
DECLARE
    v_login      oid := to_regrole(quote_ident(session_user));
    v_principal  bigint;
    v_role_oid   oid;
BEGIN
    IF pg_has_role(session_user, 'agora_operator', 'MEMBER') THEN
        RETURN 0;
    END IF;
    SELECT b.principal_id, b.db_role_oid INTO v_principal, v_role_oid FROM agora.principal AS b WHERE b.db_role = session_user;
    IF v_role_oid = v_login THEN
        RETURN v_principal;
    END IF;
    IF (v_principal IS NOT NULL OR EXISTS (SELECT FROM agora.principal AS r WHERE r.db_role_oid = v_login))
       AND agora._binding_is_stale() THEN
        RETURN -1;
    END IF;
    RETURN coalesce(v_principal, CASE WHEN pg_has_role(session_user, 'agora_service', 'MEMBER') THEN 0 ELSE -1 END);
END;
$visible_principal$;

COMMENT ON FUNCTION agora.visible_principal()
    IS 'Principal whose private rows this session sees: 0 = of all, -1 = of nobody.';
REVOKE ALL ON FUNCTION agora.visible_principal() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.visible_principal() TO agora_reader;
