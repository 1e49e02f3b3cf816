-- Lines of an account are read by its indexes, in the order of transactions where that is asked for.
BEGIN;
SELECT plan(3);
SELECT agora_ledger.mint(3, 10, 'start', p_key => 'k1');
SELECT results_eq('SELECT e.account_id, e.amount, e.balance_after, e.line FROM agora_ledger.entry AS e ORDER BY e.line',
                  'VALUES (1::bigint, -10000000::bigint, NULL::bigint, 1), (3, 10000000, NULL, 2)', 'a movement is two lines');
-- Tables of a page are read from end to end; what is asked is whether they must be.
SET LOCAL enable_seqscan = off;
SET LOCAL enable_bitmapscan = off;
SET LOCAL enable_sort = off;
CREATE FUNCTION pg_temp.nodes(p_query text) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    v_plan json;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT json) ' || p_query INTO v_plan;
    RETURN ARRAY(SELECT DISTINCT x.name #>> '{}'
                   FROM jsonb_path_query(v_plan::jsonb, '$.**."Index Name"') AS x(name)
                  UNION ALL
                 SELECT DISTINCT x.name #>> '{}' FROM jsonb_path_query(v_plan::jsonb, '$.**."Node Type"') AS x(name) WHERE x.name #>> '{}' IN ('Sort', 'Seq Scan', 'Merge Append', 'Append')
                  ORDER BY 1);
END $$;
SELECT is(pg_temp.nodes('SELECT e.transaction_id FROM agora_ledger.entry AS e WHERE e.account_id = 7 ORDER BY e.transaction_id DESC LIMIT 1'),
          '{"Merge Append",movement_from_account_id_ix,movement_to_account_id_ix,transaction_from_account_id_ix,transaction_to_account_id_ix}', 'the last line of an account');
SELECT is(pg_temp.nodes('SELECT sum(e.amount) FROM agora_ledger.entry AS e WHERE e.account_id = 3 AND e.transaction_id > 7'),
          '{Append,movement_from_account_id_ix,movement_to_account_id_ix,transaction_from_account_id_ix,transaction_to_account_id_ix}', 'what is behind a subtotal');

SELECT * FROM finish();
ROLLBACK;
