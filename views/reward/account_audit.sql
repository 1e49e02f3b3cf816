-- Every movement with all that an auditor asks: who, when, why, under which policy, for which correlation, by which key, and
-- whether it was taken back.
CREATE OR REPLACE VIEW agora_reward.account_audit WITH (security_barrier) AS
SELECT e.account_id,
       a.principal_id,
       a.kind AS account_kind,
       e.transaction_id,
       e.line,
       t.recorded_at,
       t.created_by AS actor_id,
       p.name AS actor,
       t.kind,
       t.reason,
       trim_scale(0.000001 * e.amount)::agora.tokens AS amount,
       trim_scale(0.000001 * e.balance_after)::agora.tokens AS balance_after,
       r.reward_policy_id,
       r.kind AS policy_kind,
       r.valid_from AS policy_valid_from,
       t.correlation_id,
       t.idempotency_key,
       v.reversed_id AS reverses,
       w.transaction_id AS reversed_by,
       t.meta
  FROM agora_ledger.entry AS e
  JOIN agora_ledger.transaction AS t ON t.transaction_id = e.transaction_id
  JOIN agora_ledger.account AS a ON a.account_id = e.account_id
  JOIN agora.principal AS p ON p.principal_id = t.created_by
  LEFT JOIN agora_reward.reward_policy AS r
         ON r.reward_policy_id = CASE WHEN jsonb_typeof(t.meta -> 'reward_policy_id') = 'number' THEN (t.meta ->> 'reward_policy_id')::numeric END
        AND t.idempotency_key ^@ 'reward:'
  LEFT JOIN agora_ledger.reversal AS v ON v.transaction_id = t.transaction_id
  LEFT JOIN agora_ledger.reversal AS w ON w.reversed_id = t.transaction_id
 WHERE (SELECT agora.visible_principal()) IN (0, a.principal_id);

COMMENT ON VIEW agora_reward.account_audit IS 'Movements in tokens with actor, reason, policy, correlation, key and reversals; order by account_id, transaction_id. A bound login sees its own accounts, services and operators see all.';
GRANT SELECT ON agora_reward.account_audit TO agora_reader;
