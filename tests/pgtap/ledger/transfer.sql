-- Paying: both sides move, or nothing does; the key makes it happen once.
BEGIN;
SELECT plan(76);
SELECT agora_test.at('2026-01-01');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['alice', 'bob', 'carol', 'dave']) AS n(name);
CREATE FUNCTION pg_temp.wallet(p_name text) RETURNS bigint LANGUAGE sql RETURN agora_ledger.wallet_of(agora_test.id(p_name));
-- Pays as the owner: what differs from the usual call is named.
CREATE FUNCTION pg_temp.pay(p_key text, p_amount numeric DEFAULT 10, p_from text DEFAULT 'alice', p_to text DEFAULT 'bob', p_reason text DEFAULT 'a test',
                            p_meta jsonb DEFAULT '{}', p_correlation_id uuid DEFAULT NULL) RETURNS bigint LANGUAGE sql
RETURN agora_ledger.transfer(pg_temp.wallet(p_from), pg_temp.wallet(p_to), p_amount, p_reason, p_meta, p_correlation_id, p_key, agora_test.id(p_from));
CREATE FUNCTION pg_temp.balances() RETURNS numeric[] LANGUAGE sql
RETURN ARRAY[agora_ledger.balance(pg_temp.wallet('alice')), agora_ledger.balance(pg_temp.wallet('bob'))];
CREATE TEMPORARY TABLE made (name text, transaction_id bigint);
SELECT agora_ledger.mint(pg_temp.wallet('alice'), 100, 'start', p_key => 'start');

-- the normal case
INSERT INTO made SELECT 'first', pg_temp.pay('k1', 10.5, p_meta => '{"a": 1}', p_correlation_id => '00000000-0000-0000-0000-000000000001');
SELECT is(pg_temp.balances(), ARRAY[89.5, 10.5], 'both sides moved');
SELECT results_eq($$SELECT t.kind, t.reason, t.created_by, t.idempotency_key, t.meta, t.correlation_id, t.recorded_at
                      FROM agora_ledger.transaction AS t JOIN made USING (transaction_id)$$,
                  $$VALUES ('transfer', 'a test', agora_test.id('alice'), 'k1', '{"a": 1}'::jsonb, '00000000-0000-0000-0000-000000000001'::uuid,
                            '2026-01-01'::timestamptz)$$, 'who, when, why, for what');
SELECT results_eq($$SELECT e.line, e.account_id, e.amount, e.balance_after FROM agora_ledger.entry AS e JOIN made USING (transaction_id) ORDER BY e.line$$,
                  $$VALUES (1, pg_temp.wallet('alice'), -10500000::bigint, 89500000::bigint),
                           (2::smallint, pg_temp.wallet('bob'), 10500000::bigint, 10500000::bigint)$$, 'two lines');
SELECT results_eq($$SELECT e.topic, e.key, e.principal_id, e.correlation_id, e.payload FROM agora_event.event AS e WHERE e.topic LIKE 'ledger.%' AND e.principal_id >= 1000$$,
                  $$SELECT 'ledger.transaction.posted.v1', m.transaction_id::text, agora_test.id('alice'), '00000000-0000-0000-0000-000000000001'::uuid,
                           jsonb_build_object('transaction_id', m.transaction_id, 'kind', 'transfer', 'reason', 'a test', 'lines',
                               jsonb_build_array(jsonb_build_object('account_id', pg_temp.wallet('alice'), 'amount', -10.5),
                                                 jsonb_build_object('account_id', pg_temp.wallet('bob'), 'amount', 10.5))) FROM made AS m$$, 'one event, without meta');

-- the key
SELECT is(pg_temp.pay('k1', 10.5, p_meta => '{"a": 1}', p_correlation_id => '00000000-0000-0000-0000-000000000001'),
          (SELECT m.transaction_id FROM made AS m), 'the same call again: the same transaction');
