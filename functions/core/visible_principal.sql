-- Whose private rows this session may read; every view over private rows filters by it.
CREATE OR REPLACE FUNCTION agora.visible_principal()
RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $visible_principal$
DECLARE
    v_principal bigint;
BEGIN
    IF pg_has_role(session_user, 'agora_operator', 'MEMBER') THEN
        RETURN 0;
    END IF;
    SELECT p.principal_id INTO v_principal FROM agora.principal AS p WHERE p.db_role = session_user;
    RETURN CASE
        WHEN FOUND THEN v_principal
        WHEN pg_has_role(session_user, 'agora_service', 'MEMBER') THEN 0
        ELSE -1
    END;
END;
$visible_principal$;

COMMENT ON FUNCTION agora.visible_principal()
    IS 'Principal whose private rows this session sees: 0 = of all, -1 = of nobody.';
REVOKE ALL ON FUNCTION agora.visible_principal() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.visible_principal() TO agora_reader;
