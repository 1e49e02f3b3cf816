-- Verifiers are paid for the verdict that the majority came to, once each, and only so often a day.
BEGIN;
SELECT plan(14);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora.register_principal(n) FROM unnest(ARRAY['alice', 'v1', 'v2', 'v3', 'v4', 'v5']) AS n;
SELECT agora_memory.appoint_reviewer(agora_test.id('v' || n)) FROM generate_series(1, 5) AS n;
CREATE FUNCTION pg_temp.made(p_name text) RETURNS bigint LANGUAGE sql
    RETURN (agora_memory.register_transform(format(E'def %s(a: int) -> int:\n    "Give it."\n    return %L', p_name, p_name), p_actor => agora_test.id('alice'))).transform_id;
CREATE FUNCTION pg_temp.verify(p_transform bigint, p_name text, p_verdict text) RETURNS bigint LANGUAGE sql
    RETURN agora_memory.record_verification(p_transform, p_verdict, p_actor => agora_test.id(p_name));
CREATE FUNCTION pg_temp.paid() RETURNS text LANGUAGE sql
    RETURN (SELECT string_agg(format('%s %s', d.name, e.amount::integer), ', ' ORDER BY d.name) FROM agora_reward.earned_reward AS e JOIN agora.principal AS d USING (principal_id));

CREATE TEMP TABLE made AS SELECT pg_temp.made('one') AS id;
SELECT pg_temp.verify(m.id, 'v1', 'failed'), pg_temp.verify(m.id, 'v2', 'passed'), pg_temp.verify(m.id, 'v3', 'error') FROM made AS m;
SELECT is(pg_temp.paid(), NULL, 'two opinions are no majority, and that it could not be run is none');
SELECT pg_temp.verify(m.id, 'v4', 'passed') FROM made AS m;
SELECT is(pg_temp.paid(), 'v2 5, v4 5', 'two of three agree, the third is not paid');
SELECT pg_temp.verify(m.id, 'v1', 'passed'), pg_temp.verify(m.id, 'v4', 'passed') FROM made AS m;
SELECT is(pg_temp.paid(), 'v2 5, v4 5', 'nor when it changes its mind, nor anybody twice');
SELECT pg_temp.verify(m.id, 'v5', 'passed') FROM made AS m;
SELECT is(pg_temp.paid(), 'v2 5, v4 5, v5 5', 'who comes later is paid, too');
SELECT results_eq($$SELECT e.kind, e.subject_kind, e.subject_id, e.helped_id, e.factors, e.occasion, v.verdict FROM agora_reward.earned_reward AS e JOIN agora_memory.transform_verification AS v ON v.transform_verification_id = e.evidence_id WHERE e.principal_id = agora_test.id('v5')$$,
                  $$SELECT 'verification', 'transform', m.id, agora_test.id('alice'), '{"paid_today": 0}'::jsonb, agora_test.id('v5')::text, 'passed' FROM made AS m$$, 'on record');
SELECT pg_temp.verify(m.id, 'v3', 'failed') FROM made AS m;
SELECT is(pg_temp.paid(), 'v2 5, v4 5, v5 5', 'the minority is not');

-- The cap of a day.
INSERT INTO agora_reward.reward_policy (kind, parameters, valid_from, created_by, recorded_at) VALUES ('verification', '{"tokens": 5, "min_verifiers": 2, "majority": 0.66, "per_day": 2}', '2026-01-01 06:00+00', 1, agora.now());
SELECT agora_test.at('2026-01-01 23:59+00');
CREATE TEMP TABLE more AS SELECT n, pg_temp.made('more' || n) AS id FROM generate_series(1, 4) AS n;
SELECT pg_temp.verify(m.id, 'v1', 'passed'), pg_temp.verify(m.id, 'v2', 'passed') FROM more AS m WHERE m.n <= 3 ORDER BY m.n;
SELECT is((SELECT string_agg(e.amount::integer || ' ' || (e.factors ->> 'paid_today'), ', ' ORDER BY e.reward_calculation_id) FROM agora_reward.earned_reward AS e WHERE e.principal_id = agora_test.id('v2')), '5 0, 5 1, 0 2, 0 2', 'two a day are paid, further ones are on record');
SELECT is((SELECT string_agg(e.amount::integer::text, ', ' ORDER BY e.reward_calculation_id) FROM agora_reward.earned_reward AS e WHERE e.principal_id = agora_test.id('v1')), '5, 5, 0', 'for each of them');
SELECT agora_test.at('2026-01-02 00:00+00');
SELECT pg_temp.verify(m.id, 'v1', 'passed'), pg_temp.verify(m.id, 'v2', 'passed') FROM more AS m WHERE m.n = 4;
SELECT is((SELECT e.amount::numeric FROM agora_reward.earned_reward AS e WHERE e.principal_id = agora_test.id('v2') ORDER BY e.reward_calculation_id DESC LIMIT 1), 5.000000, 'the next day pays again');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');

-- Flags and standing.
SELECT agora.set_flag('token_rewards', false, agora_test.id('v3'));
CREATE TEMP TABLE last AS SELECT pg_temp.made('last') AS id;
SELECT pg_temp.verify(l.id, 'v3', 'passed'), pg_temp.verify(l.id, 'v4', 'passed') FROM last AS l;
SELECT is((SELECT count(*) FROM agora_reward.earned_reward AS e, last AS l WHERE e.subject_id = l.id), 1::bigint, 'without token_rewards nothing is written');
SELECT agora.suspend_principal(agora_test.id('v5'), 'a test');
SELECT agora_test.raises(format('SELECT pg_temp.verify(%s, ''v5'', ''passed'')', l.id), 'ZA002', 'a suspended one says nothing') FROM last AS l;
SELECT agora.resume_principal(agora_test.id('v5'));
SELECT agora_test.advance('1 second');
INSERT INTO agora_memory.transform_verification (transform_id, verifier_id, verdict, environment, recorded_at) SELECT l.id, agora_test.id('v5'), 'passed', '{}', agora.now() - interval '1 hour' FROM last AS l;
SELECT is((SELECT count(*) FROM agora_reward.earned_reward AS e, last AS l WHERE e.subject_id = l.id), 1::bigint, 'a restored verdict pays nothing');
SELECT pg_temp.verify(l.id, 'v1', 'failed') FROM last AS l;
SELECT is((SELECT string_agg(e.principal_id::text, ',') FROM agora_reward.earned_reward AS e, last AS l WHERE e.subject_id = l.id AND e.recorded_at = agora.now()), agora_test.id('v5')::text, 'what it was due is paid with the next one');

SELECT * FROM finish();
ROLLBACK;
