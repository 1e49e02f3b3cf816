-- record_verification: what a run outside the server showed, and what follows from it.
BEGIN;
SELECT plan(19);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_test.add_login('alice', 'agora_service', true);
SELECT agora_test.add_login('vera', 'agora_service', true);
SELECT agora.register_principal('bob');
SELECT agora_memory.appoint_reviewer(agora_test.id(n)) FROM unnest(ARRAY['alice', 'vera']) AS n;
CREATE TEMP TABLE made AS SELECT (agora_memory.register_transform(E'def f(a: int) -> int:\n    "Give the number back."\n    return a', p_actor => agora_test.id('alice'))).transform_id;
GRANT SELECT ON made TO PUBLIC;
SELECT agora.set_setting('memory.approve_min_users', '1', 'a test');
SELECT agora.set_setting('memory.approve_needs_verification', 'true', 'a test');
CREATE FUNCTION pg_temp.verify(p_verdict text, p_job text DEFAULT NULL, p_environment jsonb DEFAULT '{"image": "python:3.12"}') RETURNS bigint LANGUAGE sql
BEGIN ATOMIC
    SELECT agora_memory.record_verification(m.transform_id, p_verdict, p_environment, p_job, 'as seen') FROM made AS m;
END;
SELECT agora_memory.record_use(m.transform_id, (agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_actor => agora_test.id('bob')), 'success', p_actor => agora_test.id('bob'))).attempt_id, 'success', p_actor => agora_test.id('bob')) FROM made AS m;

SELECT agora_test.become('alice');
SELECT agora_test.raises($$SELECT pg_temp.verify('passed')$$, 'ZM032', 'a contributor does not verify its own');
SELECT agora_test.become('vera');
CREATE TEMP TABLE failed AS SELECT pg_temp.verify('failed', 'job-1') AS id;
SELECT is(pg_temp.verify('failed', 'job-1'), f.id, 'the same job again is the first report') FROM failed AS f;
SELECT agora_test.raises($$SELECT pg_temp.verify('passed', 'job-1')$$, 'ZA003', 'with another verdict it is refused');
SELECT is((SELECT t.status FROM agora_memory.known_transform AS t), 'pending', 'what failed is not approved');
SELECT isnt(pg_temp.verify('error', 'job-2'), f.id, 'what could not be run') FROM failed AS f;
SELECT is((SELECT t.status FROM agora_memory.known_transform AS t), 'pending', 'is not approved either');
SELECT isnt(pg_temp.verify('passed', 'job-3'), NULL, 'a verdict that passes');
SELECT is((SELECT t.status FROM agora_memory.known_transform AS t), 'approved', 'lets the policy approve');
SELECT results_eq('SELECT v.verdict, v.is_latest, v.job, v.verifier_id, v.environment, v.detail FROM agora_memory.verified_transform AS v ORDER BY v.transform_verification_id',
                  $$SELECT v, l, j, agora_test.id('vera'), '{"image": "python:3.12"}'::jsonb, 'as seen' FROM (VALUES ('failed', false, 'job-1'), ('error', false, 'job-2'), ('passed', true, 'job-3')) AS x(v, l, j)$$, 'all verdicts are kept');
RESET SESSION AUTHORIZATION;
SELECT is((SELECT array_agg(e.payload ->> 'verdict' ORDER BY e.event_id) FROM agora_event.event AS e WHERE e.topic = 'memory.transform.verified.v1'), ARRAY['failed', 'error', 'passed'], 'and told');
SELECT is((SELECT h.evidence ->> 'verdict' FROM agora_memory.transform_history AS h), 'passed', 'the decision names its evidence');
SELECT agora_test.raises('DELETE FROM agora_memory.transform_verification', 'ZA010', 'verdicts stay');

-- Wrong input.
SELECT agora_test.raises($$SELECT pg_temp.verify('maybe')$$, '22023', 'an unknown verdict');
SELECT agora_test.raises($$SELECT pg_temp.verify(NULL)$$, '22023', 'none');
SELECT agora_test.raises($$SELECT pg_temp.verify('passed', p_environment => '[]')$$, '22023', 'an environment that is no object');
SELECT agora_test.raises($$SELECT agora_memory.record_verification(999999, 'passed')$$, 'ZM005', 'an unknown transform');
SELECT agora_memory.dismiss_reviewer(agora_test.id('vera'));
SELECT agora_test.become('vera');
SELECT agora_test.raises($$SELECT pg_temp.verify('passed')$$, '42501', 'somebody who is no reviewer');
RESET SESSION AUTHORIZATION;
SELECT is((SELECT count(*) FROM agora_memory.transform_verification), 3::bigint, 'nothing of this was written');

-- What is told of it is stored without secrets.
SELECT agora_memory.record_verification(m.transform_id, 'error', '{"env": {"password": "hunter2-but-longer"}}', 'leaky', 'ghp_abcdefghijklmnopqrstuvwxyz0123456789 was refused') FROM made AS m;
SELECT is((SELECT v.environment::text || v.detail FROM agora_memory.verified_transform AS v WHERE v.job = 'leaky') !~ 'ghp_|hunter2', true, 'environment and detail without their secrets');

SELECT * FROM finish();
ROLLBACK;
