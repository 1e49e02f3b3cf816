-- Pages of a statement: all lines once and in order, from both ends, of whoever may see them.
BEGIN;
SELECT plan(26);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_test.add_login('alice', 'agora_service', true), agora_test.add_login('report', 'agora_reader');
SELECT agora.register_principal('bob');
CREATE TEMPORARY TABLE wallet AS SELECT n.name, agora_ledger.wallet_of(agora_test.id(n.name)) AS account_id FROM unnest(ARRAY['alice', 'bob']) AS n(name);
GRANT SELECT ON wallet TO PUBLIC;
CREATE FUNCTION pg_temp.wallet(p_name text) RETURNS bigint LANGUAGE sql RETURN (SELECT w.account_id FROM wallet AS w WHERE w.name = p_name);
SELECT agora_ledger.mint(pg_temp.wallet('alice'), 100, 'start', p_key => 'k1');
SELECT agora_test.at('2026-01-02 00:00+00');
SELECT agora_ledger.post('split', jsonb_build_array(jsonb_build_object('account_id', pg_temp.wallet('alice'), 'amount', -6), jsonb_build_object('account_id', pg_temp.wallet('bob'), 'amount', 1),
                                                    jsonb_build_object('account_id', 3, 'amount', 2), jsonb_build_object('account_id', 4, 'amount', 3)), 'fees', p_key => 'k2');
SELECT agora_test.at('2026-01-03 00:00+00');
SELECT agora_ledger.transfer(pg_temp.wallet('alice'), pg_temp.wallet('bob'), 0.5, 'wages', '{"a": 1}', '00000000-0000-0000-0000-000000000001', 'k3', agora_test.id('alice'));

-- Pages of a size, one after the other, as long as there are lines.
CREATE FUNCTION pg_temp.pages(p_account bigint, p_size integer, p_oldest boolean) RETURNS SETOF agora_ledger.statement LANGUAGE plpgsql AS $$
DECLARE
    v_place integer;
    v_id    bigint := CASE WHEN p_oldest THEN 0 END;
    r_line  agora_ledger.statement;
BEGIN
    LOOP
        r_line := NULL;
        FOR r_line IN SELECT * FROM agora_ledger.read_statement(p_account, CASE WHEN NOT p_oldest THEN v_id END, CASE WHEN p_oldest THEN v_id END, v_place, p_limit => p_size) LOOP
            RETURN NEXT r_line;
        END LOOP;
        EXIT WHEN r_line.line IS NULL;
        v_id    := r_line.transaction_id;
        v_place := r_line.line;
    END LOOP;
END $$;
PREPARE latest AS SELECT * FROM agora_ledger.statement AS s WHERE s.account_id = pg_temp.wallet('alice') ORDER BY s.transaction_id DESC, s.line DESC;
PREPARE oldest AS SELECT * FROM agora_ledger.statement AS s WHERE s.account_id = pg_temp.wallet('alice') ORDER BY s.transaction_id, s.line;
SELECT is((SELECT count(*) FROM agora_ledger.read_statement(pg_temp.wallet('alice'))), 5::bigint, 'a line for each movement');
SELECT results_eq($$SELECT * FROM agora_ledger.read_statement(pg_temp.wallet('alice'))$$, 'latest', 'those of the view, the latest first');
SELECT results_eq($$SELECT * FROM agora_ledger.read_statement(pg_temp.wallet('alice'), p_after => 0)$$, 'oldest', 'or the oldest');
SELECT results_eq(format($$SELECT * FROM pg_temp.pages(pg_temp.wallet('alice'), %s, %L)$$, s.size, o.is_oldest), CASE WHEN o.is_oldest THEN 'oldest' ELSE 'latest' END,
                  format('in pages of %s, oldest %s', s.size, o.is_oldest))
  FROM generate_series(1, 3) AS s(size) CROSS JOIN unnest(ARRAY[false, true]) AS o(is_oldest);
SELECT is((SELECT array_agg(s.amount::numeric) FROM agora_ledger.read_statement(pg_temp.wallet('alice'), p_before => (SELECT t.transaction_id FROM agora_ledger.transaction AS t WHERE t.kind = 'split')) AS s),
          '{100}', 'without a line, before all lines of the transaction');
SELECT is((SELECT array_agg(s.amount::numeric) FROM agora_ledger.read_statement(pg_temp.wallet('alice'), p_after => (SELECT t.transaction_id FROM agora_ledger.transaction AS t WHERE t.kind = 'split')) AS s),
          '{-0.5}', 'or after all');
SELECT is((SELECT array_agg(s.kind) FROM agora_ledger.read_statement(pg_temp.wallet('alice'), p_from => '2026-01-02 00:00+00', p_to => '2026-01-03 00:00+00', p_limit => 2) AS s),
          '{split,split}', 'of a time: from the beginning, before the end');
SELECT is((SELECT array_agg(s.amount::numeric) FROM agora_ledger.read_statement(pg_temp.wallet('alice'), p_reason => 'start', p_limit => 1) AS s), '{100}', 'of a reason');
SELECT is((SELECT array_agg(s.balance_after IS NULL) FROM agora_ledger.read_statement(3) AS s), '{true}', 'a system account has no running balance');
SELECT is((SELECT count(*) FROM agora_ledger.read_statement(2)), 0::bigint, 'where nothing moved there is nothing');

SELECT agora_test.raises(format('SELECT agora_ledger.read_statement(%s)', q.arguments), q.code, q.arguments)
  FROM (VALUES ('NULL', 'ZL001'), ('999999', 'ZL001'), ('3, p_limit => 0', '22023'), ('3, p_limit => 100001', '22023'), ('3, p_limit => NULL', '22023'),
               ('3, 1, 1', '22023'), ('3, p_line => 1', '22023')) AS q(arguments, code);
SELECT agora_test.become('report');
SELECT agora_test.raises($$SELECT agora_ledger.read_statement(pg_temp.wallet('alice'))$$, 'ZL001', 'a reader that is nobody sees nobody''s');
SELECT agora_test.become('alice');
SELECT is((SELECT count(*) FROM agora_ledger.read_statement(agora_ledger.wallet_of())), 5::bigint, 'a bound login reads its own');
SELECT agora_test.raises($$SELECT agora_ledger.read_statement(pg_temp.wallet('bob'))$$, 'ZL001', 'and no other');
SELECT agora_test.raises($$SELECT agora_ledger.read_statement(3)$$, 'ZL001', 'nor the system''s');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
