-- Says why a hold can no longer be captured or released: it was, or its time is over.
-- Errors: ZL007 · ZL008.
CREATE OR REPLACE FUNCTION agora_ledger._refuse_hold(p_hold agora_ledger.hold)
RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_refuse_hold$
BEGIN
    IF p_hold.status IN ('captured', 'released') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL007',
            MESSAGE = 'hold is closed',
            DETAIL  = format('hold_id=%s status=%s closed_at=%s transaction_id=%s', p_hold.hold_id, p_hold.status, p_hold.closed_at,
                             coalesce(p_hold.transaction_id::text, 'none')),
            HINT    = 'A hold is captured or released once; place another.';
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = 'ZL008',
        MESSAGE = 'hold has expired',
        DETAIL  = format('hold_id=%s expired_at=%s', p_hold.hold_id, p_hold.expires_at),
        HINT    = 'What it held is available again; place another, with a longer time.';
END;
$_refuse_hold$;

COMMENT ON FUNCTION agora_ledger._refuse_hold(agora_ledger.hold)
    IS 'Raise the reason for which a hold cannot be captured or released.';
REVOKE ALL ON FUNCTION agora_ledger._refuse_hold(agora_ledger.hold) FROM PUBLIC;
