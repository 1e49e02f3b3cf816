-- Stops a principal from acting, at once. Suspending a suspended one keeps the first date and reason.
-- Errors: 22023 · 42501 · ZA001.   Locks: the principal.
CREATE OR REPLACE FUNCTION agora.suspend_principal(
    p_principal  bigint,
    p_reason     text,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $suspend_principal$
DECLARE
    v_now    timestamptz := agora.now();
    v_found  agora.principal;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 1000);
    v_found := agora._lock_principal(p_principal);
    IF v_found.suspended_at IS NOT NULL THEN
        RETURN v_found.suspended_at;
    END IF;
    UPDATE agora.principal AS p
       SET suspended_at = v_now, suspended_reason = p_reason
     WHERE p.principal_id = p_principal;
    RETURN v_now;
END;
$suspend_principal$;

COMMENT ON FUNCTION agora.suspend_principal(bigint, text, bigint)
    IS 'Suspend a principal with a reason; returns since when it is suspended.';
REVOKE ALL ON FUNCTION agora.suspend_principal(bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.suspend_principal(bigint, text, bigint) TO agora_operator;
