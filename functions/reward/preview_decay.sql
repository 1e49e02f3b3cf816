-- What decay is going to take of a wallet in the next days if nothing moves: what is due and not yet taken, and today and the days
-- after it. One row for each version of the policy. Who may not see an account does not know it.
-- Errors: 22023 · ZL001.
CREATE OR REPLACE FUNCTION agora_reward.preview_decay(
    p_account  bigint,
    p_days     integer DEFAULT 30
)
RETURNS TABLE (reward_policy_id bigint, from_day date, to_day date, lost numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $preview_decay$
#variable_conflict use_column
BEGIN
    PERFORM agora._check_number('p_days', p_days, 0, 36500);
    IF NOT EXISTS (SELECT FROM agora_ledger.account_balance_view AS v WHERE v.account_id = p_account AND v.kind = 'wallet') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL001',
            MESSAGE = 'unknown account',
            DETAIL  = format('p_account=%s', coalesce(p_account::text, 'NULL')),
            HINT    = 'Name a wallet: agora_ledger.wallet_of() gives that of a principal; a bound login sees only its own.';
    END IF;
    RETURN QUERY
    SELECT d.reward_policy_id, d.from_day, d.to_day, trim_scale(d.due)
      FROM agora_reward._decay_due(p_account, (agora.now() AT TIME ZONE 'UTC')::date - 1 + p_days) AS d;
END;
$preview_decay$;

COMMENT ON FUNCTION agora_reward.preview_decay(bigint, integer)
    IS 'Tokens that a wallet loses until so many days (0 to 36500) from now, if nothing moves, by version of the policy.';
REVOKE ALL ON FUNCTION agora_reward.preview_decay(bigint, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.preview_decay(bigint, integer) TO agora_reader;
