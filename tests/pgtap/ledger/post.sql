-- Postings of many lines and many transfers: whole, in order, once.
BEGIN;
SELECT plan(88);
SELECT agora_test.at('2026-01-01');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['alice', 'bob', 'carol', 'dave']) AS n(name);
CREATE FUNCTION pg_temp.wallet(p_name text) RETURNS bigint LANGUAGE sql RETURN agora_ledger.wallet_of(agora_test.id(p_name));
CREATE FUNCTION pg_temp.line(p_name text, p_amount numeric) RETURNS jsonb LANGUAGE sql RETURN jsonb_build_object('account_id', pg_temp.wallet(p_name), 'amount', p_amount);
CREATE FUNCTION pg_temp.post(p_key text, p_lines jsonb DEFAULT NULL, p_kind text DEFAULT 'bounty', p_reason text DEFAULT 'a test', p_meta jsonb DEFAULT '{}') RETURNS bigint LANGUAGE sql
RETURN agora_ledger.post(p_kind, coalesce(p_lines, jsonb_build_array(pg_temp.line('alice', -3), pg_temp.line('bob', 1.5), pg_temp.line('carol', 1.5))), p_reason, p_meta, p_key => p_key);
CREATE FUNCTION pg_temp.item(p_key text, p_amount numeric DEFAULT 1, p_to text DEFAULT 'bob', p_from text DEFAULT 'alice') RETURNS jsonb LANGUAGE sql
RETURN jsonb_build_object('from', pg_temp.wallet(p_from), 'to', pg_temp.wallet(p_to), 'amount', p_amount, 'reason', 'a test', 'key', p_key);
CREATE FUNCTION pg_temp.batch(p_items jsonb, p_atomic boolean DEFAULT true, p_actor text DEFAULT 'alice') RETURNS SETOF text LANGUAGE sql
BEGIN ATOMIC
    SELECT format('%s %s %s', b.item, coalesce(b.key, '-'), coalesce(b.error_code, CASE WHEN b.transaction_id > 0 THEN 'posted' END)) FROM agora_ledger.post_batch(p_items, p_atomic, agora_test.id(p_actor)) AS b;
END;
CREATE FUNCTION pg_temp.balances() RETURNS numeric[] LANGUAGE sql
RETURN (SELECT array_agg(agora_ledger.balance(pg_temp.wallet(n.name)) ORDER BY n.name) FROM unnest(ARRAY['alice', 'bob', 'carol']) AS n(name));
SELECT agora_ledger.mint(pg_temp.wallet('alice'), 100, 'start', p_key => 'start');

-- post
CREATE TEMPORARY TABLE made AS SELECT pg_temp.post('k1', p_meta => '{"a": 1}') AS transaction_id;
SELECT is(pg_temp.balances(), ARRAY[97, 1.5, 1.5], 'every line moved');
SELECT results_eq($$SELECT e.line, e.account_id, e.amount, e.balance_after FROM agora_ledger.entry AS e JOIN made USING (transaction_id) ORDER BY e.line$$,
                  $$VALUES (1, pg_temp.wallet('alice'), -1500000::bigint, 98500000::bigint), (2, pg_temp.wallet('bob'), 1500000, 1500000),
                           (3, pg_temp.wallet('alice'), -1500000, 97000000), (4, pg_temp.wallet('carol'), 1500000, 1500000)$$, 'from one to the other, in their order');
SELECT results_eq($$SELECT t.kind, t.reason, t.meta, t.idempotency_key, t.created_by FROM agora_ledger.transaction AS t JOIN made USING (transaction_id)$$, $$VALUES ('bounty', 'a test', '{"a": 1}'::jsonb, 'k1', 1::bigint)$$, 'who, why, for what');
SELECT results_eq($$SELECT e.key, e.payload FROM agora_event.event AS e JOIN made AS m ON m.transaction_id::text = e.key WHERE e.topic = 'ledger.transaction.posted.v1'$$,
                  $$SELECT m.transaction_id::text, jsonb_build_object('transaction_id', m.transaction_id, 'kind', 'bounty', 'reason', 'a test', 'lines',
                           jsonb_build_array(pg_temp.line('alice', -3), pg_temp.line('bob', 1.5), pg_temp.line('carol', 1.5))) FROM made AS m$$, 'one event');
