-- Ends the open holds of accounts that are past their time, and gives back what they held. The caller has locked the balance
-- rows. Nobody has to call this in time: whoever would refuse for want of money calls it first.
-- Emits: ledger.hold.expired.v1.
CREATE OR REPLACE FUNCTION agora_ledger._expire_holds(p_accounts bigint[])
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_expire_holds$
DECLARE
    v_now    timestamptz := agora.now();
    v_holds  bigint[];
    v_freed  bigint;
BEGIN
    WITH expired AS (
        UPDATE agora_ledger.hold AS h
           SET status = 'expired', closed_at = v_now
         WHERE h.account_id = ANY (p_accounts) AND h.status = 'open' AND h.expires_at <= v_now
        RETURNING h.hold_id, h.account_id, h.amount
    ), freed AS (
        UPDATE agora_ledger.account_balance AS b
           SET available = b.available + d.amount, held = b.held - d.amount
          FROM (SELECT x.account_id, sum(x.amount) AS amount FROM expired AS x GROUP BY x.account_id) AS d
         WHERE b.account_id = d.account_id
    )
    SELECT array_agg(x.hold_id ORDER BY x.hold_id), coalesce(sum(x.amount), 0) INTO v_holds, v_freed FROM expired AS x;

    PERFORM agora_event._emit(
        'ledger.hold.expired.v1', h.hold_id::text,
        jsonb_build_object('hold_id', h.hold_id, 'account_id', h.account_id, 'released', trim_scale(h.amount * 0.000001), 'expired_at', h.expires_at),
        h.correlation_id, 1)
       FROM agora_ledger.hold AS h
      WHERE h.hold_id = ANY (v_holds);
    RETURN v_freed;
END;
$_expire_holds$;

COMMENT ON FUNCTION agora_ledger._expire_holds(bigint[])
    IS 'End the holds of locked accounts that are past their time; returns the micro-tokens given back.';
REVOKE ALL ON FUNCTION agora_ledger._expire_holds(bigint[]) FROM PUBLIC;
