-- The ledger as a stream of one record per transaction and peer, in the schema of the topic token.transactions.v1. A peer is a
-- principal with all its accounts: what it moves between its own is no record. Amounts are positive, and the type says the
-- direction: earned and bonus come in, spent and transferred go out. Facts about a reward come from its calculation; of anything
-- else, from the fields of the same names in the transaction's meta.
CREATE OR REPLACE VIEW agora_reward.token_transaction_event WITH (security_barrier) AS
SELECT f.transaction_id,
       f.peer_id,
       CASE WHEN f.amount > 0 AND (o.peers > 0 OR c.principal_id IS NOT NULL
                                   OR t.reason = ANY (ARRAY['stf_contribution', 'golden_state', 'pattern_contribution', 'context_served'])) THEN 'earned'
            WHEN f.amount > 0 THEN 'bonus'
            WHEN o.peers > 0 AND t.reason <> ALL (ARRAY['llm_query', 'context_served', 'context_retrieved']) THEN 'transferred'
            ELSE 'spent' END AS transaction_type,
       trim_scale(0.000001 * abs(f.amount)) AS amount,
       CASE WHEN f.amount < 0 AND t.reason = 'context_served' THEN 'context_retrieved' ELSE t.reason END AS reason,
       coalesce(x.hash::text, t.meta ->> 'context_hash') AS context_hash,
       trim_scale((c.factors ->> 'quality')::numeric) AS quality_score,
       trim_scale((c.factors ->> 'novelty')::numeric) AS novelty_score,
       CASE WHEN o.peers = 1 THEN o.peer_id END AS counterparty_peer_id,
       jsonb_build_object(
           'stf_id', coalesce(x.transform_id::text, t.meta ->> 'stf_id'),
           'execution_id', coalesce(a.execution_id::text, t.meta ->> 'execution_id'),
           'correlation_id', coalesce(t.correlation_id, a.correlation_id),
           'model_used', coalesce(a.model, t.meta ->> 'model_used'),
           'complexity', trim_scale((c.factors ->> 'complexity')::numeric)) AS metadata,
       t.recorded_at AS "timestamp"
  FROM (SELECT e.transaction_id, b.principal_id AS peer_id, sum(e.amount) AS amount
          FROM agora_ledger.entry AS e
          JOIN agora_ledger.account AS b ON b.account_id = e.account_id AND b.principal_id IS NOT NULL
         GROUP BY e.transaction_id, b.principal_id
        HAVING sum(e.amount) <> 0) AS f
  JOIN agora_ledger.transaction AS t ON t.transaction_id = f.transaction_id
 CROSS JOIN LATERAL (
       SELECT count(DISTINCT b.principal_id) AS peers, min(b.principal_id) AS peer_id
         FROM agora_ledger.entry AS e
         JOIN agora_ledger.account AS b ON b.account_id = e.account_id
        WHERE e.transaction_id = f.transaction_id AND b.principal_id <> f.peer_id) AS o
  LEFT JOIN agora_reward.reward_calculation AS c ON c.transaction_id = f.transaction_id AND c.principal_id = f.peer_id
  LEFT JOIN agora_memory.transform AS x ON c.subject_kind = 'transform' AND x.transform_id = c.subject_id
  LEFT JOIN agora_memory.resolution_evidence AS r ON c.kind = ANY (ARRAY['transform', 'predecessor']) AND r.resolution_evidence_id = c.evidence_id
  LEFT JOIN agora_memory.attempt AS a ON a.attempt_id = r.attempt_id
 WHERE (SELECT agora.visible_principal()) IN (0, f.peer_id);

COMMENT ON VIEW agora_reward.token_transaction_event IS 'Transactions as the records of token.transactions.v1, one per peer; a bound login sees its own.';
COMMENT ON COLUMN agora_reward.token_transaction_event.amount IS 'Tokens, above 0; the type says the direction.';
GRANT SELECT ON agora_reward.token_transaction_event TO agora_reader;