SELECT is(pg_temp.post('k1', p_meta => '{"a": 1}'), (SELECT m.transaction_id FROM made AS m), 'the same call again: the same transaction');
SELECT is(pg_temp.balances(), ARRAY[97, 1.5, 1.5], 'posted once');
SELECT agora_test.raises($$SELECT pg_temp.post('k1')$$, 'ZA003', 'the key with another meta');
SELECT agora_test.raises($$SELECT pg_temp.post('k1', jsonb_build_array(pg_temp.line('alice', -3), pg_temp.line('bob', 3)), p_meta => '{"a": 1}')$$, 'ZA003', 'with other lines');
SELECT agora_test.raises($$SELECT pg_temp.post('k1', jsonb_build_array(pg_temp.line('alice', -1.5), pg_temp.line('bob', 1.5)), p_meta => '{"a": 1}')$$, 'ZA003', 'with its first movement alone');
SAVEPOINT two;
CREATE TEMPORARY TABLE two AS SELECT pg_temp.post('k2', jsonb_build_array(pg_temp.line('alice', -3), pg_temp.line('bob', 3))) AS transaction_id;
CREATE FUNCTION pg_temp.again(p_from text, p_to text, p_amount numeric) RETURNS bigint LANGUAGE sql
RETURN pg_temp.post('k2', jsonb_build_array(pg_temp.line(p_from, -p_amount), pg_temp.line(p_to, p_amount)));
SELECT is(pg_temp.again('alice', 'bob', 3), (SELECT m.transaction_id FROM two AS m), 'two lines: the same transaction');
SELECT is(pg_temp.again('bob', 'alice', -3), (SELECT m.transaction_id FROM two AS m), 'also where the payee is named first');
SELECT agora_test.raises(format('SELECT pg_temp.again(%L, %L, %s)', w.payer, w.payee, w.amount), 'ZA003', w.why)
  FROM (VALUES ('bob', 'alice', 3, 'the other way round'), ('carol', 'bob', 3, 'another payer'),
               ('alice', 'carol', 3, 'another payee'), ('alice', 'bob', 2, 'another amount')) AS w(payer, payee, amount, why);
SELECT agora_test.raises($$SELECT pg_temp.post('k2')$$, 'ZA003', 'or a line more');
ROLLBACK TO SAVEPOINT two;
SELECT agora_test.raises($$SELECT pg_temp.post('bad', jsonb_build_array(pg_temp.line('alice', -3), pg_temp.line('bob', 2.999999)))$$, 'ZL003', 'not unbalanced');
SELECT agora_test.raises($$SELECT pg_temp.post('bad', jsonb_build_array(pg_temp.line('alice', -3)))$$, 'ZL003', 'not one line');
SELECT agora_test.raises($$SELECT pg_temp.post('bad', '[]')$$, 'ZL003', 'nor none');
SELECT agora_test.raises(format($$SELECT pg_temp.post('bad', %L)$$, l.lines), '22023', format('not %s', l.lines))
  FROM unnest(ARRAY['{}', '1', '[1]', '[{}]', '[{"account_id": "3", "amount": 1}]', '[{"account_id": 3.5, "amount": 1}]', '[{"account_id": 1e30, "amount": 1}]', '[{"account_id": 3, "amount": "1"}]',
                    '[{"account_id": 3, "amount": 0}]', '[{"account_id": 3, "amount": 0.0000001}]', '[{"account_id": 3, "amount": -1e13}]',
                    '[{"account_id": 1, "amount": -1}, {"account_id": 3, "amount": 1}]', '[{"account_id": 3, "amount": -1}, {"account_id": 2, "amount": 1}]',
                    '[{"account_id": 3, "amount": -1}, {"account_id": 3, "amount": 1}]']) AS l(lines);
