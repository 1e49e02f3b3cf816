-- Leaf hash of every transaction of a range, from the rows as they are: version 1 of the encoding in docs/seals.md. Movements or a
-- reversal without a transaction have a leaf, too, so that nothing can be put where nothing was.
CREATE OR REPLACE FUNCTION agora_ledger._transaction_leaves(
    p_first  bigint,
    p_last   bigint
)
RETURNS TABLE (transaction_id bigint, leaf bytea)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT coalesce(t.transaction_id, m.transaction_id, r.transaction_id) AS transaction_id,
           sha256('\x0001'::bytea || int8send(coalesce(t.transaction_id, m.transaction_id, r.transaction_id))
                  || coalesce(t.header, '\x00'::bytea) || int8send(coalesce(r.reversed_id, 0)) || coalesce(m.movements, ''::bytea)) AS leaf
      FROM (SELECT h.transaction_id,
                   '\x01'::bytea || int8send(h.created_by) || timestamptz_send(h.recorded_at)
                   || int8send(h.from_account_id) || int8send(h.to_account_id) || int8send(h.amount)
                   || coalesce('\x01'::bytea || int8send(h.from_balance), '\x00'::bytea)
                   || coalesce('\x01'::bytea || int8send(h.to_balance), '\x00'::bytea) || int2send(h.movements)
                   || coalesce('\x01'::bytea || uuid_send(h.correlation_id), '\x00'::bytea)
                   || convert_to(concat(length(h.kind), ':', h.kind, length(h.reason), ':', h.reason,
                                        length(h.idempotency_key), ':', h.idempotency_key, h.meta), 'UTF8') AS header
              FROM agora_ledger.transaction AS h
             WHERE h.transaction_id >= p_first AND h.transaction_id <= p_last) AS t
      FULL JOIN (
           SELECT x.transaction_id,
                  string_agg(int2send(x.line) || int8send(x.from_account_id) || int8send(x.to_account_id) || int8send(x.amount)
                             || coalesce('\x01'::bytea || int8send(x.from_balance), '\x00'::bytea)
                             || coalesce('\x01'::bytea || int8send(x.to_balance), '\x00'::bytea), ''::bytea ORDER BY x.line, x.from_account_id) AS movements
             FROM agora_ledger.movement AS x
            WHERE x.transaction_id >= p_first AND x.transaction_id <= p_last
            GROUP BY x.transaction_id) AS m ON m.transaction_id = t.transaction_id
      FULL JOIN (
           SELECT v.transaction_id, v.reversed_id
             FROM agora_ledger.reversal AS v
            WHERE v.transaction_id >= p_first AND v.transaction_id <= p_last) AS r
        ON r.transaction_id = coalesce(t.transaction_id, m.transaction_id);
END;

COMMENT ON FUNCTION agora_ledger._transaction_leaves(bigint, bigint)
    IS 'Leaf hash of every transaction of a range, as its rows are now.';
REVOKE ALL ON FUNCTION agora_ledger._transaction_leaves(bigint, bigint) FROM PUBLIC;
