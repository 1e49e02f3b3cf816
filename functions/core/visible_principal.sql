-- Whose private rows this session may read; every view over private rows filters by it.
CREATE OR REPLACE FUNCTION agora.visible_principal()
RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $visible_principal$
DECLARE
    v_role       oid := to_regrole(quote_ident(session_user));
    v_principal  bigint;
    v_by_role    bigint;
BEGIN
    IF pg_has_role(session_user, 'agora_operator', 'MEMBER') THEN
        RETURN 0;
    END IF;
    SELECT b.principal_id, r.principal_id INTO v_principal, v_by_role
      FROM (SELECT 1) AS one
      LEFT JOIN agora.principal AS b ON b.db_role = session_user
      LEFT JOIN agora.principal AS r ON r.db_role_oid = v_role;
    RETURN CASE
        WHEN v_principal IS DISTINCT FROM v_by_role AND agora._binding_is_stale() THEN -1
        WHEN v_principal IS NOT NULL THEN v_principal
        WHEN pg_has_role(session_user, 'agora_service', 'MEMBER') THEN 0
        ELSE -1
    END;
END;
$visible_principal$;

COMMENT ON FUNCTION agora.visible_principal()
    IS 'Principal whose private rows this session sees: 0 = of all, -1 = of nobody.';
REVOKE ALL ON FUNCTION agora.visible_principal() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.visible_principal() TO agora_reader;
