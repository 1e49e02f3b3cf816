-- Invariant: a balance row is the sum of its account's entries and names the owner; a subtotal
-- is the sum up to its horizon; exactly the principals' accounts have a balance row; only the mint is below zero; entries are
-- of known accounts.
CREATE OR REPLACE FUNCTION agora_ledger._probe_balances()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('account %s (%s): balance=%s subtotal=%s up_to=%s; entries=%s up_to=%s',
                  coalesce(a.account_id, b.account_id, e.account_id), coalesce(a.kind, 'unknown'), b.available + b.held, s.balance, s.up_to_transaction, coalesce(e.amount, 0), coalesce(u.amount, 0))
      FROM agora_ledger.account AS a
      FULL JOIN agora_ledger.account_balance AS b ON b.account_id = a.account_id
      LEFT JOIN agora_ledger.account_subtotal AS s ON s.account_id = a.account_id
      FULL JOIN (SELECT x.account_id, sum(x.amount) AS amount
                   FROM agora_ledger.entry AS x
                  GROUP BY x.account_id) AS e ON e.account_id = a.account_id
      LEFT JOIN LATERAL (
           SELECT sum(x.amount) AS amount
             FROM agora_ledger.entry AS x
            WHERE x.account_id = s.account_id AND x.transaction_id <= s.up_to_transaction) AS u ON true
     WHERE a.account_id IS NULL
        OR a.principal_id IS DISTINCT FROM b.principal_id
        OR b.available + b.held <> coalesce(e.amount, 0)
        OR s.balance <> coalesce(u.amount, 0)
        OR (a.kind <> 'mint' AND e.amount < 0);
END;

COMMENT ON FUNCTION agora_ledger._probe_balances()
    IS 'Invariant: balances and subtotals agree with the entries and their accounts; only the mint is below zero.';
REVOKE ALL ON FUNCTION agora_ledger._probe_balances() FROM PUBLIC;
