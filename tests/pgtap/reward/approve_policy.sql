-- Who approves a change of reward constants, and how many must.
BEGIN;
SELECT plan(31);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['ann', 'ben', 'cy']) AS n(name);
CREATE FUNCTION pg_temp.propose(p_cap numeric, p_is_emergency boolean DEFAULT false, p_from timestamptz DEFAULT NULL) RETURNS bigint LANGUAGE sql
RETURN agora_reward.propose_policy('transform', jsonb_set(agora_reward.policy('transform'), '{cap}', to_jsonb(p_cap)), p_from, 'a test', p_is_emergency, p_actor => agora_test.id('ann'));
CREATE FUNCTION pg_temp.open() RETURNS bigint LANGUAGE sql
RETURN (SELECT c.policy_proposal_id FROM agora_reward.policy_change AS c WHERE c.status = 'open');

-- A change needs one other operator.
SELECT pg_temp.propose(510);
SELECT agora_test.raises($$SELECT agora_reward.approve_policy(pg_temp.open(), p_actor => agora_test.id('ann'))$$, 'ZR027', 'nobody approves their own');
SELECT agora_test.raises($$SELECT agora_reward.approve_policy(0)$$, 'ZR025', 'an unknown proposal');
SELECT agora_test.raises($$SELECT agora_reward.approve_policy(NULL)$$, 'ZR025', 'none');
SELECT agora_test.raises($$SELECT agora_reward.approve_policy(pg_temp.open(), ' ')$$, '22023', 'blank notes');
CREATE TEMP TABLE made AS SELECT pg_temp.open() AS proposal, agora_reward.approve_policy(pg_temp.open(), 'fine', 'k', agora_test.id('ben')) AS policy;
SELECT is(agora_reward.approve_policy(m.proposal, 'fine', 'k', agora_test.id('ben')), m.policy, 'the same call again: the same version') FROM made AS m;
SELECT agora_test.raises($$SELECT agora_reward.approve_policy(m.proposal, 'not fine', 'k', agora_test.id('ben')) FROM made AS m$$, 'ZA003', 'the key with other notes');
SELECT results_eq($$SELECT c.status, c.approved_by, c.reward_policy_id FROM agora_reward.policy_change AS c$$,
                  $$SELECT 'adopted', ARRAY[agora_test.id('ben')], m.policy FROM made AS m$$, 'one approval adopts it');
SELECT results_eq($$SELECT lower(v.valid), v.parameters ->> 'cap', v.created_by, v.is_builtin FROM agora_reward.policy_version AS v JOIN made AS m ON m.policy = v.reward_policy_id$$,
                  $$VALUES ('2026-01-03 00:00+00'::timestamptz, '510', agora_test.id('ann'), false)$$, 'as a version from its date');
SELECT results_eq($$SELECT e.topic FROM agora_event.event AS e WHERE e.topic LIKE 'reward.policy.%' ORDER BY e.event_id$$,
                  ARRAY['reward.policy.proposed.v1', 'reward.policy.approved.v1', 'reward.policy.adopted.v1'], 'step by step told');
SELECT agora_test.raises($$SELECT agora_reward.approve_policy(m.proposal, p_actor => agora_test.id('cy')) FROM made AS m$$, 'ZR026', 'what is adopted needs nobody more');
SELECT agora_test.raises($$SELECT agora_reward.withdraw_policy(m.proposal, 'too late') FROM made AS m$$, 'ZR026', 'and is not withdrawn');

