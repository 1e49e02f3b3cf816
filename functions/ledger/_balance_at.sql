-- Projection: the balance of an account after the last transaction recorded until a time. Whoever may see the account now may
-- see its past.
CREATE OR REPLACE FUNCTION agora_ledger._balance_at(
    p_id    bigint,
    p_time  timestamptz
)
RETURNS jsonb
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT jsonb_build_object('account_id', a.account_id, 'kind', a.kind, 'principal_id', a.principal_id,
                              'balance', trim_scale(coalesce(sum(m.amount), 0) * 0.000001), 'transaction_id', max(m.transaction_id))
      FROM agora_ledger.account AS a
      LEFT JOIN (SELECT e.account_id, e.amount, e.transaction_id
                   FROM agora_ledger.entry AS e
                   JOIN agora_ledger.transaction AS t ON t.transaction_id = e.transaction_id
                  WHERE e.account_id = p_id AND t.recorded_at <= p_time) AS m ON m.account_id = a.account_id
     WHERE a.account_id = p_id
       AND a.created_at <= p_time
       AND (agora.visible_principal() = 0 OR agora.visible_principal() = a.principal_id)
     GROUP BY a.account_id, a.kind, a.principal_id;
END;

COMMENT ON FUNCTION agora_ledger._balance_at(bigint, timestamptz)
    IS 'An account as it was at a time.';
REVOKE ALL ON FUNCTION agora_ledger._balance_at(bigint, timestamptz) FROM PUBLIC;
