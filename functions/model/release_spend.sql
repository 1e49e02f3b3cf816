-- Gives back what a call was authorised to cost that was not made. The authorisation is the key: releasing it again returns the same.
-- Errors: 42501 · ZA001 · ZA002 · ZP011 · ZP012 · ZP013.
-- Locks: the authorisation; then rows of budget_period in key order; the balance row.
-- Emits: ledger.hold.released.v1.
CREATE OR REPLACE FUNCTION agora_model.release_spend(
    p_authorization  bigint,
    p_actor          bigint DEFAULT agora.current_principal()
)
RETURNS numeric
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $release_spend$
DECLARE
    v_found   agora_model.budget_authorization;
    v_places  integer;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_found := agora_model._lock_authorization(p_authorization, p_actor);
    IF v_found.status = 'settled' THEN
        PERFORM agora_model._refuse_authorization(v_found);
    ELSIF v_found.status = 'open' THEN
        v_places := cardinality(v_found.budget_ids);
        UPDATE agora_model.budget_authorization AS a
           SET status = 'released', closed_at = agora.now()
         WHERE a.budget_authorization_id = p_authorization;
        IF v_places > 0 THEN
            PERFORM agora_model._post_spending(v_found.budget_ids, v_found.period_starts, v_found.slices, array_fill(0::numeric, ARRAY[v_places]),
                                               array_fill(-v_found.estimate_usd::numeric, ARRAY[v_places]));
        END IF;
        IF v_found.hold_id IS NOT NULL THEN
            PERFORM agora_model._close_hold(v_found.hold_id, NULL, v_found.principal_id);
        END IF;
    END IF;
    RETURN trim_scale(v_found.estimate_usd);
END;
$release_spend$;

COMMENT ON FUNCTION agora_model.release_spend(bigint, bigint)
    IS 'Give back what a call was authorised to cost that was not made; returns it in US dollars. One that is past its time is given back already.';
REVOKE ALL ON FUNCTION agora_model.release_spend(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.release_spend(bigint, bigint) TO agora_service;