SELECT agora_test.raises($$SELECT agora_ledger.post('bounty', NULL, 'x', p_key => 'bad')$$, '22023', 'not without lines');
SELECT agora_test.raises(format($$SELECT pg_temp.post('bad', p_kind => %L)$$, k.kind), '22023', format('not of the kind %s', k.kind)) FROM unnest(ARRAY[NULL, '', 'Bounty', 'a b', 'mint', 'reversal', 'capture']) AS k(kind);
SELECT agora_test.raises($$SELECT pg_temp.post('reward:1')$$, '22023', 'not with a key of the rewards');
SELECT agora_test.raises($$SELECT pg_temp.post(NULL)$$, '22023', 'not without a key');
SELECT agora_test.raises($$SELECT pg_temp.post('bad', p_reason => '')$$, '22023', 'not without a reason');
SELECT agora_test.raises($$SELECT pg_temp.post('bad', p_meta => '[]')$$, '22023', 'meta is an object');
SELECT agora_test.raises($$SELECT pg_temp.post('bad', jsonb_build_array(pg_temp.line('bob', -1.500001), pg_temp.line('alice', 1.500001)))$$, 'ZL002', 'nobody is overdrawn');
SELECT agora_test.raises($$SELECT pg_temp.post('bad', jsonb_build_array(pg_temp.line('bob', -1), '{"account_id": 999999, "amount": 1}'::jsonb))$$, 'ZL001', 'not to an unknown account');
SELECT agora_ledger.mint(pg_temp.wallet('dave'), 1e12, 'start', p_key => 'rich');
SELECT agora_test.raises($$SELECT pg_temp.post('bad', jsonb_build_array(pg_temp.line('bob', -1), pg_temp.line('dave', 1)))$$, 'ZL004', 'not beyond the limit of a balance');
SELECT agora_ledger.freeze_account(pg_temp.wallet('bob'), 'a test');
SELECT agora_test.raises($$SELECT pg_temp.post('bad', jsonb_build_array(pg_temp.line('bob', -1), pg_temp.line('alice', 1)))$$, 'ZL010', 'not from a frozen account');
SELECT agora_ledger.unfreeze_account(pg_temp.wallet('bob'), 'a test');
SELECT agora.suspend_principal(agora_test.id('carol'), 'a test');
SELECT agora_test.raises($$SELECT pg_temp.post('bad')$$, 'ZA002', 'not to a suspended principal');
SELECT agora.resume_principal(agora_test.id('carol'));
SELECT lives_ok($$SELECT pg_temp.post('k2', jsonb_build_array(pg_temp.line('alice', -7), '{"account_id": 3, "amount": 7}'::jsonb))$$, 'a system account is paid');
SELECT lives_ok($$SELECT pg_temp.post('k3', jsonb_build_array('{"account_id": 3, "amount": -6}'::jsonb, pg_temp.line('alice', 6)))$$, 'and pays');
SELECT agora_test.raises($$SELECT pg_temp.post('bad', jsonb_build_array('{"account_id": 3, "amount": -1.000001}'::jsonb, pg_temp.line('alice', 1.000001)))$$, 'ZL002', 'what it holds');

-- post_batch
SELECT is(pg_temp.balances(), ARRAY[96, 1.5, 1.5], 'before the batches');
SELECT set_eq($$SELECT pg_temp.batch(jsonb_build_array(pg_temp.item('z', 1), pg_temp.item('a', 2, 'carol'), pg_temp.item('m', 3)))$$, ARRAY['1 z posted', '2 a posted', '3 m posted'], 'each is posted');
SELECT is(pg_temp.balances(), ARRAY[90, 5.5, 3.5], 'all moved');
SELECT results_eq($$SELECT s.amount::numeric, s.balance_after::numeric FROM agora_ledger.statement AS s JOIN agora_ledger.transaction AS t USING (transaction_id)
                     WHERE s.account_id = pg_temp.wallet('alice') AND t.idempotency_key IN ('z', 'a', 'm') ORDER BY s.transaction_id$$,
                  $$VALUES (-1::numeric, 95::numeric), (-2, 93), (-3, 90)$$, 'in their order');
