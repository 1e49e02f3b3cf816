-- Ends a lease early. Ending one that already ended, or that somebody else took since, changes nothing and says so.
-- Errors: 42501 · ZA001 · ZA002.   Locks: the lease row.
CREATE OR REPLACE FUNCTION agora.release_lease(
    p_resource  text,
    p_epoch     bigint,
    p_actor     bigint DEFAULT agora.current_principal()
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $release_lease$
DECLARE
    v_now timestamptz := agora.now();
BEGIN
    PERFORM agora._act_as(p_actor);
    UPDATE agora.lease AS l
       SET lease_until = v_now
     WHERE l.resource = p_resource AND l.holder_id = p_actor AND l.epoch = p_epoch AND l.lease_until > v_now;
    RETURN FOUND;
END;
$release_lease$;

COMMENT ON FUNCTION agora.release_lease(text, bigint, bigint)
    IS 'End a lease held under this epoch; false where it was no longer held.';
REVOKE ALL ON FUNCTION agora.release_lease(text, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.release_lease(text, bigint, bigint) TO agora_service;
