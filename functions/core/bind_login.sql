-- Ties a database login to a principal: from then on that login acts and sees only as that principal. Repeated, it takes up a
-- role that was renamed or made anew, and one that a dump brought to another server.
-- Errors: 22023 unknown or privileged role · 42501 · ZA001 · ZA005 already bound.   Locks: other bindings, then the principal.
CREATE OR REPLACE FUNCTION agora.bind_login(
    p_role       text,
    p_principal  bigint,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $bind_login$
DECLARE
    v_found   agora.principal;
    v_holder  bigint;
    v_role    oid;
    v_system  bigint := (SELECT c.system_identifier FROM pg_control_system() AS c);
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_role', p_role, 63);
    -- One binding at a time: the check below must see the other.
    LOCK TABLE agora.principal IN SHARE UPDATE EXCLUSIVE MODE;
    v_found := agora._lock_principal(p_principal);
    SELECT r.oid INTO v_role FROM pg_roles AS r WHERE r.rolname = p_role AND r.rolcanlogin AND NOT r.rolsuper;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'role cannot be bound',
            DETAIL  = format('role=%s', p_role),
            HINT    = 'Bind an existing role that may log in and is no superuser: CREATE ROLE … LOGIN IN ROLE agora_service.';
    END IF;
    SELECT p.principal_id INTO v_holder
      FROM agora.principal AS p
     WHERE p.principal_id <> p_principal AND (p.db_role = p_role OR (p.db_role_oid, p.db_system) = (v_role, v_system));
    IF FOUND OR (v_found.db_role <> p_role AND (v_found.db_role_oid, v_found.db_system) <> (v_role, v_system)) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA005',
            MESSAGE = 'login or principal is already bound',
            DETAIL  = format('role=%s bound_to=%s principal_id=%s its_role=%s',
                             p_role, coalesce(v_holder::text, 'nobody'), p_principal, coalesce(v_found.db_role, 'none')),
            HINT    = 'Unbind first with agora.unbind_login().';
    END IF;
    UPDATE agora.principal AS p
       SET db_role = p_role, db_role_oid = v_role, db_system = v_system
     WHERE p.principal_id = p_principal
       AND (p.db_role, p.db_role_oid, p.db_system) IS DISTINCT FROM (p_role::name, v_role, v_system);
END;
$bind_login$;

COMMENT ON FUNCTION agora.bind_login(text, bigint, bigint)
    IS 'Bind a database login to a principal; it then acts and sees only as that principal.';
REVOKE ALL ON FUNCTION agora.bind_login(text, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.bind_login(text, bigint, bigint) TO agora_operator;
