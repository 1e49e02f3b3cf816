-- Putting a wallet right: against a system account, on record, once.
BEGIN;
SELECT plan(24);
SELECT agora_test.at('2026-01-01');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['alice', 'bob']) AS n(name);
CREATE FUNCTION pg_temp.wallet(p_name text) RETURNS bigint LANGUAGE sql RETURN agora_ledger.wallet_of(agora_test.id(p_name));
CREATE FUNCTION pg_temp.balances() RETURNS numeric[] LANGUAGE sql RETURN ARRAY[agora_ledger.balance(pg_temp.wallet('alice')), agora_ledger.balance(3), agora_ledger.balance(4)];
SELECT agora_ledger.mint(3, 100, 'a start', p_key => 'k1'), agora_ledger.mint(4, 100, 'a start', p_key => 'k2');
CREATE TEMPORARY TABLE made AS SELECT agora_ledger.adjust(pg_temp.wallet('alice'), 30, 'lost in the import', p_meta => '{"ticket": 7}', p_correlation_id => '00000000-0000-0000-0000-000000000001', p_key => 'a1', p_actor => 2) AS transaction_id;

SELECT is(pg_temp.balances(), ARRAY[30, 70, 100]::numeric[], 'above 0: from the treasury');
SELECT results_eq('SELECT t.kind, t.reason, t.meta, t.correlation_id, t.created_by FROM agora_ledger.transaction AS t JOIN made USING (transaction_id)',
                  $$VALUES ('adjustment', 'lost in the import', '{"ticket": 7}'::jsonb, '00000000-0000-0000-0000-000000000001'::uuid, 2::bigint)$$, 'who, why, for what');
SELECT results_eq($$SELECT e.payload ->> 'kind', e.payload ->> 'reason', e.principal_id FROM agora_event.event AS e JOIN made ON e.key = made.transaction_id::text WHERE e.topic = 'ledger.transaction.posted.v1'$$,
                  $$VALUES ('adjustment', 'lost in the import', 2::bigint)$$, 'and told');
SELECT is(agora_ledger.adjust(pg_temp.wallet('alice'), 30, 'lost in the import', p_meta => '{"ticket": 7}', p_correlation_id => '00000000-0000-0000-0000-000000000001', p_key => 'a1', p_actor => 2),
          (SELECT m.transaction_id FROM made AS m), 'the same call again: the same transaction');
SELECT is(pg_temp.balances(), ARRAY[30, 70, 100]::numeric[], 'once');
SELECT lives_ok($$SELECT agora_ledger.adjust(pg_temp.wallet('alice'), -10.5, 'counted twice', 'reward_pool', p_key => 'a2')$$, 'below 0');
SELECT is(pg_temp.balances(), ARRAY[19.5, 70, 110.5]::numeric[], 'it pays, to the account that is named');
SELECT agora_test.raises($$SELECT agora_ledger.adjust(pg_temp.wallet('alice'), 10.5, 'counted twice', 'reward_pool', p_key => 'a2')$$, 'ZA003', 'the key with the other sign');
SELECT agora_test.raises($$SELECT agora_ledger.adjust(pg_temp.wallet('alice'), 1, 'x', p_key => 'a1', p_actor => 2)$$, 'ZA003', 'the key with other facts');
SELECT agora_test.raises($$SELECT agora_ledger.adjust(pg_temp.wallet('alice'), 70.000001, 'x', p_key => 'a3')$$, 'ZL002', 'not more than the treasury has');
SELECT agora_test.raises($$SELECT agora_ledger.adjust(pg_temp.wallet('alice'), -19.500001, 'x', p_key => 'a3')$$, 'ZL002', 'nor than the wallet has');
SELECT agora_test.raises(format($$SELECT agora_ledger.adjust(pg_temp.wallet('alice'), %s, 'x', p_key => 'a3')$$, v.amount), '22023', 'not usable: ' || v.amount)
  FROM unnest(ARRAY['0', 'NULL', '''NaN''', '''-Infinity''', '-0.0000001']) AS v(amount);
SELECT agora_test.raises($$SELECT agora_ledger.adjust(pg_temp.wallet('alice'), 1, 'x', 'mint', p_key => 'a3')$$, '22023', 'not against the mint');
SELECT agora_test.raises($$SELECT agora_ledger.adjust(3, -1, 'x', 'reward_pool', p_key => 'a3')$$, '22023', 'only wallets');
SELECT agora_test.raises($$SELECT agora_ledger.adjust(999999, 1, 'x', p_key => 'a3')$$, 'ZL001', 'that there are');
SELECT agora_test.raises($$SELECT agora_ledger.adjust(pg_temp.wallet('alice'), 1, NULL, p_key => 'a3')$$, '22023', 'not without a reason');
SELECT agora_test.raises($$SELECT agora_ledger.adjust(pg_temp.wallet('alice'), 1, 'x', p_key => 'reward:1')$$, '22023', 'not under a key of the rewards');
SELECT agora_ledger.freeze_account(pg_temp.wallet('bob'), 'a dispute');
SELECT agora_test.raises($$SELECT agora_ledger.adjust(pg_temp.wallet('bob'), -1, 'x', p_key => 'a3')$$, 'ZL010', 'nothing is paid from a frozen one');
SELECT agora_test.add_login('sam', 'agora_service');
SELECT ok(NOT has_function_privilege(agora_test.login('sam'), 'agora_ledger.adjust(bigint, numeric, text, text, jsonb, uuid, text, bigint)', 'EXECUTE'), 'for operators');
SELECT is_empty('SELECT * FROM agora_ledger.reconcile()', 'all agrees');

SELECT * FROM finish();
ROLLBACK;
