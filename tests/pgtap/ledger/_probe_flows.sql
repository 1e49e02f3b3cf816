-- The roll-up's invariant and its health: each finds what was spoilt.
BEGIN;
SELECT plan(8);
SELECT agora.register_principal('ada');
SELECT agora_ledger.mint(agora_ledger.wallet_of(agora_test.id('ada')), 100, 'start', p_key => 'k1'), agora_ledger.burn(agora_ledger.wallet_of(agora_test.id('ada')), 1, 'end', p_key => 'k2');
INSERT INTO agora_ledger.horizon (transaction_id, next_transaction_id) SELECT max(t.transaction_id), max(t.transaction_id) FROM agora_ledger.transaction AS t;
SELECT is((agora_ledger._probe_rollup()).ok, true, 'little behind is well');
UPDATE agora.setting SET min_value = 0 WHERE key = 'ledger.unsealed_limit';
SELECT agora.set_setting('ledger.unsealed_limit', '1', 'a test');
SELECT is((agora_ledger._probe_rollup()).ok, false, 'more than the limit is not');
SELECT agora_ledger._fold_flows(1000);
SELECT is((agora_ledger._probe_rollup()).detail, '0 transactions behind the daily roll-up', 'folded: none');
SELECT is_empty('SELECT * FROM agora_ledger._probe_flows()', 'and all agrees');
UPDATE agora_ledger.daily_flow SET minted = minted + 1 WHERE kind = 'mint';
SELECT results_eq('SELECT * FROM agora_ledger._probe_flows()', ARRAY['minted: flows give 100000001, accounts 100000000'], 'a wrong sum of what was minted');
UPDATE agora_ledger.daily_flow SET minted = minted - 1 WHERE kind = 'mint';
UPDATE agora_ledger.daily_flow SET burned = 0;
SELECT results_eq('SELECT * FROM agora_ledger._probe_flows()', ARRAY['burned: flows give 0, accounts 1000000'], 'and of what was burned');
UPDATE agora_ledger.daily_flow SET burned = 1000000 WHERE kind = 'burn';
UPDATE agora_ledger.daily_holder_flow SET spent = spent + 5 WHERE kind = 'burn';
SELECT results_eq('SELECT * FROM agora_ledger._probe_flows()', ARRAY[format('principal %s: flows give 98999995, accounts 99000000', agora_test.id('ada'))], 'and of a holder');
DELETE FROM agora_ledger.daily_holder_flow;
SELECT results_eq('SELECT * FROM agora_ledger._probe_flows()', ARRAY[format('principal %s: flows give 0, accounts 99000000', agora_test.id('ada'))], 'whose rows are gone');

SELECT * FROM finish();
ROLLBACK;
