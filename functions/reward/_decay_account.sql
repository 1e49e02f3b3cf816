-- Takes from a wallet what it has lost up to a day: one transaction for each version of the policy that was in force, under the
-- natural key of wallet and last day. What is held cannot be taken now and is taken later. The caller has locked the balance row.
-- Emits: ledger.transaction.posted.v1.
CREATE OR REPLACE FUNCTION agora_reward._decay_account(
    p_account  bigint,
    p_until    date
)
RETURNS numeric
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_decay_account$
DECLARE
    v_taken      numeric := 0;
    v_due        numeric;
    v_available  numeric;
    v_balance    numeric := 0;
    v_last       bigint := 0;
    r_part       record;
BEGIN
    PERFORM agora_ledger._expire_holds(ARRAY[p_account]);
    SELECT 0.000001 * b.available INTO v_available FROM agora_ledger.account_balance AS b WHERE b.account_id = p_account;
    -- A loop, because each version has a transaction of its own.
    FOR r_part IN SELECT d.* FROM agora_reward._decay_due(p_account, p_until) AS d LOOP
        v_due := least(r_part.due, v_available - v_taken);
        IF v_due > 0 THEN
            PERFORM agora_ledger._transfer(
                'burn', p_account, 2, v_due, 'decay',
                jsonb_build_object('reward_policy_id', r_part.reward_policy_id, 'from', r_part.from_day, 'to', r_part.to_day),
                NULL, format('reward:decay:%s:%s', p_account, to_char(r_part.to_day, 'YYYY-MM-DD')), 1);
            v_taken := v_taken + v_due;
        END IF;
        v_balance := r_part.balance;
        v_last    := r_part.transaction_id;
    END LOOP;
    INSERT INTO agora_reward.decayed_balance AS d (account_id, decayed_to, balance, transaction_id)
    VALUES (p_account, p_until, v_balance, v_last)
    ON CONFLICT ON CONSTRAINT decayed_balance_pk DO UPDATE
       SET decayed_to = excluded.decayed_to, balance = excluded.balance, transaction_id = excluded.transaction_id
     WHERE d.decayed_to < excluded.decayed_to;
    RETURN v_taken;
END;
$_decay_account$;

COMMENT ON FUNCTION agora_reward._decay_account(bigint, date)
    IS 'Take what a locked wallet has lost up to a day (UTC); returns the tokens.';
REVOKE ALL ON FUNCTION agora_reward._decay_account(bigint, date) FROM PUBLIC;
