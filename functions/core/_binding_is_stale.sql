-- Is there a binding, made on this server, that has the name of the session's login or its role, and not both? Then the role was
-- renamed, or made anew under an old name, and the session is neither who was bound nor a login that never was. A binding that
-- came with a dump from another server has roles of that server; there the name counts.
CREATE OR REPLACE FUNCTION agora._binding_is_stale()
RETURNS boolean
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT EXISTS (
        SELECT 1
          FROM agora.principal AS p
         WHERE (p.db_role = session_user) <> (p.db_role_oid = to_regrole(quote_ident(session_user))::oid)
           AND p.db_system = (SELECT c.system_identifier FROM pg_control_system() AS c));
END;

COMMENT ON FUNCTION agora._binding_is_stale()
    IS 'Whether the login of this session has the name or the role of a binding, but not both.';
REVOKE ALL ON FUNCTION agora._binding_is_stale() FROM PUBLIC;