SELECT is(pg_temp.balances(), ARRAY[89.5, 10.5], 'paid once');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic LIKE 'ledger.%' AND e.principal_id >= 1000), 1::bigint, 'told once');
SET CONSTRAINTS ALL IMMEDIATE;
SELECT lives_ok($$SELECT pg_temp.pay('immediate', 0.5), pg_temp.pay('immediate back', 0.5, 'bob', 'alice')$$, 'it works, whatever SET CONSTRAINTS says');
SET CONSTRAINTS ALL DEFERRED;
SELECT lives_ok($$SELECT pg_temp.pay('k2', 10)$$, 'another key');
SELECT is(pg_temp.pay('k2', 10.000000), pg_temp.pay('k2', 10), 'the same amount, written otherwise, is the same call');
SELECT agora_test.raises($$SELECT pg_temp.pay('k2', 10.000001)$$, 'ZA003', 'the key with another amount');
SELECT agora_test.raises($$SELECT pg_temp.pay('k2', p_to => 'carol')$$, 'ZA003', 'with another receiver');
SELECT agora_test.raises($$SELECT pg_temp.pay('k2', p_reason => 'other')$$, 'ZA003', 'with another reason');
SELECT agora_test.raises($$SELECT pg_temp.pay('k2', p_meta => '{"a": 2}')$$, 'ZA003', 'with other meta');
SELECT agora_test.raises($$SELECT pg_temp.pay('k2', p_correlation_id => '00000000-0000-0000-0000-000000000002')$$, 'ZA003', 'with a correlation');
SELECT agora_test.raises($$SELECT pg_temp.pay('k1', 10.5, p_meta => '{"a": 1}')$$, 'ZA003', 'without its correlation');
SELECT isnt(pg_temp.pay('k2', 1, p_from => 'bob', p_to => 'carol'), pg_temp.pay('k2'), 'keys of different actors never meet');
SELECT pg_temp.pay('all', 79.5);
SELECT is(pg_temp.pay('all', 79.5), (SELECT max(t.transaction_id) FROM agora_ledger.transaction AS t), 'a repeated call that emptied the account is repeated, not refused');
SELECT is(pg_temp.balances(), ARRAY[0, 99.0], 'down to nothing');

-- the balance
SELECT agora_test.raises($$SELECT pg_temp.pay('k3', 0.000001)$$, 'ZL002', 'nothing is left');
SELECT agora_test.raises($$SELECT pg_temp.pay('k3', 99.000001, 'bob', 'alice')$$, 'ZL002', 'a micro-token more than there is');
SELECT lives_ok($$SELECT pg_temp.pay('k3', 99, 'bob', 'alice')$$, 'all there is');
SELECT is(pg_temp.balances(), ARRAY[99.0, 0], 'came back');
SELECT agora_ledger.mint(pg_temp.wallet('dave'), 1e12 - 99, 'start', p_key => 'rich');
SELECT lives_ok($$SELECT pg_temp.pay('k4', 99, 'alice', 'dave')$$, 'up to 1e12 tokens');
SELECT agora_ledger.mint(pg_temp.wallet('alice'), 99, 'start', p_key => 'again');
SELECT agora_test.raises($$SELECT pg_temp.pay('k5', 0.000001, 'alice', 'dave')$$, 'ZL004', 'not beyond');
SELECT is(agora_ledger.balance(pg_temp.wallet('dave')), 1e12, 'the largest balance is readable');

-- arguments
SELECT agora_test.raises(format('SELECT pg_temp.pay(%L, %s)', 'bad', a.amount), '22023', format('not %s tokens', a.amount))
  FROM unnest(ARRAY['NULL', '0', '-1', '0.0000001', '1e13', $$'NaN'$$, $$'Infinity'$$]) AS a(amount);
