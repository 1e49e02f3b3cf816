-- What became of the first transaction whose leaf is not the sealed one. A row that is gone has no id any more: it is that after the
-- one before it, exactly so where no id between the two was rolled back.
CREATE OR REPLACE FUNCTION agora_ledger._name_difference(
    p_first   bigint,
    p_ids     bigint[],
    p_leaves  bytea,
    p_sealed  bytea,
    p_at      integer
)
RETURNS TABLE (transaction_id bigint, violation text)
LANGUAGE sql IMMUTABLE
BEGIN ATOMIC
    SELECT CASE WHEN x.is_gone THEN coalesce(p_ids[p_at] + 1, p_first) ELSE p_ids[p_at + 1] END AS transaction_id,
           CASE WHEN x.is_gone THEN 'transaction is gone' WHEN x.is_added THEN 'transaction was added' ELSE 'transaction was changed' END AS violation
      FROM (SELECT y.now_leaf = ''::bytea OR position(y.now_leaf IN substr(p_sealed, y.at + 32)) > 0 AS is_gone,
                   y.sealed_leaf = ''::bytea OR position(y.sealed_leaf IN substr(p_leaves, y.at + 32)) > 0 AS is_added
              FROM (SELECT p_at * 32 + 1 AS at,
                           substr(p_leaves, p_at * 32 + 1, 32) AS now_leaf,
                           substr(p_sealed, p_at * 32 + 1, 32) AS sealed_leaf) AS y) AS x;
END;

COMMENT ON FUNCTION agora_ledger._name_difference(bigint, bigint[], bytea, bytea, integer)
    IS 'The first transaction that differs from what was sealed, and how.';
REVOKE ALL ON FUNCTION agora_ledger._name_difference(bigint, bigint[], bytea, bytea, integer) FROM PUBLIC;
