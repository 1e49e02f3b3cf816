-- Shared end of the operator functions that change a principal.
-- Errors: ZA001 unknown or seeded principal.   Locks: the principal.
CREATE OR REPLACE FUNCTION agora._lock_principal(p_principal bigint)
RETURNS agora.principal
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_principal$
DECLARE
    v_found agora.principal;
BEGIN
    SELECT p.* INTO v_found FROM agora.principal AS p WHERE p.principal_id = p_principal AND p.principal_id >= 1000 FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA001',
            MESSAGE = 'unknown principal',
            DETAIL  = format('p_principal=%s', coalesce(p_principal::text, 'NULL')),
            HINT    = 'Ids below 1000 are seeded and do not change; see agora.principal_directory for the others.';
    END IF;
    RETURN v_found;
END;
$_lock_principal$;

COMMENT ON FUNCTION agora._lock_principal(bigint)
    IS 'Lock a registered principal for a change, or refuse.';
REVOKE ALL ON FUNCTION agora._lock_principal(bigint) FROM PUBLIC;
