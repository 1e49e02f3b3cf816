-- The supply at the end of every day on which something moved, and what changed it. Sums only, so every reader may see it.
CREATE OR REPLACE VIEW agora_ledger.daily_supply WITH (security_barrier) AS
SELECT x.day,
       x.transactions,
       x.minted,
       x.burned,
       x.transferred,
       sum(x.minted - x.burned) OVER (ORDER BY x.day) AS supply,
       sum(x.earned - x.spent) OVER (ORDER BY x.day) AS circulating
  FROM (SELECT f.day,
               sum(f.transactions)::bigint AS transactions,
               sum(f.minted) AS minted,
               sum(f.burned) AS burned,
               sum(f.transferred) AS transferred,
               sum(f.earned) AS earned,
               sum(f.spent) AS spent
          FROM agora_ledger.token_flow() AS f
         GROUP BY f.day) AS x;

COMMENT ON VIEW agora_ledger.daily_supply IS 'By day (UTC) with movements: transactions, tokens minted, burned and transferred, supply and circulating tokens at its end.';
COMMENT ON COLUMN agora_ledger.daily_supply.minted      IS 'Tokens made that day.';
COMMENT ON COLUMN agora_ledger.daily_supply.burned      IS 'Tokens ended that day.';
COMMENT ON COLUMN agora_ledger.daily_supply.transferred IS 'Tokens moved otherwise that day.';
COMMENT ON COLUMN agora_ledger.daily_supply.supply      IS 'Tokens in being at its end.';
COMMENT ON COLUMN agora_ledger.daily_supply.circulating IS 'Tokens that principals held at its end.';
GRANT SELECT ON agora_ledger.daily_supply TO agora_reader;
