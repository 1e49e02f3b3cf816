-- Invariant: a payout of any kind is what its formula gives for its factors and policy, less the cuts, and its transaction moved exactly
-- that to the wallet of whoever was paid.
CREATE OR REPLACE FUNCTION agora_reward._check_payouts()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('payout %s: earned %s, formula %s, amount %s, booked %s', c.reward_calculation_id, c.earned, f.amount, c.amount, b.amount)
      FROM agora_reward.reward_calculation AS c
      JOIN agora_reward.reward_policy AS p ON p.reward_policy_id = c.reward_policy_id
     CROSS JOIN LATERAL (SELECT agora_reward._formula(c.kind, c.factors, p.parameters) AS amount) AS f
     CROSS JOIN LATERAL (
           SELECT coalesce(sum(e.amount), 0) / 1000000.0 AS amount
             FROM agora_ledger.entry AS e
             JOIN agora_ledger.account AS a ON a.account_id = e.account_id
            WHERE e.transaction_id = c.transaction_id AND a.principal_id = c.principal_id) AS b
     WHERE c.earned IS DISTINCT FROM f.amount OR c.amount <> b.amount OR (c.amount < c.earned AND c.cuts = '{}');
END;

COMMENT ON FUNCTION agora_reward._check_payouts()
    IS 'Invariant: payouts agree with formula, cuts and ledger.';
REVOKE ALL ON FUNCTION agora_reward._check_payouts() FROM PUBLIC;
