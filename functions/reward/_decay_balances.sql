-- Job: takes from wallets what they have lost up to yesterday (UTC). Days that nobody ran it are made up for, with the result
-- that daily runs would have had. Frozen wallets, and those that somebody works on, wait for another run.
-- Locks: balance rows in account order, those of others skipped.   Emits: ledger.transaction.posted.v1.
CREATE OR REPLACE FUNCTION agora_reward._decay_balances(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_decay_balances$
DECLARE
    v_now      timestamptz := agora.now();
    v_until    date := (v_now AT TIME ZONE 'UTC')::date - 1;
    v_handled  bigint := 0;
    r_wallet   record;
BEGIN
    IF NOT EXISTS (SELECT FROM agora_reward.reward_policy AS p
                    WHERE p.kind = 'decay' AND p.valid_from <= v_now AND (p.parameters ->> 'enabled')::boolean) THEN
        RETURN 0;
    END IF;
    -- A loop, because each wallet is a posting of its own.
    FOR r_wallet IN
        SELECT b.account_id
          FROM agora_ledger.account_balance AS b
          JOIN agora_ledger.account AS a ON a.account_id = b.account_id AND a.kind = 'wallet'
          LEFT JOIN agora_reward.decayed_balance AS d ON d.account_id = b.account_id
         WHERE b.available + b.held > 0 AND b.frozen_at IS NULL AND coalesce(d.decayed_to, '-infinity'::date) < v_until
         ORDER BY b.account_id
         LIMIT p_limit
           FOR NO KEY UPDATE OF b SKIP LOCKED
    LOOP
        PERFORM agora_reward._decay_account(r_wallet.account_id, v_until);
        v_handled := v_handled + 1;
    END LOOP;
    RETURN v_handled;
END;
$_decay_balances$;

COMMENT ON FUNCTION agora_reward._decay_balances(integer)
    IS 'Job: decay at most p_limit (1 to 1000000) wallets up to yesterday; returns their number.';
REVOKE ALL ON FUNCTION agora_reward._decay_balances(integer) FROM PUBLIC;
