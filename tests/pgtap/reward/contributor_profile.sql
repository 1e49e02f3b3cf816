-- Profiles of contributors, and the figures of rewards.
BEGIN;
SELECT plan(9);
SELECT agora_test.at('2026-01-01 12:00+00');
SELECT agora_test.add_login('alice', 'agora_service', true);
SELECT agora_test.add_login('bob', 'agora_reader', true);
SELECT agora_test.add_login('service', 'agora_service');
CREATE TEMP TABLE failed AS SELECT (agora_memory.finish_attempt(agora_memory.start_attempt('do it'), 'error', 'ValueError', 'it broke')).attempt_id;
CREATE TEMP TABLE made AS
SELECT (agora_memory.register_transform(E'def mend(a: int) -> str:\n    if a:\n        return 1\n    return None', p_quality => 0.9, p_actor => agora_test.id('alice'))).transform_id;
UPDATE agora_memory.transform SET quality = 0.95;
CREATE FUNCTION pg_temp.use(p_actor text) RETURNS void LANGUAGE sql
BEGIN ATOMIC
    SELECT agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_parent => f.attempt_id, p_transforms => ARRAY[m.transform_id], p_actor => agora_test.id(p_actor)),
                                       'success', p_actor => agora_test.id(p_actor)) FROM failed AS f, made AS m;
END;
PREPARE profiles AS SELECT p.name, p.rank, p.rewarded, p.rewarded_by_kind ->> 'transform' AS for_transforms, p.earned, p.spent, p.balance, p.transforms, p.golden_states, p.patterns, p.reuses, p.reputation
  FROM agora_reward.contributor_profile AS p WHERE p.name IN ('alice', 'bob') ORDER BY p.name;
SELECT results_eq('profiles', $$VALUES ('alice', 1::bigint, 0::numeric, NULL, 0::numeric, 0::numeric, 0::numeric, 1::bigint, 0::bigint, 0::bigint, 0::bigint, '{}'::jsonb),
                                       ('bob', 1, 0, NULL, 0, 0, 0, 0, 0, 0, 0, '{}')$$, 'contributed, and of use to nobody yet: all are first');
SELECT pg_temp.use('alice'), pg_temp.use('bob'), pg_temp.use('bob');
SELECT agora_ledger.transfer(agora_ledger.wallet_of(agora_test.id('alice')), agora_ledger.wallet_of(agora_test.id('bob')), 7, 'a gift', p_key => '1', p_actor => agora_test.id('alice'));
SELECT agora.record_reputation(agora_test.id('alice'), 'quality', 0.5, 'a test', p_key => '1');
SELECT agora_memory.finish_attempt(agora_memory.start_attempt('it', p_actor => agora_test.id('bob')), 'success', p_actor => agora_test.id('bob'));
CREATE TEMP TABLE paid AS SELECT sum(c.amount) AS amount, trim_scale(sum(c.amount) FILTER (WHERE c.kind = 'transform')) AS for_transforms FROM agora_reward.reward_calculation AS c;
SELECT results_eq('profiles', $$SELECT v.* FROM paid AS p, LATERAL (VALUES ('alice', 1::bigint, trim_scale(p.amount), p.for_transforms::text, trim_scale(p.amount), 7::numeric, trim_scale(p.amount - 7), 1::bigint, 0::bigint, 0::bigint, 2::bigint, '{"quality": 0.5}'::jsonb),
                                                                           ('bob', 2, 0, NULL, 7, 0, 7, 0, 0, 0, 0, '{}')) AS v$$, 'rewards, all that came and went, and what others made of it');
SELECT is((SELECT array_agg(e.value ORDER BY e.metric) FROM agora_reward.economy_at() AS e WHERE e.metric IN ('rewards_per_day', 'active_contributors', 'rewarded_quality')),
          (SELECT ARRAY[1, 0.95, trim_scale(p.amount)] FROM paid AS p), 'one contributor, its quality, and what a day pays');
SELECT is((SELECT e.value FROM agora_reward.economy_at() AS e WHERE e.metric = 'rewarded_novelty'), (SELECT trim_scale(round(t.novelty, 6)) FROM agora_memory.transform AS t), 'and the novelty');
SELECT agora_test.advance('6 days');
SELECT is((SELECT e.value FROM agora_reward.economy_at() AS e WHERE e.metric = 'active_contributors'), 1::numeric, 'on the last day of the week');
SELECT agora_test.advance('12 hours');
SELECT is((SELECT array_agg(e.value ORDER BY e.metric) FROM agora_reward.economy_at() AS e WHERE e.metric IN ('rewards_per_day', 'active_contributors', 'rewarded_quality')), ARRAY[0, NULL, 0]::numeric[], 'and no longer');

SELECT agora_test.become('bob');
SELECT results_eq('SELECT p.name, p.rank FROM agora_reward.contributor_profile AS p', $$VALUES ('bob', 2::bigint)$$, 'a bound login sees its own row, with its place among all');
RESET SESSION AUTHORIZATION;
SELECT agora_test.become('service');
SELECT cmp_ok((SELECT count(*) FROM agora_reward.contributor_profile), '>=', 2::bigint, 'a service sees all');
RESET SESSION AUTHORIZATION;
SELECT is_empty('SELECT p.name FROM agora_reward.contributor_profile AS p WHERE p.name = ''system''', 'the system is no contributor');

SELECT * FROM finish();
ROLLBACK;
