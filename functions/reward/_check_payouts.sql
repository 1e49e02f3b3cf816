-- Invariant: a payout is what the formula gives for its factors and policy above what its lineage was paid before, and its transaction moved exactly that to the
-- contributor's wallet.
CREATE OR REPLACE FUNCTION agora_reward._check_payouts()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('payout %s: amount %s, formula %s, booked %s', c.reward_calculation_id, c.amount, f.amount, b.amount)
      FROM agora_reward.reward_calculation AS c
      JOIN agora_reward.reward_policy AS p ON p.reward_policy_id = c.reward_policy_id
     CROSS JOIN LATERAL (
           SELECT greatest(0, agora_reward.transform_reward((c.factors ->> 'quality')::numeric, (c.factors ->> 'novelty')::numeric,
                                                            (c.factors ->> 'complexity')::numeric, p.parameters)
                              - coalesce((c.factors ->> 'lineage_paid')::numeric, 0)) AS amount) AS f
     CROSS JOIN LATERAL (
           SELECT coalesce(sum(e.amount), 0) / 1000000.0 AS amount
             FROM agora_ledger.entry AS e
             JOIN agora_ledger.account AS a ON a.account_id = e.account_id
            WHERE e.transaction_id = c.transaction_id AND a.principal_id = c.principal_id) AS b
     WHERE c.kind = 'transform'
       AND (c.amount <> f.amount OR c.amount <> b.amount);
END;

COMMENT ON FUNCTION agora_reward._check_payouts()
    IS 'Invariant: payouts agree with formula and ledger.';
REVOKE ALL ON FUNCTION agora_reward._check_payouts() FROM PUBLIC;
