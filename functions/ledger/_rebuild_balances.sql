-- Projection: balances, what of them is held, and freezes, as the announced facts leave them, with nothing of the ledger's own but
-- who has an account. Not rows of account_balance: what a range of events moves may be below 0.
CREATE OR REPLACE FUNCTION agora_ledger._rebuild_balances(
    p_from  bigint,
    p_to    bigint
)
RETURNS TABLE (account_id bigint, principal_id bigint, available bigint, held bigint, frozen_at timestamptz, frozen_reason text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH told AS MATERIALIZED (
        SELECT e.event_id, e.topic, e.payload, e.occurred_at, (e.payload ->> 'account_id')::bigint AS account_id
          FROM agora_event._history(ARRAY['ledger.transaction.posted.v1', 'ledger.hold.placed.v1', 'ledger.hold.captured.v1',
                                          'ledger.hold.released.v1', 'ledger.hold.expired.v1', 'ledger.account.frozen.v1',
                                          'ledger.account.unfrozen.v1'], p_from, p_to) AS e
    ), posted AS (
        SELECT (l.line ->> 'account_id')::bigint AS account_id,
               (sum((l.line ->> 'amount')::numeric) * 1000000)::bigint AS balance,
               (sum((l.line ->> 'amount')::numeric)
                FILTER (WHERE t.payload ->> 'kind' = ANY (ARRAY['stake', 'unstake', 'unbond', 'slash'])
                          AND (t.payload ->> 'kind' <> 'slash' OR (l.line ->> 'amount')::numeric < 0)) * 1000000)::bigint AS bonded
          FROM told AS t
         CROSS JOIN LATERAL jsonb_array_elements(t.payload -> 'lines') AS l(line)
         WHERE t.topic = 'ledger.transaction.posted.v1'
         GROUP BY 1
    ), held AS (
        SELECT t.account_id,
               (sum(coalesce((t.payload ->> 'amount')::numeric, 0) - coalesce((t.payload ->> 'captured')::numeric, 0)
                    - coalesce((t.payload ->> 'released')::numeric, 0)) * 1000000)::bigint AS held
          FROM told AS t
         WHERE t.topic LIKE 'ledger.hold.%'
         GROUP BY 1
    ), standing AS (
        SELECT DISTINCT ON (t.account_id) t.account_id, t.topic = 'ledger.account.frozen.v1' AS is_frozen, t.occurred_at, t.payload ->> 'reason' AS reason
          FROM told AS t
         WHERE t.topic LIKE 'ledger.account.%'
         ORDER BY t.account_id, t.event_id DESC
    )
    SELECT a.account_id, a.principal_id, coalesce(p.balance, 0) - x.held AS available, x.held, s.occurred_at AS frozen_at, s.reason AS frozen_reason
      FROM agora_ledger.account AS a
      LEFT JOIN posted AS p ON p.account_id = a.account_id
      LEFT JOIN held AS h ON h.account_id = a.account_id
     CROSS JOIN LATERAL (SELECT coalesce(h.held, 0) + CASE WHEN a.kind = ANY (ARRAY['stake', 'unbonding']) THEN coalesce(p.bonded, 0) ELSE 0 END AS held) AS x
      LEFT JOIN standing AS s ON s.account_id = a.account_id AND s.is_frozen
     WHERE a.principal_id IS NOT NULL;
END;

COMMENT ON FUNCTION agora_ledger._rebuild_balances(bigint, bigint)
    IS 'Balances of principals'' accounts, from the events p_from to p_to.';
REVOKE ALL ON FUNCTION agora_ledger._rebuild_balances(bigint, bigint) FROM PUBLIC;
