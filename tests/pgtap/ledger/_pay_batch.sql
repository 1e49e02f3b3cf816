-- A batch reads the balances that it changes, however few and whatever it was planned for, and no more of them after thousands.
BEGIN;
SELECT plan(6);
SELECT agora.register_principal('w' || n) FROM generate_series(1, 3000) AS n;
CREATE TEMP TABLE wallet AS SELECT p.principal_id, agora_ledger.wallet_of(p.principal_id) AS account_id, row_number() OVER (ORDER BY p.principal_id) AS place FROM agora.principal AS p WHERE p.name ~ '^w[0-9]';
SELECT p.principal_id AS payer, p.account_id AS purse, agora_ledger.mint(p.account_id, 100000, 'start', p_key => 'start') AS started FROM wallet AS p WHERE p.place = 1 \gset
ANALYZE agora_ledger.account_balance, agora_ledger.transaction, agora.principal;
CREATE FUNCTION pg_temp.batch(p_payer bigint, p_purse bigint, p_size integer, p_name text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_oid   oid    := 'agora_ledger.account_balance'::regclass;
    v_reads bigint := pg_stat_get_xact_tuples_returned(v_oid) + pg_stat_get_xact_tuples_fetched(v_oid);
BEGIN
    ASSERT p_size = (SELECT count(b.transaction_id)
                       FROM agora_ledger.post_batch((SELECT jsonb_agg(jsonb_build_object('from', p_purse, 'to', w.account_id, 'amount', 1, 'reason', 'a test', 'key', p_name || w.place))
                                                       FROM wallet AS w WHERE w.place BETWEEN 2 AND p_size + 1), true, p_payer) AS b);
    RETURN pg_stat_get_xact_tuples_returned(v_oid) + pg_stat_get_xact_tuples_fetched(v_oid) - v_reads;
END $$;
SELECT cmp_ok(pg_temp.batch(:payer, :purse, s.size, 'n' || s.size), '<=', 4 * (s.size + 1)::bigint, format('%s payments read each balance a few times', s.size))
  FROM unnest(ARRAY[1, 10, 100, 1000]) AS s(size);
SELECT cmp_ok(max(pg_temp.batch(:payer, :purse, 1000, 'm' || n || '/')), '<=', 4 * 1001::bigint, 'the thirtieth batch of 1000 as the first') FROM generate_series(1, 30) AS n;
SELECT is(agora_ledger.balance(:purse), 100000 - 31111::numeric, 'all are paid');
SELECT * FROM finish();
ROLLBACK;
