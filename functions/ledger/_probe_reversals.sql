-- Invariant: a reversal has the movements of what it reversed, the other way round, and every transaction of that kind is one. Of a
-- movement, the line that paid stands before the line that was paid.
CREATE OR REPLACE FUNCTION agora_ledger._probe_reversals()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('transaction %s reverses %s, line %s: amount=%s reversed=%s', r.transaction_id, r.reversed_id, o.line, e.amount, o.amount) AS violation
      FROM agora_ledger.reversal AS r
      JOIN agora_ledger.entry AS o ON o.transaction_id = r.reversed_id
      LEFT JOIN agora_ledger.entry AS e ON e.transaction_id = r.transaction_id AND e.account_id = o.account_id
           AND e.line = CASE WHEN o.amount < 0 THEN o.line + 1 ELSE o.line - 1 END
     WHERE e.amount IS DISTINCT FROM -o.amount
    UNION ALL
    SELECT format('transaction %s of kind %s; reverses %s', coalesce(t.transaction_id, r.transaction_id), t.kind, r.reversed_id) AS violation
      FROM (SELECT x.transaction_id, x.kind FROM agora_ledger.transaction AS x WHERE x.kind = 'reversal') AS t
      FULL JOIN agora_ledger.reversal AS r ON r.transaction_id = t.transaction_id
     WHERE t.transaction_id IS NULL OR r.transaction_id IS NULL;
END;

COMMENT ON FUNCTION agora_ledger._probe_reversals()
    IS 'Invariant: reversals mirror what they reversed.';
REVOKE ALL ON FUNCTION agora_ledger._probe_reversals() FROM PUBLIC;
