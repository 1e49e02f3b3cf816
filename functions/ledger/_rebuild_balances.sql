-- Projection: balances as the announced transactions leave them, with nothing of the ledger's own but who has an account.
CREATE OR REPLACE FUNCTION agora_ledger._rebuild_balances(
    p_from  bigint,
    p_to    bigint
)
RETURNS SETOF agora_ledger.account_balance
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT a.account_id, a.principal_id, coalesce(m.balance, 0) AS balance, m.transaction_id
      FROM agora_ledger.account AS a
      LEFT JOIN (SELECT (l.line ->> 'account_id')::bigint AS account_id,
                        (sum((l.line ->> 'amount')::numeric) * 1000000)::bigint AS balance,
                        max((e.payload ->> 'transaction_id')::bigint) AS transaction_id
                   FROM agora_event._history(ARRAY['ledger.transaction.posted.v1'], p_from, p_to) AS e
                  CROSS JOIN LATERAL jsonb_array_elements(e.payload -> 'lines') AS l(line)
                  GROUP BY 1) AS m ON m.account_id = a.account_id
     WHERE a.principal_id IS NOT NULL;
END;

COMMENT ON FUNCTION agora_ledger._rebuild_balances(bigint, bigint)
    IS 'Balances of principals'' accounts, from the events p_from to p_to.';
REVOKE ALL ON FUNCTION agora_ledger._rebuild_balances(bigint, bigint) FROM PUBLIC;
