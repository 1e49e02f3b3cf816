-- How many tokens there are and where, in one row. Sums only, so every reader may see it.
CREATE OR REPLACE VIEW agora_ledger.supply WITH (security_barrier) AS
SELECT trim_scale(-0.000001 * x.mint) AS minted,
       trim_scale(0.000001 * x.burn) AS burned,
       trim_scale(-0.000001 * (x.mint + x.burn)) AS supply,
       trim_scale(0.000001 * x.treasury) AS treasury,
       trim_scale(0.000001 * x.reward_pool) AS reward_pool,
       trim_scale(-0.000001 * (x.mint + x.burn + x.treasury + x.reward_pool)) AS circulating,
       trim_scale(0.000001 * y.staked) AS staked,
       trim_scale(0.000001 * y.unbonding) AS unbonding
  FROM (SELECT sum(y.balance) FILTER (WHERE y.kind = 'mint') AS mint,
               sum(y.balance) FILTER (WHERE y.kind = 'burn') AS burn,
               sum(y.balance) FILTER (WHERE y.kind = 'treasury') AS treasury,
               sum(y.balance) FILTER (WHERE y.kind = 'reward_pool') AS reward_pool
          FROM (SELECT a.kind,
                       coalesce(s.balance, 0)
                     + (SELECT coalesce(sum(e.amount), 0)
                          FROM agora_ledger.entry AS e
                         WHERE e.account_id = a.account_id AND e.transaction_id > coalesce(s.up_to_transaction, 0)) AS balance
                  FROM agora_ledger.account AS a
                  LEFT JOIN agora_ledger.account_subtotal AS s ON s.account_id = a.account_id
                 WHERE a.principal_id IS NULL) AS y) AS x
 CROSS JOIN (SELECT coalesce(sum(b.available + b.held) FILTER (WHERE a.kind = 'stake'), 0) AS staked,
                    coalesce(sum(b.available + b.held) FILTER (WHERE a.kind = 'unbonding'), 0) AS unbonding
               FROM agora_ledger.account AS a
               JOIN agora_ledger.account_balance AS b ON b.account_id = a.account_id
              WHERE a.kind = ANY (ARRAY['stake', 'unbonding'])) AS y;

COMMENT ON VIEW agora_ledger.supply IS 'Tokens made, ended, in being (supply), in the treasury, in the reward pool, held by principals (circulating), and of those in their stake and unbonding accounts.';
COMMENT ON COLUMN agora_ledger.supply.minted      IS 'Tokens ever made.';
COMMENT ON COLUMN agora_ledger.supply.burned      IS 'Tokens ever ended.';
COMMENT ON COLUMN agora_ledger.supply.supply      IS 'Tokens in being: minted less burned.';
COMMENT ON COLUMN agora_ledger.supply.treasury    IS 'Tokens in the treasury.';
COMMENT ON COLUMN agora_ledger.supply.reward_pool IS 'Tokens in the reward pool.';
COMMENT ON COLUMN agora_ledger.supply.circulating IS 'Tokens that principals hold.';
COMMENT ON COLUMN agora_ledger.supply.staked      IS 'Tokens of those in stake accounts.';
COMMENT ON COLUMN agora_ledger.supply.unbonding   IS 'Tokens of those in unbonding accounts.';
GRANT SELECT ON agora_ledger.supply TO agora_reader;
