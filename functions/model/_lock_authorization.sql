-- An authorisation that the actor may close, locked. A login that does not see another's hears that there is none.
-- Errors: ZP011 · ZP012.   Locks: the authorisation.
CREATE OR REPLACE FUNCTION agora_model._lock_authorization(
    p_authorization  bigint,
    p_actor          bigint
)
RETURNS agora_model.budget_authorization
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $_lock_authorization$
DECLARE
    v_found agora_model.budget_authorization;
BEGIN
    SELECT a.* INTO v_found FROM agora_model.budget_authorization AS a WHERE a.budget_authorization_id = p_authorization FOR NO KEY UPDATE;
    IF p_actor NOT IN (v_found.principal_id, v_found.created_by) THEN
        IF agora.visible_principal() = 0 THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZP012',
                MESSAGE = 'authorisation belongs to another',
                DETAIL  = format('p_authorization=%s p_actor=%s', p_authorization, p_actor),
                HINT    = 'Whoever asked for it, or whose budgets it counts in, settles or releases it.';
        END IF;
        v_found := NULL;
    END IF;
    IF v_found.budget_authorization_id IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP011',
            MESSAGE = 'unknown authorisation',
            DETAIL  = format('p_authorization=%s', coalesce(p_authorization::text, 'NULL')),
            HINT    = 'agora_model.authorize_spend() returns its id; agora_model.recorded_authorization has them all.';
    END IF;
    RETURN v_found;
END;
$_lock_authorization$;

COMMENT ON FUNCTION agora_model._lock_authorization(bigint, bigint)
    IS 'An authorisation of the actor, locked.';
REVOKE ALL ON FUNCTION agora_model._lock_authorization(bigint, bigint) FROM PUBLIC;
