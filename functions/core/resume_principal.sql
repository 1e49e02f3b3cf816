-- Lets a suspended principal act again. Resuming an active one changes nothing.
-- Errors: 42501 · ZA001.   Locks: the principal.
CREATE OR REPLACE FUNCTION agora.resume_principal(
    p_principal  bigint,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $resume_principal$
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._lock_principal(p_principal);
    UPDATE agora.principal AS p
       SET suspended_at = NULL, suspended_reason = NULL
     WHERE p.principal_id = p_principal AND p.suspended_at IS NOT NULL;
END;
$resume_principal$;

COMMENT ON FUNCTION agora.resume_principal(bigint, bigint)
    IS 'Lift a suspension.';
REVOKE ALL ON FUNCTION agora.resume_principal(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.resume_principal(bigint, bigint) TO agora_operator;
