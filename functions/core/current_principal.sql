-- Who the session is, by its login. SET ROLE does not change it: a session variable is not an identity.
CREATE OR REPLACE FUNCTION agora.current_principal()
RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $current_principal$
DECLARE
    v_login      oid;
    v_principal  bigint;
    v_role_oid   oid;
BEGIN
    -- Unless nobody was ever bound: then the index of bindings is its first page and no other, as for _act_as().
    IF (pg_relation_size('agora.principal_db_role_oid_ix') = current_setting('block_size')::bigint) IS NOT TRUE THEN
        v_login := to_regrole(quote_ident(session_user));
        SELECT b.principal_id, b.db_role_oid INTO v_principal, v_role_oid FROM agora.principal AS b WHERE b.db_role = session_user;
        IF v_role_oid = v_login THEN
            RETURN v_principal;
        END IF;
        IF NOT FOUND THEN
            PERFORM 1 FROM agora.principal AS r WHERE r.db_role_oid = v_login;
        END IF;
        IF FOUND THEN
            IF agora._binding_is_stale() THEN
                RETURN NULL;
            END IF;
        END IF;
    END IF;
    IF v_principal IS NULL AND pg_has_role(session_user, 'agora_operator', 'MEMBER') THEN -- as superusers are
        -- Whatever is granted, nobody but a superuser changes a system catalog.
        RETURN CASE WHEN has_table_privilege(session_user, 'pg_catalog.pg_authid', 'INSERT') THEN 1 ELSE 2 END;
    END IF;
    RETURN coalesce(v_principal, CASE WHEN pg_has_role(session_user, 'agora_service', 'MEMBER') THEN 3 END);
END;
$current_principal$;

COMMENT ON FUNCTION agora.current_principal()
    IS 'Principal of this session: the bound one, else system, operator or service by role; NULL for a mere reader and where the binding is stale.';
REVOKE ALL ON FUNCTION agora.current_principal() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.current_principal() TO agora_reader;
