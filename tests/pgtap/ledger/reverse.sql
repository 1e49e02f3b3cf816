-- Taking back: the same movements the other way round, once, from whoever still has the money.
BEGIN;
SELECT plan(32);
SELECT agora_test.at('2026-01-01');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['alice', 'bob']) AS n(name);
CREATE FUNCTION pg_temp.wallet(p_name text) RETURNS bigint LANGUAGE sql RETURN agora_ledger.wallet_of(agora_test.id(p_name));
CREATE FUNCTION pg_temp.pay(p_key text, p_amount numeric, p_from text DEFAULT 'alice', p_to text DEFAULT 'bob') RETURNS bigint LANGUAGE sql
RETURN agora_ledger.transfer(pg_temp.wallet(p_from), pg_temp.wallet(p_to), p_amount, 'a test', p_correlation_id => '00000000-0000-0000-0000-000000000001', p_key => p_key, p_actor => agora_test.id(p_from));
CREATE FUNCTION pg_temp.balances() RETURNS numeric[] LANGUAGE sql
RETURN ARRAY[agora_ledger.balance(pg_temp.wallet('alice')), agora_ledger.balance(pg_temp.wallet('bob'))];
CREATE TEMPORARY TABLE made (name text PRIMARY KEY, transaction_id bigint);
CREATE FUNCTION pg_temp.made(p_name text) RETURNS bigint LANGUAGE sql RETURN (SELECT m.transaction_id FROM made AS m WHERE m.name = p_name);
INSERT INTO made SELECT 'mint', agora_ledger.mint(pg_temp.wallet('alice'), 100, 'start', p_key => 'start');
INSERT INTO made SELECT 'pay', pg_temp.pay('p1', 10);
INSERT INTO made SELECT 'back', agora_ledger.reverse(pg_temp.made('pay'), 'paid by mistake', 'r1');

SELECT is(pg_temp.balances(), ARRAY[100, 0]::numeric[], 'taken back');
SELECT results_eq($$SELECT t.kind, t.reason, t.meta, t.correlation_id, t.created_by FROM agora_ledger.transaction AS t WHERE t.transaction_id = pg_temp.made('back')$$,
                  $$VALUES ('reversal', 'paid by mistake', jsonb_build_object('reversal_of', pg_temp.made('pay')), '00000000-0000-0000-0000-000000000001'::uuid, 1::bigint)$$, 'by a transaction that names it');
SELECT results_eq($$SELECT t.from_account_id, t.to_account_id, t.amount, t.movements FROM agora_ledger.transaction AS t WHERE t.transaction_id = pg_temp.made('back')$$,
                  $$SELECT t.to_account_id, t.from_account_id, t.amount, 1::smallint FROM agora_ledger.transaction AS t WHERE t.transaction_id = pg_temp.made('pay')$$, 'the other way round');
SELECT is(agora_ledger.reverse(pg_temp.made('pay'), 'paid by mistake', 'r1'), pg_temp.made('back'), 'the same call again: the same reversal');
SELECT is(pg_temp.balances(), ARRAY[100, 0]::numeric[], 'once');
SELECT agora_test.raises($$SELECT agora_ledger.reverse(pg_temp.made('pay'), 'another reason', 'r1')$$, 'ZA003', 'the key with another reason');
SELECT agora_test.raises($$SELECT agora_ledger.reverse(pg_temp.made('mint'), 'paid by mistake', 'r1')$$, 'ZA003', 'for another transaction');
SELECT agora_test.raises($$SELECT agora_ledger.reverse(pg_temp.made('pay'), 'paid by mistake', 'r2')$$, 'ZL012', 'not twice');
SELECT agora_test.raises($$SELECT agora_ledger.reverse(pg_temp.made('back'), 'x', 'r2')$$, 'ZL013', 'nor back again');
SELECT agora_test.raises($$SELECT agora_ledger.reverse(999999, 'x', 'r2')$$, 'ZL011', 'nor an unknown one');
SELECT agora_test.raises($$SELECT agora_ledger.reverse(NULL, 'x', 'r2')$$, 'ZL011', 'nor none');
SELECT agora_test.raises($$SELECT agora_ledger.reverse(pg_temp.made('mint'), NULL, 'r2')$$, '22023', 'not without a reason');
SELECT agora_test.raises($$SELECT agora_ledger.reverse(pg_temp.made('mint'), 'x')$$, '22023', 'not without a key');
SELECT agora_test.raises($$SELECT agora_ledger.reverse(pg_temp.made('mint'), 'x', 'reward:1')$$, '22023', 'not with one of the rewards');

