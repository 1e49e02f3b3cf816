-- The map tokens: what the ledger posted as records of token.transactions.v1 and token.balances.v1, keyed by the peer. Behind the
-- last transaction of a peer in the list comes its balance, as it is now: compacted by key, the newest record is the balance.
-- The ids go in as arrays, because a join would group the whole ledger first.
CREATE OR REPLACE FUNCTION agora_reward._token_records(p_events bigint[])
RETURNS SETOF agora_event.published
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
AS $_token_records$
DECLARE
    v_transactions  bigint[];
    v_peers         bigint[];
BEGIN
    SELECT array_agg((p.payload ->> 'transaction_id')::bigint) INTO v_transactions
      FROM agora_event.published AS p
     WHERE p.event_id = ANY (p_events) AND p.topic = 'ledger.transaction.posted.v1';
    SELECT array_agg(DISTINCT v.peer_id) INTO v_peers
      FROM agora_reward.token_transaction_event AS v
     WHERE v.transaction_id = ANY (v_transactions);
    RETURN QUERY
        WITH source AS MATERIALIZED (
            SELECT i.place, p.*, (p.payload ->> 'transaction_id')::bigint AS transaction_id
              FROM unnest(p_events) WITH ORDINALITY AS i(event_id, place)
              JOIN agora_event.published AS p ON p.event_id = i.event_id
             WHERE p.topic = 'ledger.transaction.posted.v1'
        ), moved AS MATERIALIZED (
            SELECT v.transaction_id, v.peer_id, to_jsonb(v) AS payload
              FROM agora_reward.token_transaction_event AS v
             WHERE v.transaction_id = ANY (v_transactions)
        ), owned AS MATERIALIZED (
            SELECT v.peer_id, to_jsonb(v) AS payload
              FROM agora_reward.token_balance_event AS v
             WHERE v.peer_id = ANY (v_peers)
        ), made AS (
            SELECT s.place, 1 AS kind, m.peer_id, s.event_id, 'token.transactions.v1' AS topic, m.payload
              FROM source AS s
              JOIN moved AS m ON m.transaction_id = s.transaction_id
            UNION ALL
            SELECT max(s.place) AS place, 2 AS kind, m.peer_id, (array_agg(s.event_id ORDER BY s.place DESC))[1] AS event_id, 'token.balances.v1' AS topic, o.payload
              FROM source AS s
              JOIN moved AS m ON m.transaction_id = s.transaction_id
              JOIN owned AS o ON o.peer_id = m.peer_id
             GROUP BY m.peer_id, o.payload
        )
        SELECT m.event_id, m.topic, m.peer_id::text, m.payload, s.principal_id, s.correlation_id, s.occurred_at, s.causation_id, s.trace_parent
          FROM made AS m
          JOIN source AS s ON s.event_id = m.event_id
         ORDER BY m.place, m.kind, m.peer_id;
END;
$_token_records$;

COMMENT ON FUNCTION agora_reward._token_records(bigint[])
    IS 'Records of the two token streams, made of posted transactions.';
REVOKE ALL ON FUNCTION agora_reward._token_records(bigint[]) FROM PUBLIC;
