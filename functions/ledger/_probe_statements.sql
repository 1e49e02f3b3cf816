-- Invariant: in the order of ids, every running balance of a principal's account is the one before it plus the amount;
-- a system account has none.
CREATE OR REPLACE FUNCTION agora_ledger._probe_statements()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('account %s, transaction %s line %s: amount=%s balance_after=%s expected=%s',
                  x.account_id, x.transaction_id, x.line, x.amount, x.balance_after, x.expected)
      FROM (SELECT e.account_id, e.transaction_id, e.line, e.amount, e.balance_after,
                   CASE WHEN a.principal_id IS NOT NULL
                        THEN coalesce(lag(e.balance_after) OVER (PARTITION BY e.account_id ORDER BY e.transaction_id, e.line), 0) + e.amount
                   END AS expected
              FROM agora_ledger.entry AS e
              JOIN agora_ledger.account AS a ON a.account_id = e.account_id) AS x
     WHERE x.balance_after IS DISTINCT FROM x.expected;
END;

COMMENT ON FUNCTION agora_ledger._probe_statements()
    IS 'Invariant: running balances follow from the amounts.';
REVOKE ALL ON FUNCTION agora_ledger._probe_statements() FROM PUBLIC;
