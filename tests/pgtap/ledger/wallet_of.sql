-- A wallet per principal, opened by whoever asks first.
BEGIN;
SELECT plan(17);
SELECT agora_test.at('2026-01-01');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['alice', 'bob', 'carol']) AS n(name);

SELECT is_empty($$SELECT a.account_id FROM agora_ledger.account AS a WHERE a.principal_id = agora_test.id('alice')$$, 'registering opens nothing');
SELECT cmp_ok(agora_ledger.wallet_of(agora_test.id('alice')), '>=', 1000::bigint, 'an id behind the seeded ones');
SELECT results_eq($$SELECT a.kind, a.name, a.created_at, (b.available + b.held) FROM agora_ledger.account AS a JOIN agora_ledger.account_balance AS b USING (account_id)
                     WHERE a.principal_id = agora_test.id('alice')$$,
                  $$VALUES ('wallet', 'wallet', '2026-01-01'::timestamptz, 0::bigint)$$, 'a wallet, empty');
SELECT is(agora_ledger.wallet_of(agora_test.id('alice')), (SELECT a.account_id FROM agora_ledger.account AS a WHERE a.principal_id = agora_test.id('alice')),
          'asked again: the same wallet');
SELECT isnt(agora_ledger.wallet_of(agora_test.id('bob')), agora_ledger.wallet_of(agora_test.id('alice')), 'another principal, another wallet');
SELECT agora_test.raises($$SELECT agora_ledger.wallet_of(1)$$, '22023', 'the system has no wallet');
SELECT agora_test.raises($$SELECT agora_ledger.wallet_of()$$, '22023', 'nor where it asks for its own');
SELECT agora.suspend_principal(agora_test.id('carol'), 'a test');
SELECT lives_ok($$SELECT agora_ledger.wallet_of(agora_test.id('carol'))$$, 'a suspended principal has a wallet too');
SELECT agora_test.raises($$SELECT agora_ledger.wallet_of(999)$$, 'ZA001', 'an unknown principal');
SELECT agora_test.raises($$SELECT agora_ledger.wallet_of(NULL)$$, 'ZA001', 'no principal');
SELECT agora_test.raises($$SELECT agora_ledger.wallet_of(1, 999)$$, 'ZA001', 'an unknown actor');
SELECT agora_test.raises($$SELECT agora_ledger.wallet_of(1, agora_test.id('carol'))$$, 'ZA002', 'a suspended actor');
SELECT throws_ok($$INSERT INTO agora_ledger.account (principal_id, kind, name, created_at) VALUES (agora_test.id('alice'), 'wallet', 'second', agora.now())$$,
                 '23505', NULL, 'there is no second wallet');

SELECT agora_test.add_login('erin', 'agora_service', true);
SELECT agora_test.become('erin');
SELECT is(agora_ledger.wallet_of(), agora_ledger.wallet_of(agora_test.id('erin')), 'one''s own, unless said otherwise');
SELECT is(agora_ledger.wallet_of(agora_test.id('alice')) > 999, true, 'a bound login asks for whom it wants to pay');
SELECT agora_test.raises($$SELECT agora_ledger.wallet_of(agora_test.id('alice'), agora_test.id('alice'))$$, '42501', 'but acts only as itself');
RESET SESSION AUTHORIZATION;

-- A session keeps the plans that it made while these tables were a page; what grows with them must not be in one.
CREATE FUNCTION pg_temp.scans() RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(format('%s %s', t.relname, t.seq_scan), ', ' ORDER BY t.relname)
          FROM pg_stat_xact_user_tables AS t
         WHERE t.relid IN ('agora.principal'::regclass, 'agora_ledger.account'::regclass, 'agora_ledger.account_balance'::regclass,
                           'agora_ledger.transaction'::regclass));
CREATE FUNCTION pg_temp.mint(p_number integer) RETURNS bigint LANGUAGE sql
RETURN agora_ledger.mint(agora_ledger.wallet_of(agora.register_principal(format('holder %s', p_number))), 1, 'a test', p_key => format('a test %s', p_number));
SELECT pg_temp.mint(0);
ANALYZE agora.principal, agora_ledger.account, agora_ledger.account_balance, agora_ledger.transaction;
CREATE TEMP TABLE before AS SELECT pg_temp.scans() AS scans;
SELECT pg_temp.mint(n) FROM generate_series(1, 10) AS n;
SELECT is(pg_temp.scans(), (SELECT b.scans FROM before AS b), 'registering, opening and minting read no table from end to end');

SELECT * FROM finish();
ROLLBACK;
