-- Pays several at once, or records why not: all their wallets are locked before the first is paid.
-- Locks: the wallets, in account order.   Emits: reward.token.issued.v1 · reward.token.withheld.v1
CREATE OR REPLACE FUNCTION agora_reward._pay_all(p_payouts agora_reward.payout[])
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_pay_all$
DECLARE
    v_principals bigint[];
BEGIN
    IF p_payouts IS NULL THEN
        RETURN;
    END IF;
    SELECT array_agg(w.principal_id) INTO v_principals
      FROM unnest(p_payouts) AS p
     CROSS JOIN LATERAL (VALUES (p.principal_id), (p.payer_id)) AS w(principal_id);
    PERFORM agora_reward._lock_wallets(v_principals);
    PERFORM agora_reward._pay_or_withhold(p) FROM unnest(p_payouts) AS p;
END;
$_pay_all$;

COMMENT ON FUNCTION agora_reward._pay_all(agora_reward.payout[])
    IS 'Pay all that is due, or record why not.';
REVOKE ALL ON FUNCTION agora_reward._pay_all(agora_reward.payout[]) FROM PUBLIC;
