-- Invariant: every transaction is by a known principal and has two lines or more, numbered from 1, that sum to zero; so all
-- entries sum to zero.
CREATE OR REPLACE FUNCTION agora_ledger._probe_conservation()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('transaction %s by %s: lines=%s last=%s sum=%s', coalesce(t.transaction_id, e.transaction_id), coalesce(t.created_by::text, 'nobody'),
                  coalesce(e.lines, 0), e.last_line, e.amount)
      FROM agora_ledger.transaction AS t
      FULL JOIN (SELECT x.transaction_id, count(*) AS lines, max(x.line) AS last_line, sum(x.amount) AS amount
                   FROM agora_ledger.entry AS x
                  GROUP BY x.transaction_id) AS e ON e.transaction_id = t.transaction_id
      LEFT JOIN agora.principal AS p ON p.principal_id = t.created_by
     WHERE p.principal_id IS NULL OR e.lines IS NULL OR e.lines < 2 OR e.lines <> e.last_line OR e.amount <> 0;
END;

COMMENT ON FUNCTION agora_ledger._probe_conservation()
    IS 'Invariant: transactions are whole and sum to zero.';
REVOKE ALL ON FUNCTION agora_ledger._probe_conservation() FROM PUBLIC;
