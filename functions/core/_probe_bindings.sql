-- Health: every bound login is the role that was bound. One that is not may not act, so nothing is open; but somebody waits. A
-- binding from another server is told by its name alone until it is made anew.
CREATE OR REPLACE FUNCTION agora._probe_bindings()
RETURNS agora.health_report
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT ROW('bindings',
               count(*) = 0,
               CASE WHEN count(*) = 0 THEN 'every bound login is the role that was bound'
                    ELSE string_agg(format('%s: %s', b.db_role, b.fault), ', ' ORDER BY b.db_role) END,
               CASE WHEN count(*) > 0
                    THEN 'SELECT agora.bind_login(db_role, principal_id) FROM agora.principal_directory WHERE db_role = …; agora.unbind_login() where the login is gone.' END)::agora.health_report
      FROM (SELECT p.db_role,
                   CASE WHEN r.oid IS NULL THEN 'no such role'
                        WHEN p.db_system <> (SELECT c.system_identifier FROM pg_control_system() AS c) THEN 'bound on another server'
                        WHEN p.db_role_oid <> r.oid THEN 'made anew after it was bound' END AS fault
              FROM agora.principal AS p
              LEFT JOIN pg_roles AS r ON r.rolname = p.db_role
             WHERE p.db_role IS NOT NULL) AS b
     WHERE b.fault IS NOT NULL;
END;

COMMENT ON FUNCTION agora._probe_bindings()
    IS 'Health: bound logins exist and are the roles that were bound.';
REVOKE ALL ON FUNCTION agora._probe_bindings() FROM PUBLIC;