SELECT results_eq($$SELECT s.amount::numeric, s.balance_after::numeric FROM agora_ledger.statement AS s JOIN agora_ledger.transaction AS t USING (transaction_id)
                     WHERE s.account_id = pg_temp.wallet('bob') AND t.idempotency_key IN ('z', 'm') ORDER BY s.transaction_id$$,
                  $$VALUES (1::numeric, 2.5::numeric), (3, 5.5)$$, 'for whoever is paid twice, too');
SELECT results_eq($$SELECT t.kind, t.reason, t.meta, t.movements, t.created_by, t.recorded_at FROM agora_ledger.transaction AS t WHERE t.idempotency_key = 'a'$$,
                  $$VALUES ('transfer', 'a test', '{}'::jsonb, 1::smallint, agora_test.id('alice'), agora.now())$$, 'as transfers');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.payload ->> 'kind' = 'transfer'), 3::bigint, 'an event for each');
SELECT is((SELECT e.payload FROM agora_event.event AS e JOIN agora_ledger.transaction AS t ON t.transaction_id::text = e.key WHERE t.idempotency_key = 'a' AND e.topic = 'ledger.transaction.posted.v1'),
          (SELECT jsonb_build_object('transaction_id', t.transaction_id, 'kind', 'transfer', 'reason', 'a test', 'lines', jsonb_build_array(pg_temp.line('alice', -2), pg_temp.line('carol', 2)))
             FROM agora_ledger.transaction AS t WHERE t.idempotency_key = 'a'), 'which says what moved');
SELECT set_eq($$SELECT pg_temp.batch(jsonb_build_array(pg_temp.item('z', 1), pg_temp.item('n', 1)))$$, ARRAY['1 z posted', '2 n posted'], 'one again beside a new one');
SELECT is(pg_temp.balances(), ARRAY[89, 6.5, 3.5], 'paid once');
SELECT is((SELECT b.transaction_id FROM agora_ledger.post_batch(jsonb_build_array(pg_temp.item('z', 1)), true, agora_test.id('alice')) AS b),
          agora_ledger.transfer(pg_temp.wallet('alice'), pg_temp.wallet('bob'), 1, 'a test', p_key => 'z', p_actor => agora_test.id('alice')), 'a key is that of transfer()');
SELECT agora_test.raises($$SELECT pg_temp.batch(jsonb_build_array(pg_temp.item('b1', 1), pg_temp.item('b2', 88.000001)))$$, 'ZL002', 'all or nothing: what the first left is too little for the second');
SELECT agora_test.raises($$SELECT pg_temp.batch(jsonb_build_array(pg_temp.item('b1', 1), pg_temp.item('b2', 0)))$$, '22023', 'or it cannot be read');
SELECT is(pg_temp.balances(), ARRAY[89, 6.5, 3.5], 'nothing');
SELECT set_eq($$SELECT pg_temp.batch(jsonb_build_array(pg_temp.item('b1', 87), pg_temp.item('b2', 3), pg_temp.item('b3', 1), pg_temp.item('z', 2), pg_temp.item('b3', 1), pg_temp.item('b4', -1), 7,
                    pg_temp.item('b5', 1, 'alice', 'bob'), pg_temp.item('b6') || '{"to": 999999}', pg_temp.item('b7') || '{"to": 1}', pg_temp.item('b8') || '{"note": 1}', pg_temp.item('b9', 1, 'alice'), pg_temp.item('reward:1')), false)$$,
              ARRAY['1 b1 posted', '2 b2 ZL002', '3 b3 posted', '4 z ZA003', '5 b3 22023', '6 b4 22023', '7 - 22023', '8 b5 42501', '9 b6 ZL001', '10 b7 22023', '11 b8 22023', '12 b9 22023', '13 reward:1 22023'],
              'each for itself: an outcome for every one');
