-- A statement to keep: the lines of an account, in order, whole, for whoever may see it.
BEGIN;
SELECT plan(14);
SELECT agora_test.at('2026-01-01 00:00+00');
SET timezone = 'Asia/Tokyo';
SELECT agora_test.add_login('alice', 'agora_service', true);
SELECT agora.register_principal('bob');
CREATE TEMPORARY TABLE wallet AS SELECT n.name, agora_ledger.wallet_of(agora_test.id(n.name)) AS account_id FROM unnest(ARRAY['alice', 'bob']) AS n(name);
GRANT SELECT ON wallet TO PUBLIC;
CREATE FUNCTION pg_temp.wallet(p_name text) RETURNS bigint LANGUAGE sql RETURN (SELECT w.account_id FROM wallet AS w WHERE w.name = p_name);
CREATE TEMPORARY TABLE made AS SELECT agora_ledger.mint(pg_temp.wallet('alice'), 100, 'a "start", they say', p_key => 'k1') AS first;
SELECT agora_test.at('2026-01-02 00:00+00');
ALTER TABLE made ADD COLUMN second bigint;
UPDATE made SET second = agora_ledger.transfer(pg_temp.wallet('alice'), 3, 0.5, 'a test', '{"a": 1}', '00000000-0000-0000-0000-000000000001', 'k2', agora_test.id('alice'));

SELECT results_eq($$SELECT agora_ledger.export_statement(pg_temp.wallet('alice'))$$,
                  $$SELECT l.line FROM made AS m CROSS JOIN LATERAL (VALUES
                        (1, 'transaction_id,line,recorded_at,kind,reason,amount,balance_after,created_by,correlation_id,meta'),
                        (2, m.first || ',2,2026-01-01 00:00:00+00,mint,"a ""start"", they say",100,100,1,,"{}"'),
                        (3, m.second || ',1,2026-01-02 00:00:00+00,transfer,"a test",-0.5,99.5,' || agora_test.id('alice') || ',00000000-0000-0000-0000-000000000001,"{""a"": 1}"')) AS l(number, line) ORDER BY l.number$$,
                  'CSV');
SELECT results_eq($$SELECT e.line::jsonb FROM agora_ledger.export_statement(pg_temp.wallet('alice'), p_format => 'json') AS e(line)$$,
                  $$SELECT to_jsonb(s) - 'account_id' - 'principal_id' || jsonb_build_object('recorded_at', to_char(s.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'))
                      FROM agora_ledger.statement AS s WHERE s.account_id = pg_temp.wallet('alice') ORDER BY s.transaction_id$$, 'JSON, an object per line');
SELECT is((SELECT count(*) FROM agora_ledger.export_statement(pg_temp.wallet('alice'), '2026-01-01 00:00+00', '2026-01-02 00:00+00', 'json')), 1::bigint, 'from the beginning, before the end');
SELECT is((SELECT count(*) FROM agora_ledger.export_statement(pg_temp.wallet('alice'), '2026-01-02 00:00+00', p_format => 'json')), 1::bigint, 'open at the end');
SELECT is((SELECT count(*) FROM agora_ledger.export_statement(pg_temp.wallet('alice'), p_to => '2026-01-02 00:00+00', p_format => 'json')), 1::bigint, 'or at the beginning');
SELECT is((SELECT count(*) FROM agora_ledger.export_statement(pg_temp.wallet('bob'))), 1::bigint, 'only a heading, where nothing moved');
SELECT ok((SELECT bool_and(e.line LIKE '%,,%') FROM agora_ledger.export_statement(3) WITH ORDINALITY AS e(line, number) WHERE e.number > 1), 'a system account has no running balance');
SELECT agora_test.raises($$SELECT agora_ledger.export_statement(999999)$$, 'ZL001', 'not an unknown account');
SELECT agora_test.raises($$SELECT agora_ledger.export_statement(NULL)$$, 'ZL001', 'nor none');
SELECT agora_test.raises(format($$SELECT agora_ledger.export_statement(3, p_format => %L)$$, f.format), '22023', format('not in the format %s', f.format)) FROM unnest(ARRAY[NULL, 'xml']) AS f(format);
SELECT agora_test.raises($$SELECT agora_ledger.export_statement(3, '2026-01-02', '2026-01-02')$$, '22023', 'not of no time');
SELECT agora_test.become('alice');
SELECT is((SELECT count(*) FROM agora_ledger.export_statement(agora_ledger.wallet_of())), 3::bigint, 'a bound login exports its own');
SELECT agora_test.raises($$SELECT agora_ledger.export_statement(pg_temp.wallet('bob'))$$, 'ZL001', 'and no other');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
