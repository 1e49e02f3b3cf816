-- A change of reward constants is announced, small, and not too soon after the last; an emergency may be otherwise.
BEGIN;
SELECT plan(54);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['ann', 'ben', 'cy']) AS n(name);
CREATE FUNCTION pg_temp.changed(p_path text, p_value jsonb) RETURNS jsonb LANGUAGE sql
RETURN jsonb_set(agora_reward.policy('transform'), string_to_array(p_path, '.'), p_value);
CREATE FUNCTION pg_temp.propose(p_parameters jsonb, p_from timestamptz DEFAULT NULL, p_is_emergency boolean DEFAULT false, p_key text DEFAULT NULL) RETURNS bigint LANGUAGE sql
RETURN agora_reward.propose_policy('transform', p_parameters, p_from, 'a test', p_is_emergency, p_key, agora_test.id('ann'));
CREATE FUNCTION pg_temp.adopt(p_proposal bigint) RETURNS bigint LANGUAGE sql
RETURN agora_reward.approve_policy(p_proposal, p_actor => agora_test.id('ben'));

-- The step: 30 % is accepted, 31 % is not.
SELECT agora_test.raises($$SELECT pg_temp.propose(pg_temp.changed('tiers.0.1', '393'))$$, 'ZR021', '31 % up');
SELECT agora_test.raises($$SELECT pg_temp.propose(pg_temp.changed('tiers.0.1', '207'))$$, 'ZR021', '31 % down');
SELECT agora_test.raises($$SELECT pg_temp.propose(pg_temp.changed('tiers.0.1', '390.000001'))$$, 'ZR021', 'a micro-token more than 30 %');
SELECT lives_ok($$SELECT pg_temp.propose(pg_temp.changed('tiers.0.1', '390'), p_key => 'up')$$, 'exactly 30 % up');
SELECT is(pg_temp.propose(pg_temp.changed('tiers.0.1', '390'), p_key => 'up'), (SELECT c.policy_proposal_id FROM agora_reward.policy_change AS c), 'the same call again: the same proposal');
SELECT agora_test.raises($$SELECT pg_temp.propose(pg_temp.changed('tiers.0.1', '389'), p_key => 'up')$$, 'ZA003', 'the key with other constants');
SELECT results_eq($$SELECT c.kind, c.status, c.changes, c.valid_from, c.expires_at, c.approved_by FROM agora_reward.policy_change AS c$$,
                  $$VALUES ('transform', 'open', '{"tiers.0.1": [300, 390]}'::jsonb, '2026-01-03 00:00+00'::timestamptz, '2026-01-03 00:00+00'::timestamptz, '{}'::bigint[])$$,
                  'on record with what it changes, from when the notice is over');
SELECT results_eq($$SELECT e.key, e.payload -> 'changes' FROM agora_event.event AS e WHERE e.topic = 'reward.policy.proposed.v1'$$,
                  $$VALUES ('transform', '{"tiers.0.1": [300, 390]}'::jsonb)$$, 'and announced');