SELECT is(pg_temp.balances(), ARRAY[1, 94.5, 3.5], 'and the good ones are posted');
SELECT set_eq($$SELECT pg_temp.batch(jsonb_build_array(pg_temp.item('b2', 2)), false)$$, ARRAY['1 b2 ZL002'], 'none may be good');
SELECT agora_test.raises(format('SELECT pg_temp.batch(%L)', b.items), '22023', format('not %s', b.items)) FROM unnest(ARRAY[NULL, '{}', '[]', '7']) AS b(items);
SELECT agora_test.raises($$SELECT pg_temp.batch(jsonb_build_array(pg_temp.item('b1', 1)), NULL)$$, '22023', 'not without saying how');
SELECT agora_test.raises($$SELECT pg_temp.batch((SELECT jsonb_agg(pg_temp.item('x' || g, 1)) FROM generate_series(1, 1001) AS g))$$, '22023', 'not 1001');
SELECT agora_test.raises($$SELECT pg_temp.batch(jsonb_build_array(pg_temp.item('b1', 1)), true, 'ghost')$$, 'ZA001', 'not by nobody');
SELECT agora_test.raises($$SELECT pg_temp.batch((SELECT jsonb_agg(pg_temp.item('x' || g, 1e12)) FROM generate_series(1, 100) AS g))$$, 'ZL002', 'nor more than there is in the world');
SELECT agora_test.raises($$SELECT pg_temp.batch(jsonb_build_array(pg_temp.item('x1', 1, 'dave')))$$, 'ZL004', 'not beyond the limit of a balance');
SELECT agora_ledger.freeze_account(pg_temp.wallet('alice'), 'a test');
SELECT agora_test.raises($$SELECT pg_temp.batch(jsonb_build_array(pg_temp.item('x1', 1)))$$, 'ZL010', 'not from a frozen account');
SELECT set_eq($$SELECT pg_temp.batch(jsonb_build_array(pg_temp.item('z', 1)))$$, ARRAY['1 z posted'], 'which has paid before');
SELECT agora_ledger.unfreeze_account(pg_temp.wallet('alice'), 'a test');
SELECT agora.suspend_principal(agora_test.id('carol'), 'a test');
SELECT agora_test.raises($$SELECT pg_temp.batch(jsonb_build_array(pg_temp.item('x1', 0.5), pg_temp.item('x2', 0.5, 'carol')))$$, 'ZA002', 'not to a suspended principal');
SELECT agora.resume_principal(agora_test.id('carol'));
SELECT is(pg_temp.balances(), ARRAY[1, 94.5, 3.5], 'none of it');
SELECT agora_ledger.stake(40, p_key => 'staked', p_actor => agora_test.id('bob'));
SELECT results_eq($$WITH staked AS (SELECT a.account_id FROM agora_ledger.account AS a WHERE a.principal_id = agora_test.id('bob') AND a.kind = 'stake'), again AS (
                         SELECT jsonb_build_array(pg_temp.item('s1', 4, 'carol', 'bob') || jsonb_build_object('to', s.account_id),
                                                  pg_temp.item('s2', 3, 'carol', 'bob') || jsonb_build_object('from', s.account_id)) AS items FROM staked AS s)
                    SELECT b.key, b.error_code, agora_ledger.balance(pg_temp.wallet('carol')) FROM again AS n CROSS JOIN LATERAL agora_ledger.post_batch(n.items, true, agora_test.id('bob')) AS b ORDER BY b.item$$,
                  $$VALUES ('s1', NULL::text, 6.5::numeric), ('s2', NULL, 6.5)$$, 'who is paid can pay on in the same batch');
SELECT results_eq($$SELECT t.idempotency_key, t.from_balance, t.to_balance FROM agora_ledger.transaction AS t WHERE t.idempotency_key IN ('s1', 's2') ORDER BY t.transaction_id$$,
                  $$VALUES ('s1', 50500000::bigint, 44000000::bigint), ('s2', 41000000, 6500000)$$, 'with both balances after each');
SELECT set_eq($$SELECT pg_temp.batch(jsonb_build_array(pg_temp.item('t1', 0.25) || '{"to": 3}', pg_temp.item('t2', 0.25)))$$, ARRAY['1 t1 posted', '2 t2 posted'], 'a system account is paid in a batch');
SELECT is_empty($$SELECT t.transaction_id FROM agora_ledger.transaction AS t WHERE t.idempotency_key = 'bad'$$, 'what was refused is not there');
SELECT is_empty('SELECT * FROM agora_ledger.reconcile()', 'and all agrees');

SELECT * FROM finish();
ROLLBACK;
