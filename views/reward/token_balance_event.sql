-- What every peer has, in the schema of the topic token.balances.v1: the state that such a stream is compacted to. The balance is
-- that of all accounts of the peer and always what it ever earned less what it ever spent, transfers included.
CREATE OR REPLACE VIEW agora_reward.token_balance_event WITH (security_barrier) AS
SELECT p.peer_id,
       trim_scale(0.000001 * p.balance) AS balance,
       trim_scale(0.000001 * p.earned) AS lifetime_earned,
       trim_scale(0.000001 * p.spent) AS lifetime_spent,
       p.last_transaction_id,
       t.recorded_at AS last_updated
  FROM (SELECT f.peer_id,
               sum(f.amount) AS balance,
               coalesce(sum(f.amount) FILTER (WHERE f.amount > 0), 0) AS earned,
               coalesce(-sum(f.amount) FILTER (WHERE f.amount < 0), 0) AS spent,
               max(f.transaction_id) AS last_transaction_id
          FROM (SELECT e.transaction_id, b.principal_id AS peer_id, sum(e.amount) AS amount
                  FROM agora_ledger.entry AS e
                  JOIN agora_ledger.account AS b ON b.account_id = e.account_id AND b.principal_id IS NOT NULL
                 GROUP BY e.transaction_id, b.principal_id) AS f
         GROUP BY f.peer_id) AS p
  JOIN agora_ledger.transaction AS t ON t.transaction_id = p.last_transaction_id
 WHERE (SELECT agora.visible_principal()) IN (0, p.peer_id);

COMMENT ON VIEW agora_reward.token_balance_event IS 'Balances as the records of token.balances.v1, one per peer; a bound login sees its own.';
COMMENT ON COLUMN agora_reward.token_balance_event.balance         IS 'Tokens in all accounts of the peer.';
COMMENT ON COLUMN agora_reward.token_balance_event.lifetime_earned IS 'Tokens that came in, ever.';
COMMENT ON COLUMN agora_reward.token_balance_event.lifetime_spent  IS 'Tokens that went out, ever.';
GRANT SELECT ON agora_reward.token_balance_event TO agora_reader;
