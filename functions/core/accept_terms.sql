-- Records that a principal accepted the terms of use; the first time counts.
-- Errors: 42501 · ZA001 · ZA002.   Locks: the principal.
CREATE OR REPLACE FUNCTION agora.accept_terms(p_actor bigint DEFAULT agora.current_principal())
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $accept_terms$
DECLARE
    v_now timestamptz := agora.now();
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._lock_principal(p_actor);
    UPDATE agora.principal AS p
       SET terms_accepted_at = coalesce(p.terms_accepted_at, v_now)
     WHERE p.principal_id = p_actor
    RETURNING p.terms_accepted_at INTO v_now;
    RETURN v_now;
END;
$accept_terms$;

COMMENT ON FUNCTION agora.accept_terms(bigint)
    IS 'Record that the actor accepts the terms of use; returns when it first did.';
REVOKE ALL ON FUNCTION agora.accept_terms(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.accept_terms(bigint) TO agora_service;
