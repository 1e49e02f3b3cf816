-- What violations cost. tests/golden/slash.jsonl has the figures.
BEGIN;
SELECT plan(13);

SELECT is(agora_ledger.slash_policy(), '{"unit": 1, "failed_challenge": 50, "missed_heartbeat": 1, "policy_violation": 10}'::jsonb, 'the percentages of the settings');
SELECT is(agora_ledger.slash_amount('failed_challenge', 6000), 3000::numeric, 'half, without a severity');
SELECT agora.set_setting('ledger.slash_challenge_percent', '10', 'a test');
SELECT is(agora_ledger.slash_amount('failed_challenge', 6000), 600::numeric, 'as the setting says');
SELECT is(agora_ledger.slash_amount('policy_violation', 100, 10, '{"unit": 1, "policy_violation": 80}'), 100::numeric, 'never more than there is');
SELECT agora_test.raises(format('SELECT agora_ledger.slash_amount(%s)', w.arguments), '22023', w.arguments)
  FROM unnest(ARRAY[$$NULL, 1$$, $$'theft', 1$$, $$'unit', 1$$, $$'failed_challenge', -1$$, $$'failed_challenge', 'NaN'$$, $$'failed_challenge', 1, 10.1$$, $$'failed_challenge', 1, -1$$,
                    $$'failed_challenge', 1, 0, '{"unit": 1}'$$, $$'failed_challenge', 1, 0, '{"unit": 0, "failed_challenge": 50}'$$]) AS w(arguments);

SELECT * FROM finish();
ROLLBACK;
