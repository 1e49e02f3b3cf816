-- What an account holds and who sees it: balance() and the views show the same to the same reader.
BEGIN;
SELECT plan(17);
SELECT agora_test.at('2026-01-01');
SELECT agora_test.add_login('alice', 'agora_service', true);
SELECT agora_test.add_login('sam', 'agora_service');
SELECT agora_test.add_login('rita', 'agora_reader');
SELECT agora.register_principal('bob');
CREATE TEMPORARY TABLE wallet AS SELECT n.name, agora_ledger.wallet_of(agora_test.id(n.name)) AS account_id FROM unnest(ARRAY['alice', 'bob']) AS n(name);
GRANT SELECT ON wallet TO PUBLIC;
CREATE FUNCTION pg_temp.wallet(p_name text) RETURNS bigint LANGUAGE sql RETURN (SELECT w.account_id FROM wallet AS w WHERE w.name = p_name);
SELECT agora_ledger.mint(pg_temp.wallet('alice'), 100, 'start', p_key => 'k1');
SELECT agora_ledger.transfer(pg_temp.wallet('alice'), pg_temp.wallet('bob'), 0.5, 'a test', p_key => 'k2', p_actor => agora_test.id('alice'));
SELECT agora_ledger.burn(pg_temp.wallet('bob'), 0.25, 'spent', p_key => 'k3');
SELECT agora_ledger.mint(3, 7, 'start', p_key => 'k4');

SELECT is(agora_ledger.balance(pg_temp.wallet('alice')), 99.5, 'of a principal');
SELECT is(agora_ledger.balance(1), -107::numeric, 'of the mint');
SELECT agora_test.raises('SELECT agora_ledger.balance(999999)', 'ZL001', 'of an unknown account');
SELECT agora_test.raises('SELECT agora_ledger.balance(NULL)', 'ZL001', 'of none');
SELECT results_eq($$SELECT v.account_id, v.balance FROM agora_ledger.account_balance_view AS v ORDER BY v.account_id$$,
                  $$SELECT x.* FROM (VALUES (1::bigint, -107::numeric), (2, 0.25), (3, 7), (4, 0), (pg_temp.wallet('alice'), 99.5), (pg_temp.wallet('bob'), 0.25)) AS x ORDER BY 1$$,
                  'the view has every account');
SELECT results_eq($$SELECT s.kind, s.reason, s.amount::numeric, s.balance_after::numeric, s.recorded_at FROM agora_ledger.statement AS s
                     WHERE s.account_id = pg_temp.wallet('alice') ORDER BY s.transaction_id$$,
                  $$VALUES ('mint', 'start', 100::numeric, 100::numeric, '2026-01-01'::timestamptz), ('transfer', 'a test', -0.5, 99.5, '2026-01-01')$$,
                  'the statement has a running balance');
SELECT results_eq($$SELECT s.amount::numeric, s.balance_after::numeric FROM agora_ledger.statement AS s WHERE s.account_id = 1 ORDER BY s.transaction_id$$,
                  $$VALUES (-100::numeric, NULL::numeric), (-7, NULL)$$, 'but of a system account');
SELECT results_eq('SELECT * FROM agora_ledger.supply', 'VALUES (107::numeric, 0.25, 106.75, 7::numeric, 0::numeric, 99.75, 0::numeric, 0::numeric)', 'supply: made, ended, in being, treasury, pool, circulating');
SELECT col_type_is('agora_ledger', 'statement', 'amount', 'agora', 'tokens', 'tokens at the surface');

SELECT agora_test.become('alice');
SELECT is(agora_ledger.balance(agora_ledger.wallet_of()), 99.5, 'a bound login sees its own');
SELECT agora_test.raises($$SELECT agora_ledger.balance(pg_temp.wallet('bob'))$$, 'ZL001', 'and no other');
SELECT results_eq('SELECT v.account_id FROM agora_ledger.account_balance_view AS v', $$VALUES (pg_temp.wallet('alice'))$$, 'nor in the view');
SELECT is((SELECT count(*) FROM agora_ledger.statement AS s WHERE s.account_id <> pg_temp.wallet('alice')), 0::bigint, 'nor in the statement');
RESET SESSION AUTHORIZATION;
SELECT agora_test.become('sam');
SELECT is((SELECT count(*) FROM agora_ledger.account_balance_view AS v), 6::bigint, 'a service sees all');
RESET SESSION AUTHORIZATION;
SELECT agora_test.become('rita');
SELECT is((SELECT count(*) FROM agora_ledger.account_balance_view AS v), 0::bigint, 'a mere reader sees none');
SELECT is((SELECT count(*) FROM agora_ledger.statement AS s), 0::bigint, 'nor what moved');
SELECT is((SELECT s.supply FROM agora_ledger.supply AS s), 106.75, 'but how much there is');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