-- a capture, spent and then not
CREATE TEMPORARY TABLE held AS SELECT agora_ledger.place_hold(pg_temp.wallet('alice'), 50, 'a call', p_key => 'h1', p_actor => agora_test.id('alice')) AS hold_id;
INSERT INTO made SELECT 'capture', agora_ledger.capture_hold(h.hold_id, 40, pg_temp.wallet('bob'), 'c1', agora_test.id('alice')) FROM held AS h;
SELECT pg_temp.pay('p2', 0.000001, 'bob', 'alice');
SELECT agora_test.raises($$SELECT agora_ledger.reverse(pg_temp.made('capture'), 'x', 'r3')$$, 'ZL002', 'not what is spent');
SELECT pg_temp.pay('p3', 0.000001, 'alice', 'bob');
CREATE TEMPORARY TABLE kept AS SELECT agora_ledger.place_hold(pg_temp.wallet('bob'), 1, 'a call', p_key => 'h2', p_actor => agora_test.id('bob')) AS hold_id;
SELECT agora_test.raises($$SELECT agora_ledger.reverse(pg_temp.made('capture'), 'x', 'r3')$$, 'ZL002', 'nor what is held');
SELECT agora_ledger.release_hold(k.hold_id, agora_test.id('bob')) FROM kept AS k;
SELECT agora_ledger.freeze_account(pg_temp.wallet('bob'), 'a dispute'), agora.suspend_principal(agora_test.id('alice'), 'a test');
SELECT lives_ok($$SELECT agora_ledger.reverse(pg_temp.made('capture'), 'x', 'r3')$$, 'a freeze and a suspension do not stand against it');
SELECT is(pg_temp.balances(), ARRAY[100, 0]::numeric[], 'all is as it was');
SELECT results_eq('SELECT h.status FROM agora_ledger.recorded_hold AS h JOIN held USING (hold_id)', $$VALUES ('captured')$$, 'but the hold stays captured');
SELECT agora_ledger.unfreeze_account(pg_temp.wallet('bob'), 'settled'), agora.resume_principal(agora_test.id('alice'));

-- many at once
SELECT pg_temp.pay('p4', 3);
INSERT INTO made SELECT 'post', agora_ledger.post('bounty', jsonb_build_array(
    jsonb_build_object('account_id', 3, 'amount', 2), jsonb_build_object('account_id', pg_temp.wallet('alice'), 'amount', -7), jsonb_build_object('account_id', 4, 'amount', 8),
    jsonb_build_object('account_id', pg_temp.wallet('bob'), 'amount', -3)), 'a test', p_key => 'post');
INSERT INTO made SELECT 'unpost', agora_ledger.reverse(pg_temp.made('post'), 'x', 'unpost');
CREATE FUNCTION pg_temp.movements(p_name text) RETURNS TABLE (line integer, payer bigint, payee bigint, amount bigint) LANGUAGE sql BEGIN ATOMIC
    SELECT e.line / 2, p.account_id, e.account_id, e.amount
      FROM agora_ledger.entry AS e
      JOIN agora_ledger.entry AS p ON p.transaction_id = e.transaction_id AND p.line = e.line - 1
     WHERE e.transaction_id = pg_temp.made(p_name) AND e.line % 2 = 0;
END;
SELECT results_eq($$SELECT * FROM pg_temp.movements('post') AS m ORDER BY m.line$$,
                  $$VALUES (1, pg_temp.wallet('alice'), 3::bigint, 2000000::bigint), (2, pg_temp.wallet('alice'), 4, 5000000), (3, pg_temp.wallet('bob'), 4, 3000000)$$, 'who pays whom, in the order of the lines');
SELECT results_eq($$SELECT * FROM pg_temp.movements('unpost') AS m ORDER BY m.line$$, $$SELECT m.line, m.payee, m.payer, m.amount FROM pg_temp.movements('post') AS m ORDER BY m.line$$, 'and each of them back');
SELECT is_empty('SELECT * FROM agora_ledger.reconcile()', 'which is what a reversal is');
SELECT pg_temp.pay('p5', 3, 'bob', 'alice');

-- what the system made and ended
INSERT INTO made SELECT 'burn', agora_ledger.burn(pg_temp.wallet('alice'), 30, 'x', p_key => 'b1');
SELECT lives_ok($$SELECT agora_ledger.reverse(pg_temp.made('burn'), 'x', 'r4')$$, 'what was burnt comes back');
SELECT is(agora_ledger.balance(2), 0::numeric, 'from where it went');
SELECT lives_ok($$SELECT agora_ledger.reverse(pg_temp.made('mint'), 'x', 'r5')$$, 'what was made is unmade');
SELECT results_eq('SELECT s.minted, s.burned, s.supply FROM agora_ledger.supply AS s', 'VALUES (0::numeric, 0::numeric, 0::numeric)', 'and nothing is left');

SELECT agora_test.raises($$UPDATE agora_ledger.reversal SET reversed_id = 0$$, 'ZA010', 'what was taken back stays on record');
SELECT agora_test.raises($$DELETE FROM agora_ledger.reversal$$, 'ZA010', 'for good');
SELECT agora_test.add_login('sam', 'agora_service');
SELECT ok(NOT has_function_privilege(agora_test.login('sam'), 'agora_ledger.reverse(bigint, text, text, bigint)', 'EXECUTE'), 'operators take back');
SELECT ok(NOT has_function_privilege(agora_test.login('sam'), 'agora_ledger.post(text, jsonb, text, jsonb, uuid, text, bigint)', 'EXECUTE'), 'and post');
SELECT is_empty('SELECT * FROM agora_ledger.reconcile()', 'all agrees');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'everywhere');

SELECT * FROM finish();
ROLLBACK;
