-- What a wallet has lost up to a day and was not taken from it yet: one row for each version of the policy that was in force.
-- The last row has the state to go on from. Movements behind p_until are not touched.
CREATE OR REPLACE FUNCTION agora_reward._decay_due(
    p_account  bigint,
    p_until    date
)
RETURNS TABLE (reward_policy_id bigint, from_day date, to_day date, balance numeric, due numeric, transaction_id bigint)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_decay_due$
#variable_conflict use_column
DECLARE
    v_state     agora_reward.decayed_balance;
    v_from      date;
    v_history   integer;
    v_days      date[];
    v_nets      numeric[];
    v_received  numeric[];
    v_last      bigint;
    v_holds     numeric;
    v_told      numeric := 0;
    r_period    record;
BEGIN
    SELECT d.* INTO v_state FROM agora_reward.decayed_balance AS d WHERE d.account_id = p_account;
    v_from := coalesce(v_state.decayed_to + 1, (SELECT (t.recorded_at AT TIME ZONE 'UTC')::date
                                                  FROM agora_ledger.entry AS e
                                                  JOIN agora_ledger.transaction AS t ON t.transaction_id = e.transaction_id
                                                 WHERE e.account_id = p_account
                                                 ORDER BY e.transaction_id
                                                 LIMIT 1));
    v_state.balance := coalesce(v_state.balance, 0);
    SELECT coalesce(max(CASE WHEN p.parameters ->> 'expiry' <> 'none' THEN (p.parameters ->> 'expiry_days')::integer END), 0) INTO v_history
      FROM agora_reward._decay_periods(v_from, p_until) AS p;
    SELECT array_agg(m.day ORDER BY m.day), array_agg(m.net ORDER BY m.day), array_agg(m.received ORDER BY m.day), max(m.last_transaction) FILTER (WHERE m.day <= p_until)
      INTO v_days, v_nets, v_received, v_last
      FROM agora_reward._decay_moves(p_account, coalesce(v_state.transaction_id, 0), v_from, v_history) AS m;
    -- What it would hold had nothing moved since; with the movements of a period, what it held at its end. Whatever of that is
    -- more than the state says was lost and not yet taken.
    v_holds := (SELECT 0.000001 * (b.available + b.held) FROM agora_ledger.account_balance AS b WHERE b.account_id = p_account)
            - coalesce((SELECT sum(u.net) FROM unnest(v_nets) AS u(net)), 0);

    FOR r_period IN SELECT p.* FROM agora_reward._decay_periods(v_from, p_until) AS p LOOP
        v_holds := v_holds + coalesce((SELECT sum(u.net) FROM unnest(v_days, v_nets) AS u(day, net)
                                        WHERE u.day >= r_period.from_day AND u.day <= r_period.to_day), 0);
        IF (r_period.parameters ->> 'enabled')::boolean THEN
            v_state.balance := (SELECT agora_reward._decay_for(v_state.balance, r_period.to_day - r_period.from_day + 1, r_period.parameters,
                                                               coalesce(array_agg(u.day - r_period.from_day), '{}'), coalesce(array_agg(u.net), '{}'),
                                                               coalesce(array_agg(u.received), '{}'))
                                  FROM unnest(v_days, v_nets, v_received) AS u(day, net, received)
                                 WHERE u.day <= r_period.to_day);
        ELSE
            v_state.balance := greatest(0, v_state.balance + coalesce((SELECT sum(u.net) FROM unnest(v_days, v_nets) AS u(day, net)
                                                                        WHERE u.day >= r_period.from_day AND u.day <= r_period.to_day), 0));
        END IF;
        reward_policy_id := r_period.reward_policy_id;
        from_day         := r_period.from_day;
        to_day           := r_period.to_day;
        balance          := v_state.balance;
        due              := CASE WHEN (r_period.parameters ->> 'enabled')::boolean THEN greatest(0, round(v_holds - v_state.balance, 6) - v_told) ELSE 0 END;
        v_told           := v_told + due;
        transaction_id   := greatest(coalesce(v_last, 0), coalesce(v_state.transaction_id, 0));
        RETURN NEXT;
    END LOOP;
END;
$_decay_due$;

COMMENT ON FUNCTION agora_reward._decay_due(bigint, date)
    IS 'What decay would take of a wallet up to a day (UTC), by version of the policy.';
REVOKE ALL ON FUNCTION agora_reward._decay_due(bigint, date) FROM PUBLIC;
