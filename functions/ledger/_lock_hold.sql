-- A hold with its account locked, as both ends of it need it: nobody else closes it now. A capture names the account that it
-- pays as well, so that both are locked in account order. A login that does not see another's hold hears that there is none.
-- Errors: ZL005 · ZL006.   Locks: balance rows in account order.
CREATE OR REPLACE FUNCTION agora_ledger._lock_hold(
    p_hold   bigint,
    p_to     bigint,
    p_actor  bigint
)
RETURNS agora_ledger.hold
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_hold$
DECLARE
    v_hold agora_ledger.hold;
BEGIN
    SELECT h.* INTO v_hold FROM agora_ledger.hold AS h WHERE h.hold_id = p_hold;
    IF v_hold.created_by <> p_actor THEN
        IF agora.visible_principal() = 0 THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZL006',
                MESSAGE = 'hold belongs to another',
                DETAIL  = format('p_hold=%s p_actor=%s', p_hold, p_actor),
                HINT    = 'Whoever placed a hold captures or releases it; a service names the owner as p_actor.';
        END IF;
        v_hold := NULL;
    END IF;
    IF v_hold.hold_id IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL005',
            MESSAGE = 'unknown hold',
            DETAIL  = format('p_hold=%s', coalesce(p_hold::text, 'NULL')),
            HINT    = 'agora_ledger.place_hold() returns the id of a hold; agora_ledger.recorded_hold has them all.';
    END IF;
    PERFORM b.account_id
       FROM agora_ledger.account_balance AS b
      WHERE b.account_id = ANY (ARRAY[v_hold.account_id, p_to])
      ORDER BY b.account_id
        FOR NO KEY UPDATE;
    SELECT h.* INTO v_hold FROM agora_ledger.hold AS h WHERE h.hold_id = p_hold;
    RETURN v_hold;
END;
$_lock_hold$;

COMMENT ON FUNCTION agora_ledger._lock_hold(bigint, bigint, bigint)
    IS 'A hold of the actor, with its account and the one it pays locked.';
REVOKE ALL ON FUNCTION agora_ledger._lock_hold(bigint, bigint, bigint) FROM PUBLIC;
