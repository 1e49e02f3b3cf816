-- Invariant: what an account holds back is the sum of its open holds and what is bonded in it, and a captured hold was paid by
-- the transaction it names.
CREATE OR REPLACE FUNCTION agora_ledger._probe_holds()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('account %s: held=%s; open holds=%s bonded=%s', coalesce(b.account_id, h.account_id), b.held, coalesce(h.amount, 0), coalesce(s.amount, 0)) AS violation
      FROM agora_ledger.account_balance AS b
      FULL JOIN (SELECT o.account_id, sum(o.amount) AS amount
                   FROM agora_ledger.hold AS o
                  WHERE o.status = 'open'
                  GROUP BY o.account_id) AS h ON h.account_id = b.account_id
      LEFT JOIN agora_ledger._bonded() AS s ON s.account_id = b.account_id
     WHERE b.held IS DISTINCT FROM coalesce(h.amount, 0) + coalesce(s.amount, 0)
    UNION ALL
    SELECT format('hold %s: captured=%s; transaction %s paid %s', h.hold_id, h.captured, h.transaction_id, coalesce(-e.amount, 0)) AS violation
      FROM agora_ledger.hold AS h
      LEFT JOIN agora_ledger.transaction AS t ON t.transaction_id = h.transaction_id AND t.kind = 'capture'
      LEFT JOIN agora_ledger.entry AS e ON e.transaction_id = t.transaction_id AND e.account_id = h.account_id
     WHERE h.status = 'captured' AND e.amount IS DISTINCT FROM -h.captured;
END;

COMMENT ON FUNCTION agora_ledger._probe_holds()
    IS 'Invariant: held amounts are the sums of open holds and of what is bonded, captures were paid.';
REVOKE ALL ON FUNCTION agora_ledger._probe_holds() FROM PUBLIC;
