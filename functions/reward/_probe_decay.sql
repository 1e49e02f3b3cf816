-- Invariant: what decay took names an enabled version of its policy and days that were not charged before; no wallet is computed
-- further than its lines go, nor to more than came in.
CREATE OR REPLACE FUNCTION agora_reward._probe_decay()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('transaction %s decayed account %s from %s to %s after %s, policy %s', x.transaction_id, x.account_id, x.from_day, x.to_day, x.last_day, x.reward_policy_id) AS violation
      FROM (SELECT t.transaction_id, e.account_id, (t.meta ->> 'from')::date AS from_day, (t.meta ->> 'to')::date AS to_day, (t.meta ->> 'reward_policy_id')::bigint AS reward_policy_id,
                   lag((t.meta ->> 'to')::date) OVER (PARTITION BY e.account_id ORDER BY t.transaction_id) AS last_day
              FROM agora_ledger.transaction AS t
              JOIN agora_ledger.entry AS e ON e.transaction_id = t.transaction_id AND e.amount < 0
             WHERE t.created_by = 1 AND t.idempotency_key ^@ 'reward:decay:') AS x
      LEFT JOIN agora_reward.reward_policy AS p ON p.reward_policy_id = x.reward_policy_id AND p.kind = 'decay' AND (p.parameters ->> 'enabled')::boolean
     WHERE p.reward_policy_id IS NULL OR x.from_day <= x.last_day OR x.from_day > x.to_day
    UNION ALL
    SELECT format('account %s: decayed to %s by %s; received %s', d.account_id, d.balance, d.transaction_id, r.amount) AS violation
      FROM agora_reward.decayed_balance AS d
     CROSS JOIN LATERAL (
           SELECT 0.000001 * coalesce(sum(e.amount), 0) AS amount
             FROM agora_ledger.entry AS e
            WHERE e.account_id = d.account_id AND e.transaction_id <= d.transaction_id AND e.amount > 0) AS r
     WHERE d.balance > r.amount;
END;

COMMENT ON FUNCTION agora_reward._probe_decay()
    IS 'Invariant: decay charged every day once, under a policy.';
REVOKE ALL ON FUNCTION agora_reward._probe_decay() FROM PUBLIC;
