-- Invariant: every transaction is by a known principal and has the movements that it counts, numbered from 1. That they sum to zero
-- is what they are: each says an amount above 0, from one account to another.
CREATE OR REPLACE FUNCTION agora_ledger._probe_conservation()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('transaction %s by %s: movements=%s counted=%s last=%s', coalesce(t.transaction_id, m.transaction_id), coalesce(t.created_by::text, 'nobody'),
                  (t.transaction_id IS NOT NULL)::integer + coalesce(m.further, 0), t.movements, m.last_line)
      FROM agora_ledger.transaction AS t
      FULL JOIN (SELECT x.transaction_id, count(*) AS further, min(x.line) AS first_line, max(x.line) AS last_line,
                        bool_or(x.amount <= 0 OR x.from_account_id = x.to_account_id) AS is_void
                   FROM agora_ledger.movement AS x
                  GROUP BY x.transaction_id) AS m ON m.transaction_id = t.transaction_id
      LEFT JOIN agora.principal AS p ON p.principal_id = t.created_by
     WHERE p.principal_id IS NULL OR t.movements <> 1 + coalesce(m.further, 0) OR m.first_line < 2 OR m.last_line > t.movements
        OR t.amount <= 0 OR t.from_account_id = t.to_account_id OR m.is_void;
END;

COMMENT ON FUNCTION agora_ledger._probe_conservation()
    IS 'Invariant: transactions are whole, and each movement is one.';
REVOKE ALL ON FUNCTION agora_ledger._probe_conservation() FROM PUBLIC;