SELECT agora_test.raises($$SELECT pg_temp.propose(pg_temp.changed('tiers.0.1', '210'))$$, 'ZR024', 'one is open per kind');
SELECT is((agora_reward.policy('transform') #>> '{tiers,0,1}')::numeric, 300::numeric, 'nothing changes yet');
SELECT agora_reward.withdraw_policy(c.policy_proposal_id, 'another one', p_actor => agora_test.id('ben')) FROM agora_reward.policy_change AS c;
SELECT lives_ok($$SELECT pg_temp.propose(pg_temp.changed('tiers.0.1', '210'))$$, 'exactly 30 % down');
SELECT agora_reward.withdraw_policy(c.policy_proposal_id, 'another one') FROM agora_reward.policy_change AS c WHERE c.status = 'open';

-- The form.
SELECT agora_test.raises($$SELECT pg_temp.propose(agora_reward.policy('transform') - 'cap')$$, 'ZR020', 'a constant is missing');
SELECT agora_test.raises($$SELECT pg_temp.propose(pg_temp.changed('bonus', '1'))$$, 'ZR020', 'an unknown constant');
SELECT agora_test.raises($$SELECT pg_temp.propose(pg_temp.changed('cap', '"500"'))$$, 'ZR020', 'a number as text');
SELECT agora_test.raises($$SELECT pg_temp.propose(pg_temp.changed('cap', 'null'))$$, 'ZR020', 'no number');
SELECT agora_test.raises($$SELECT pg_temp.propose(pg_temp.changed('tiers', '[[0.9, 300], [0.7, 150]]'))$$, 'ZR020', 'a tier less');
SELECT agora_test.raises($$SELECT pg_temp.propose(pg_temp.changed('tiers', '[[0.9, 300], [0.7, 150], [0.5, 50, 1]]'))$$, 'ZR020', 'a tier of three');
SELECT agora_test.raises($$SELECT pg_temp.propose(pg_temp.changed('tiers', '[[0.7, 300], [0.9, 150], [0.5, 50]]'))$$, 'ZR020', 'tiers out of order');
SELECT agora_test.raises($$SELECT pg_temp.propose(pg_temp.changed('tiers', '[[0.9, 300], [0.65, 150], [0.65, 50]]'))$$, 'ZR020', 'tiers that meet');
SELECT agora_test.raises($$SELECT pg_temp.propose(pg_temp.changed('tiers.0.0', '1.1'))$$, 'ZR020', 'a threshold above 1');
SELECT agora_test.raises($$SELECT pg_temp.propose(pg_temp.changed('cap', '-1'), NULL, true)$$, 'ZR020', 'a cap below 0, in an emergency, too');
SELECT agora_test.raises($$SELECT pg_temp.propose(pg_temp.changed('cap', '1e30'), NULL, true)$$, 'ZR020', 'a cap beyond all tokens');
SELECT agora_test.raises(format($$SELECT agora_reward.propose_policy('decay', agora_reward.policy('decay') || '{"expiry_days": %s}', NULL, 'a test', true)$$, d.days),
                         'ZR020', 'days: ' || d.days) FROM unnest(ARRAY['365.5', '0', '100001', '1e30']) AS d(days);
SELECT agora_test.raises($$SELECT pg_temp.propose(agora_reward.policy('transform'))$$, 'ZR024', 'no change at all');
SELECT agora_test.raises($$SELECT pg_temp.propose('[]')$$, '22023', 'no object');
SELECT agora_test.raises($$SELECT pg_temp.propose(NULL)$$, '22023', 'nothing');
SELECT agora_test.raises($$SELECT pg_temp.propose(pg_temp.changed('cap', '510'), 'infinity')$$, '22023', 'never');
SELECT agora_test.raises($$SELECT pg_temp.propose(pg_temp.changed('cap', '510'), NULL, NULL)$$, '22023', 'perhaps an emergency');
SELECT agora_test.raises($$SELECT agora_reward.propose_policy('transform', pg_temp.changed('cap', '510'), NULL, NULL)$$, '22023', 'without a reason');
SELECT agora_test.raises($$SELECT agora_reward.propose_policy('none', '{}', NULL, 'a test')$$, 'ZR001', 'an unknown kind');

INSERT INTO agora_reward.reward_policy (kind, parameters, valid_from, created_by, recorded_at)
VALUES ('test', '{"mode": "slow", "note": "as is", "names": ["a"], "is_on": false, "part": {"n": 0}}', '-infinity', 1, agora.now());
INSERT INTO agora_reward.policy_bound (kind, place, choices) VALUES ('test', 'mode', '{slow,fast}');
CREATE FUNCTION pg_temp.test(p_change jsonb, p_is_emergency boolean DEFAULT false) RETURNS text LANGUAGE sql
RETURN agora_reward.propose_policy('test', agora_reward.policy('test') || p_change, NULL, 'a test', p_is_emergency)::text;
SELECT agora_test.raises($$SELECT pg_temp.test('{"mode": "faster"}')$$, 'ZR020', 'a text that is not one of its choices');
SELECT agora_test.raises($$SELECT pg_temp.test('{"note": "other"}')$$, 'ZR020', 'a text without choices');
SELECT agora_test.raises($$SELECT pg_temp.test('{"names": ["a", 1]}')$$, 'ZR020', 'a number among texts');
SELECT agora_test.raises($$SELECT pg_temp.test('{"is_on": 1}')$$, 'ZR020', 'a switch that is a number');
SELECT agora_test.raises($$SELECT pg_temp.test('{"part": {"n": 0.01}}')$$, 'ZR021', 'from nothing there is no step');
SELECT lives_ok($$SELECT pg_temp.test('{"mode": "fast", "names": [], "is_on": true}')$$, 'choices, texts and switches');
SELECT is(c.changes, '{"mode": ["slow", "fast"], "is_on": [false, true], "names": [["a"], []]}', 'are on record, too') FROM agora_reward.policy_change AS c WHERE c.kind = 'test';

-- Notice and gap.
SELECT agora_test.raises($$SELECT pg_temp.propose(pg_temp.changed('cap', '510'), '2026-01-02 23:59:59+00')$$, 'ZR023', 'a second less than 48 hours');
SELECT lives_ok($$SELECT pg_temp.adopt(pg_temp.propose(pg_temp.changed('cap', '510'), '2026-01-03 00:00+00'))$$, 'exactly 48 hours');
SELECT agora_test.raises($$SELECT pg_temp.propose(pg_temp.changed('cap', '520'), '2026-01-09 23:59:59+00')$$, 'ZR022', 'a second less than 7 days after it');
SELECT lives_ok($$SELECT pg_temp.adopt(pg_temp.propose(pg_temp.changed('cap', '520'), '2026-01-10 00:00+00'))$$, 'exactly 7 days after it');
SELECT agora_test.raises($$SELECT pg_temp.propose(pg_temp.changed('cap', '530'), '2026-01-04 00:00+00')$$, 'ZR022', 'nothing comes between versions');
SELECT is((agora_reward.policy('transform') ->> 'cap')::numeric, 500::numeric, 'until its date the old one holds');
SELECT agora_test.at('2026-01-03 00:00+00');
SELECT is((agora_reward.policy('transform') ->> 'cap')::numeric, 510::numeric, 'from then on the new one');
SELECT results_eq($$SELECT upper(v.valid) FROM agora_reward.policy_version AS v WHERE v.kind = 'transform' ORDER BY lower(v.valid)$$,
                  $$VALUES ('2026-01-03 00:00+00'::timestamptz), ('2026-01-10 00:00+00'), (NULL)$$, 'versions neither overlap nor leave a gap');
SELECT lives_ok($$SELECT pg_temp.propose(pg_temp.changed('cap', '530'))$$, 'without a date');
SELECT is(c.valid_from, '2026-01-17 00:00+00'::timestamptz, 'it is the earliest') FROM agora_reward.policy_change AS c WHERE c.status = 'open' AND c.kind = 'transform';

-- Not approved in time.
SELECT agora_test.at('2026-01-17 00:00:01+00');
SELECT is((SELECT c.status FROM agora_reward.policy_change AS c WHERE c.kind = 'transform' ORDER BY c.policy_proposal_id DESC LIMIT 1), 'expired', 'its time is over');
SELECT agora_test.raises($$SELECT pg_temp.adopt((SELECT max(c.policy_proposal_id) FROM agora_reward.policy_change AS c))$$, 'ZR026', 'it is not adopted any more');
SELECT lives_ok($$SELECT pg_temp.propose(pg_temp.changed('cap', '540'))$$, 'and is in nobody''s way');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'reward.policy.expired.v1'), 1::bigint, 'which is told');

SELECT * FROM finish();
ROLLBACK;