SELECT agora_test.raises($$SELECT pg_temp.pay('bad', p_to => 'alice')$$, '22023', 'not to oneself');
SELECT agora_test.raises($$SELECT pg_temp.pay(NULL)$$, '22023', 'not without a key');
SELECT agora_test.raises($$SELECT pg_temp.pay('')$$, '22023', 'nor with an empty one');
SELECT agora_test.raises($$SELECT pg_temp.pay(repeat('k', 201))$$, '22023', 'nor with one of 201 characters');
SELECT agora_test.raises($$SELECT pg_temp.pay('reward:transform:1')$$, '22023', 'nor with a key of the rewards');
SELECT lives_ok(format('SELECT pg_temp.pay(%L, 1, p_reason => %L)', k.key, k.key), format('a key and reason of any script: %s', k.key)) FROM unnest(ARRAY['ключ', 'k k', 'reward', 'clé 1']) AS k(key);
SELECT agora_test.raises(format('SELECT pg_temp.pay(%L)', E'a\x01b'), '22023', 'nor with control characters');
SELECT agora_test.raises($$SELECT pg_temp.pay('bad', p_reason => NULL)$$, '22023', 'not without a reason');
SELECT agora_test.raises($$SELECT pg_temp.pay('bad', p_reason => repeat('r', 201))$$, '22023', 'nor with one of 201 characters');
SELECT agora_test.raises($$SELECT pg_temp.pay('bad', p_meta => NULL)$$, '22023', 'not without meta');
SELECT agora_test.raises($$SELECT pg_temp.pay('bad', p_meta => '[]')$$, '22023', 'meta is an object');
SELECT agora_test.raises($$SELECT agora_ledger.transfer(pg_temp.wallet('alice'), 999999, 1, 'x', p_key => 'bad', p_actor => agora_test.id('alice'))$$, 'ZL001', 'to an unknown account');
SELECT agora_test.raises(format($$SELECT agora_ledger.transfer(pg_temp.wallet('alice'), %s, 1, 'x', p_key => 'bad', p_actor => agora_test.id('alice'))$$, a.id), 'ZL001', format('nor to %s, which no system account has', a.id))
  FROM unnest(ARRAY[999, 0, -1]) AS a(id);
SELECT agora_test.raises($$SELECT agora_ledger.transfer(999999, pg_temp.wallet('alice'), 1, 'x', p_key => 'bad', p_actor => agora_test.id('alice'))$$, 'ZL001', 'from an unknown account');
SELECT agora_test.raises($$SELECT agora_ledger.transfer(NULL, NULL, 1, 'x', p_key => 'bad')$$, 'ZL001', 'from nowhere to nowhere');
SELECT agora_test.raises($$SELECT agora_ledger.transfer(pg_temp.wallet('alice'), NULL, 1, 'x', p_key => 'bad', p_actor => agora_test.id('alice'))$$, 'ZL001', 'from a wallet to nowhere');
SELECT agora_test.raises($$SELECT agora_ledger.transfer(NULL, pg_temp.wallet('alice'), 1, 'x', p_key => 'bad')$$, 'ZL001', 'from nowhere to a wallet');

