-- The four roles. They are cluster-wide, so every statement is repeatable and two databases may run it at once.
-- agora_owner owns every object and never logs in; the others are granted to the logins of services, readers and operators.
DO $roles$
DECLARE
    r_role record;
BEGIN
    -- A loop, because CREATE ROLE takes no set of names.
    FOR r_role IN
        SELECT r.role FROM pg_catalog.unnest(ARRAY['agora_owner', 'agora_reader', 'agora_service', 'agora_operator']) AS r(role)
    LOOP
        IF pg_catalog.to_regrole(r_role.role) IS NULL THEN
            BEGIN
                EXECUTE pg_catalog.format('CREATE ROLE %I NOLOGIN', r_role.role);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- another database of this cluster was faster
            END;
        END IF;
    END LOOP;

    FOR r_role IN
        SELECT g.granted, g.member
          FROM (VALUES ('agora_reader', 'agora_service'), ('agora_service', 'agora_operator')) AS g(granted, member)
         WHERE NOT EXISTS (SELECT 1
                             FROM pg_catalog.pg_auth_members AS m
                            WHERE m.roleid = g.granted::pg_catalog.regrole
                              AND m.member = g.member::pg_catalog.regrole)
    LOOP
        BEGIN
            EXECUTE pg_catalog.format('GRANT %I TO %I', r_role.granted, r_role.member);
        EXCEPTION WHEN unique_violation OR internal_error THEN
            NULL; -- 'tuple concurrently updated': another database of this cluster was faster
        END;
    END LOOP;
END;
$roles$;
