-- A frozen account pays nothing, however it is asked, and still takes what it is paid.
BEGIN;
SELECT plan(24);
SELECT agora_test.at('2026-01-01');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['alice', 'bob']) AS n(name);
CREATE FUNCTION pg_temp.wallet(p_name text DEFAULT 'alice') RETURNS bigint LANGUAGE sql RETURN agora_ledger.wallet_of(agora_test.id(p_name));
CREATE FUNCTION pg_temp.pay(p_key text, p_from text DEFAULT 'alice', p_to text DEFAULT 'bob') RETURNS bigint LANGUAGE sql
RETURN agora_ledger.transfer(pg_temp.wallet(p_from), pg_temp.wallet(p_to), 1, 'a test', p_key => p_key, p_actor => agora_test.id(p_from));
SELECT agora_ledger.mint(pg_temp.wallet(n.name), 100, 'start', p_key => n.name) FROM unnest(ARRAY['alice', 'bob']) AS n(name);
CREATE TEMPORARY TABLE made AS SELECT pg_temp.pay('before') AS transaction_id, h.n, agora_ledger.place_hold(pg_temp.wallet(), 10, 'x', p_key => 'h' || h.n, p_actor => agora_test.id('alice')) AS hold_id FROM generate_series(1, 2) AS h(n);

SELECT is(agora_ledger.freeze_account(pg_temp.wallet(), 'a dispute'), '2026-01-01'::timestamptz, 'frozen from now on');
SELECT results_eq($$SELECT v.frozen_at, v.frozen_reason FROM agora_ledger.account_balance_view AS v WHERE v.account_id = pg_temp.wallet()$$, $$VALUES ('2026-01-01'::timestamptz, 'a dispute')$$, 'and everybody sees why');
SELECT agora_test.raises($$SELECT pg_temp.pay('k1')$$, 'ZL010', 'no transfer');
SELECT agora_test.raises($$SELECT agora_ledger.burn(pg_temp.wallet(), 1, 'x', p_key => 'k1')$$, 'ZL010', 'no burning');
SELECT agora_test.raises($$SELECT agora_ledger.place_hold(pg_temp.wallet(), 1, 'x', p_key => 'k1', p_actor => agora_test.id('alice'))$$, 'ZL010', 'no hold');
SELECT agora_test.raises($$SELECT agora_ledger.capture_hold(m.hold_id, 1, 3, p_key => 'k1', p_actor => agora_test.id('alice')) FROM made AS m WHERE m.n = 1$$, 'ZL010', 'no capture');
SELECT is(pg_temp.pay('before'), (SELECT m.transaction_id FROM made AS m WHERE m.n = 1), 'what was paid before is answered');
SELECT is((SELECT agora_ledger.place_hold(pg_temp.wallet(), 10, 'x', p_key => 'h1', p_actor => agora_test.id('alice'))), (SELECT m.hold_id FROM made AS m WHERE m.n = 1), 'what was held, too');
SELECT lives_ok($$SELECT pg_temp.pay('k2', 'bob', 'alice')$$, 'it is paid into');
SELECT lives_ok($$SELECT agora_ledger.mint(pg_temp.wallet(), 1, 'x', p_key => 'k3')$$, 'by the mint, too');
SELECT is((SELECT agora_ledger.release_hold(m.hold_id, agora_test.id('alice')) FROM made AS m WHERE m.n = 2), 10::numeric, 'a hold is released');
SELECT agora_test.at('2026-01-02');
SELECT is(agora_ledger.freeze_account(pg_temp.wallet(), 'another'), '2026-01-01'::timestamptz, 'freezing again keeps the first date');
SELECT results_eq($$SELECT e.key, e.payload FROM agora_event.event AS e WHERE e.topic = 'ledger.account.frozen.v1'$$,
                  $$VALUES (pg_temp.wallet()::text, jsonb_build_object('account_id', pg_temp.wallet(), 'reason', 'a dispute'))$$, 'told once');
SELECT agora_ledger.unfreeze_account(pg_temp.wallet(), 'settled');
SELECT lives_ok($$SELECT pg_temp.pay('k1')$$, 'it pays again');
SELECT agora_ledger.unfreeze_account(pg_temp.wallet(), 'settled');
SELECT results_eq($$SELECT e.key, e.payload FROM agora_event.event AS e WHERE e.topic = 'ledger.account.unfrozen.v1'$$,
                  $$VALUES (pg_temp.wallet()::text, jsonb_build_object('account_id', pg_temp.wallet(), 'reason', 'settled', 'frozen_at', '2026-01-01'::timestamptz))$$, 'told once, with its beginning');

SELECT agora_test.raises($$SELECT agora_ledger.freeze_account(3, 'x')$$, '22023', 'not a system account');
SELECT agora_test.raises($$SELECT agora_ledger.freeze_account(999999, 'x')$$, 'ZL001', 'not an unknown one');
SELECT agora_test.raises($$SELECT agora_ledger.freeze_account(pg_temp.wallet(), NULL)$$, '22023', 'not without a reason');
SELECT agora_test.raises($$SELECT agora_ledger.unfreeze_account(3, 'x')$$, '22023', 'nor unfrozen');
SELECT agora_test.raises($$SELECT agora_ledger.unfreeze_account(999999, 'x')$$, 'ZL001', 'none');
SELECT agora_test.raises($$SELECT agora_ledger.unfreeze_account(pg_temp.wallet(), ' ')$$, '22023', 'without a reason');
SELECT agora_test.add_login('sam', 'agora_service');
SELECT ok(NOT has_function_privilege(agora_test.login('sam'), 'agora_ledger.freeze_account(bigint, text, bigint)', 'EXECUTE'), 'operators freeze');
SELECT ok(NOT has_function_privilege(agora_test.login('sam'), 'agora_ledger.unfreeze_account(bigint, text, bigint)', 'EXECUTE'), 'and unfreeze');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'all invariants hold');

SELECT * FROM finish();
ROLLBACK;