-- An emergency: further and at once, with two.
SELECT pg_temp.propose(5000, true);
SELECT is(agora_reward.approve_policy(pg_temp.open(), p_actor => agora_test.id('ben')), NULL, 'the first approval is not enough');
SELECT is(agora_reward.approve_policy(pg_temp.open(), p_actor => agora_test.id('ben')), NULL, 'nor is the same operator''s second');
SELECT results_eq($$SELECT e.payload ->> 'missing' FROM agora_event.event AS e WHERE e.topic = 'reward.policy.approved.v1' ORDER BY e.event_id DESC LIMIT 1$$, ARRAY['1'], 'one is missing');
SELECT agora_test.advance('1 hour');
CREATE TEMP TABLE urgent AS SELECT pg_temp.open() AS proposal, agora_reward.approve_policy(pg_temp.open(), p_actor => agora_test.id('cy')) AS policy;
SELECT is((agora_reward.policy('transform') ->> 'cap')::numeric, 5000::numeric, 'with the second it holds at once');
SELECT is(lower(v.valid), agora.now(), 'not from before') FROM agora_reward.policy_version AS v JOIN urgent AS u ON u.policy = v.reward_policy_id;
SELECT results_eq($$SELECT c.is_emergency, c.approved_by, c.changes FROM agora_reward.policy_change AS c JOIN urgent AS u ON u.proposal = c.policy_proposal_id$$,
                  $$SELECT true, ARRAY[agora_test.id('ben'), agora_test.id('cy')], '{"cap": [500, 5000]}'::jsonb$$, 'on record with both');
SELECT is((SELECT (e.payload ->> 'is_emergency')::boolean FROM agora_event.event AS e WHERE e.topic = 'reward.policy.adopted.v1' ORDER BY e.event_id DESC LIMIT 1), true, 'and told');
SELECT agora_test.at('2026-01-03 00:00+00');
SELECT is((agora_reward.policy('transform') ->> 'cap')::numeric, 510::numeric, 'what was announced for later comes all the same');

-- What changes meanwhile is looked at again: after an emergency it may be too soon, or too far.
SELECT agora_test.at('2026-02-01 00:00+00');
SELECT pg_temp.propose(560);
SELECT agora.set_setting('reward.policy_max_step', '0.05', 'a test');
SELECT agora_test.raises($$SELECT agora_reward.approve_policy(pg_temp.open())$$, 'ZR021', 'rules of today');
SELECT agora.set_setting('reward.policy_max_step', NULL, 'a test');
SELECT agora.set_setting('reward.policy_approvers', '2', 'a test');
SELECT is(agora_reward.approve_policy(pg_temp.open(), p_actor => agora_test.id('ben')), NULL, 'as many approvals as the setting says');
SELECT isnt(agora_reward.approve_policy(pg_temp.open(), p_actor => agora_test.id('cy')), NULL, 'adopt it');
SELECT agora_test.raises($$SELECT pg_temp.propose(560, true, '2026-02-03 00:00+00')$$, 'ZR022', 'two versions never begin at once');

-- Withdrawn.
SELECT agora_test.at('2026-03-01 00:00+00');
CREATE TEMP TABLE gone AS SELECT pg_temp.propose(600) AS proposal;
SELECT is(agora_reward.withdraw_policy(g.proposal, 'not needed', 'w', agora_test.id('cy')), g.proposal, 'any operator may withdraw it') FROM gone AS g;
SELECT is(agora_reward.withdraw_policy(g.proposal, 'not needed', 'w', agora_test.id('cy')), g.proposal, 'the same call again') FROM gone AS g;
SELECT agora_test.raises($$SELECT agora_reward.withdraw_policy(g.proposal, 'not needed') FROM gone AS g$$, 'ZR026', 'a second one');
SELECT agora_test.raises($$SELECT agora_reward.withdraw_policy(g.proposal, NULL) FROM gone AS g$$, '22023', 'without a reason');
SELECT agora_test.raises($$SELECT agora_reward.withdraw_policy(0, 'none')$$, 'ZR025', 'an unknown one');
SELECT agora_test.raises($$SELECT agora_reward.approve_policy(g.proposal) FROM gone AS g$$, 'ZR026', 'it is not approved any more');
SELECT is((SELECT e.payload ->> 'reason' FROM agora_event.event AS e WHERE e.topic = 'reward.policy.withdrawn.v1'), 'not needed', 'and told why');
SELECT agora_test.raises($$UPDATE agora_reward.policy_approval SET notes = 'other'$$, 'ZA010', 'approvals are history');

SELECT * FROM finish();
ROLLBACK;