-- who pays
SELECT agora_test.raises($$SELECT agora_ledger.transfer(pg_temp.wallet('alice'), pg_temp.wallet('bob'), 1, 'x', p_key => 'bad', p_actor => agora_test.id('bob'))$$, '42501', 'not from another''s wallet');
SELECT agora_test.raises($$SELECT agora_ledger.transfer(pg_temp.wallet('alice'), pg_temp.wallet('bob'), 1, 'x', p_key => 'bad', p_actor => 999)$$, 'ZA001', 'an unknown actor');
SELECT agora_test.raises($$SELECT agora_ledger.transfer(1, pg_temp.wallet('bob'), 1, 'x', p_key => 'bad')$$, '22023', 'the mint has its own function');
SELECT agora_test.raises($$SELECT agora_ledger.transfer(pg_temp.wallet('alice'), 2, 1, 'x', p_key => 'bad', p_actor => agora_test.id('alice'))$$, '22023', 'so has burning');
SELECT lives_ok($$SELECT agora_ledger.transfer(pg_temp.wallet('alice'), 3, 9, 'x', p_key => 'tax', p_actor => agora_test.id('alice'))$$, 'anybody pays into the treasury');
SELECT agora_test.raises($$SELECT agora_ledger.transfer(3, pg_temp.wallet('bob'), 9.000001, 'x', p_key => 'bad')$$, 'ZL002', 'which holds what it holds');
SELECT lives_ok($$SELECT agora_ledger.transfer(3, pg_temp.wallet('bob'), 9, 'x', p_key => 'refund')$$, 'an operator pays from it');
SELECT is(agora_ledger.balance(3), 0::numeric, 'all of it');
SELECT agora.suspend_principal(agora_test.id('carol'), 'a test');
SELECT agora_test.raises($$SELECT pg_temp.pay('bad', 1, 'alice', 'carol')$$, 'ZA002', 'a suspended principal is not paid');
SELECT agora_test.raises($$SELECT pg_temp.pay('bad', 1, 'carol', 'alice')$$, 'ZA002', 'and does not pay');
SELECT is(pg_temp.pay('k2', 1, 'bob', 'carol'), (SELECT t.transaction_id FROM agora_ledger.transaction AS t WHERE t.created_by = agora_test.id('bob') AND t.idempotency_key = 'k2'),
          'but what she was paid before is answered as it was');
SELECT is_empty('SELECT * FROM agora_ledger.reconcile()', 'and moves nothing, neither half of it');

SELECT agora_test.add_login('sam', 'agora_service');
SELECT agora_test.become('sam');
SELECT lives_ok($$SELECT pg_temp.pay('by service', 1)$$, 'an unbound service pays for the owner it names');
SELECT agora_test.raises($$SELECT agora_ledger.transfer(3, pg_temp.wallet('bob'), 1, 'x', p_key => 'bad')$$, '42501', 'but not from system accounts');
RESET SESSION AUTHORIZATION;
SELECT agora_test.add_login('erin', 'agora_service', true);
SELECT agora_ledger.mint(pg_temp.wallet('erin'), 5, 'start', p_key => 'erin');
SELECT agora_test.become('erin');
SELECT lives_ok($$SELECT agora_ledger.transfer(agora_ledger.wallet_of(), pg_temp.wallet('bob'), 1, 'x', p_key => 'own')$$, 'a bound login pays from its own wallet');
SELECT agora_test.raises($$SELECT pg_temp.pay('bad', 1)$$, '42501', 'and from no other');
RESET SESSION AUTHORIZATION;

SELECT is_empty($$SELECT t.transaction_id FROM agora_ledger.transaction AS t WHERE t.idempotency_key = 'bad'$$, 'what was refused is not there');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'all invariants hold');

-- what is unusual, but right, takes another road to the same end
INSERT INTO made
SELECT o.name, pg_temp.pay(o.name, o.amount, 'erin', p_reason => o.reason)
  FROM (VALUES ('odd', 0.5, 'say "no", \ or {yes} 50%'), ('ключ', 0.5, 'für Ägypten'), ('zeros', 2.50000000, 'x')) AS o(name, amount, reason);
SELECT results_eq($$SELECT m.name, e.payload ->> 'reason', (e.payload #>> '{lines,1,amount}')::numeric
                      FROM made AS m JOIN agora_event.event AS e ON e.topic = 'ledger.transaction.posted.v1' AND e.key = m.transaction_id::text
                     WHERE m.name IN ('odd', 'ключ', 'zeros') ORDER BY m.transaction_id$$,
                  $$VALUES ('odd', 'say "no", \ or {yes} 50%', 0.5), ('ключ', 'für Ägypten', 0.5), ('zeros', 'x', 2.5)$$, 'its event says it as it was said');
SELECT is(agora_ledger.balance(pg_temp.wallet('erin')), 0.5, 'and it is paid');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'still all invariants hold');

SELECT * FROM finish();
ROLLBACK;
