-- Invariant: an unbonding account has bonded what its open unbondings still are; an unbonding was paid in, and out, by the
-- transactions that it names; slashes took what their transactions say, and from unbondings what those lost.
CREATE OR REPLACE FUNCTION agora_ledger._probe_stakes()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('account %s: bonded=%s; open unbondings=%s', coalesce(b.account_id, u.account_id), coalesce(b.amount, 0), coalesce(u.amount, 0)) AS violation
      FROM (SELECT x.account_id, x.amount FROM agora_ledger._bonded() AS x WHERE x.kind = 'unbonding') AS b
      FULL JOIN (SELECT o.account_id, sum(o.amount - o.slashed) AS amount
                   FROM agora_ledger.unbonding AS o
                  WHERE o.status = 'open'
                  GROUP BY o.account_id) AS u ON u.account_id = b.account_id
     WHERE coalesce(b.amount, 0) <> coalesce(u.amount, 0)
    UNION ALL
    SELECT format('unbonding %s: amount=%s; transaction %s paid %s', u.unbonding_id, u.amount, u.transaction_id, coalesce(e.amount, 0)) AS violation
      FROM agora_ledger.unbonding AS u
      LEFT JOIN agora_ledger.transaction AS t ON t.transaction_id = u.transaction_id AND t.kind = 'unstake'
      LEFT JOIN agora_ledger.entry AS e ON e.transaction_id = t.transaction_id AND e.account_id = u.account_id
     WHERE e.amount IS DISTINCT FROM u.amount
    UNION ALL
    SELECT format('transaction %s ended unbondings of %s and paid %s', c.completed_by, c.amount, coalesce(-e.amount, 0)) AS violation
      FROM (SELECT o.completed_by, o.account_id, sum(o.amount - o.slashed) AS amount
              FROM agora_ledger.unbonding AS o
             WHERE o.status = 'completed'
             GROUP BY o.completed_by, o.account_id) AS c
      LEFT JOIN agora_ledger.transaction AS t ON t.transaction_id = c.completed_by AND t.kind = 'unbond'
      LEFT JOIN agora_ledger.entry AS e ON e.transaction_id = t.transaction_id AND e.account_id = c.account_id
     WHERE -e.amount IS DISTINCT FROM c.amount
    UNION ALL
    SELECT format('slash %s: took %s and %s; transaction %s took %s and %s', s.slash_id, s.from_stake, s.from_unbonding, s.transaction_id, x.from_stake, x.from_unbonding) AS violation
      FROM agora_ledger.slash AS s
     CROSS JOIN LATERAL (
           SELECT coalesce(-sum(e.amount) FILTER (WHERE a.kind = 'stake'), 0) AS from_stake, coalesce(-sum(e.amount) FILTER (WHERE a.kind = 'unbonding'), 0) AS from_unbonding
             FROM agora_ledger.entry AS e
             JOIN agora_ledger.account AS a ON a.account_id = e.account_id
            WHERE e.transaction_id = s.transaction_id AND a.principal_id = s.principal_id AND e.amount < 0) AS x
     WHERE (x.from_stake, x.from_unbonding) <> (s.from_stake, s.from_unbonding)
    UNION ALL
    SELECT format('principal %s: slashes took %s of unbondings, which lost %s', coalesce(s.principal_id, u.created_by), coalesce(s.amount, 0), coalesce(u.amount, 0)) AS violation
      FROM (SELECT x.principal_id, sum(x.from_unbonding) AS amount FROM agora_ledger.slash AS x GROUP BY x.principal_id) AS s
      FULL JOIN (SELECT x.created_by, sum(x.slashed) AS amount FROM agora_ledger.unbonding AS x GROUP BY x.created_by) AS u ON u.created_by = s.principal_id
     WHERE coalesce(s.amount, 0) <> coalesce(u.amount, 0);
END;

COMMENT ON FUNCTION agora_ledger._probe_stakes()
    IS 'Invariant: stakes, unbondings and slashes agree with their transactions.';
REVOKE ALL ON FUNCTION agora_ledger._probe_stakes() FROM PUBLIC;
