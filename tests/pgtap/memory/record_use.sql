-- record_use and the uses that finished attempts stand for: evidence, its sums, and what is refused.
BEGIN;
SELECT plan(34);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_test.add_login('alice', 'agora_service', true);
SELECT agora_test.add_login('bob', 'agora_service', true);
SELECT agora.register_principal('carol');
CREATE TEMP TABLE made AS SELECT (agora_memory.register_transform('def f(a): return a', p_actor => agora_test.id('alice'))).transform_id;
CREATE TEMP TABLE tried AS SELECT n, u, (agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_actor => agora_test.id(u)), 'success', p_actor => agora_test.id(u))).attempt_id FROM generate_series(1, 4) AS n, unnest(ARRAY['alice', 'bob', 'carol']) AS u;
CREATE FUNCTION pg_temp.use(p_user text, p_n integer, p_outcome text, p_key text DEFAULT NULL) RETURNS bigint LANGUAGE sql
BEGIN ATOMIC
    SELECT agora_memory.record_use(m.transform_id, t.attempt_id, p_outcome, p_key, agora_test.id(p_user)) FROM made AS m, tried AS t WHERE t.u = p_user AND t.n = p_n;
END;
CREATE FUNCTION pg_temp.sums() RETURNS text LANGUAGE sql
BEGIN ATOMIC
    SELECT format('%s uses %s/%s of %s, %s of them happy', t.uses, t.successful_uses, t.failed_uses, t.distinct_users, t.successful_users) FROM agora_memory.known_transform AS t JOIN made AS m ON m.transform_id = t.transform_id;
END;

SELECT is(pg_temp.sums(), '0 uses 0/0 of 0, 0 of them happy', 'not used yet');
CREATE TEMP TABLE first_use AS SELECT pg_temp.use('bob', 1, 'success') AS id;
SELECT is(pg_temp.sums(), '1 uses 1/0 of 1, 1 of them happy', 'a success');
SELECT is(pg_temp.use('bob', 1, 'success'), f.id, 'the same again is the first') FROM first_use AS f;
SELECT agora_test.raises($$SELECT pg_temp.use('bob', 1, 'failure')$$, 'ZM033', 'another outcome is refused');
SELECT pg_temp.use('bob', 2, 'failure');
SELECT pg_temp.use('carol', 1, 'partial');
SELECT is(pg_temp.sums(), '3 uses 1/1 of 2, 1 of them happy', 'a failure, and a partial one that is neither');
SELECT pg_temp.use('alice', 1, 'success');
SELECT is(pg_temp.sums(), '4 uses 2/1 of 2, 1 of them happy', 'one''s own counts, its user does not');
SELECT is((SELECT array_agg(u.is_own ORDER BY u.transform_use_id) FROM agora_memory.transform_use AS u), ARRAY[false, false, false, true], 'and is marked');
SELECT is((SELECT t.confidence::numeric FROM agora_memory.known_transform AS t), agora_memory.wilson_lower_bound(2, 3), 'confidence is the lower bound over what was decided');
SELECT is((SELECT t.success_ratio FROM agora_memory.known_transform AS t), 0.666667, 'beside the ratio');
SELECT is((SELECT t.last_used_at FROM agora_memory.known_transform AS t), '2026-01-01 00:00+00'::timestamptz, 'and when it was used last');
SELECT pg_temp.use('carol', 2, 'success');
SELECT is(pg_temp.sums(), '5 uses 3/1 of 2, 2 of them happy', 'a user becomes a happy one');

-- Keys.
CREATE TEMP TABLE keyed AS SELECT pg_temp.use('bob', 3, 'success', 'k') AS id;
SELECT is(pg_temp.use('bob', 3, 'success', 'k'), k.id, 'a key repeats') FROM keyed AS k;
SELECT agora_test.raises($$SELECT pg_temp.use('bob', 4, 'success', 'k')$$, 'ZA003', 'and is for one call');

-- Finished attempts.
CREATE TEMP TABLE finishing AS
SELECT s, agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_transforms => ARRAY[m.transform_id], p_actor => agora_test.id('bob')), s, CASE WHEN s IN ('error', 'timeout') THEN 'E' END, p_actor => agora_test.id('bob'))
  FROM made AS m, unnest(ARRAY['success', 'error', 'timeout', 'partial', 'cancelled']) AS s;
SELECT is(pg_temp.sums(), '10 uses 5/3 of 2, 2 of them happy', 'what an attempt used has the attempt''s outcome; a cancelled one has none');
CREATE TEMP TABLE told AS SELECT agora_memory.start_attempt('do it', p_transforms => ARRAY[m.transform_id], p_actor => agora_test.id('bob')) AS attempt_id FROM made AS m;
SELECT agora_memory.record_use(m.transform_id, t.attempt_id, 'failure', NULL, agora_test.id('bob')) FROM made AS m, told AS t;
SELECT agora_memory.finish_attempt(t.attempt_id, 'success', p_actor => agora_test.id('bob')) FROM told AS t;
SELECT is((SELECT array_agg(u.outcome) FROM agora_memory.transform_use AS u JOIN told AS t ON t.attempt_id = u.attempt_id), ARRAY['failure'], 'what was told before stands');
SELECT is(agora_memory._record_uses(ARRAY[t.attempt_id]), 0::bigint, 'and counts once') FROM told AS t;
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants agree');

-- History and restore.
SELECT agora_test.raises('UPDATE agora_memory.transform_use SET outcome = ''success''', 'ZA010', 'uses stay');
SELECT agora_test.raises('TRUNCATE agora_memory.transform_use', 'ZA010', 'all of them');
SELECT agora_test.advance('1 second');
INSERT INTO agora_memory.transform_use (transform_id, attempt_id, principal_id, outcome, is_own, used_at, recorded_at)
SELECT m.transform_id, t.attempt_id, agora_test.id('carol'), 'success', false, '2026-01-01 00:00+00', '2026-01-01 00:00+00' FROM made AS m, tried AS t WHERE t.u = 'carol' AND t.n = 4;
SELECT is(pg_temp.sums(), '11 uses 5/4 of 2, 2 of them happy', 'a restored row is in the sums already');
SELECT is((SELECT count(*) FROM agora.check_invariants() AS c WHERE c.probe = 'memory.usage'), 1::bigint, 'and the invariant sees where it is not');

-- Wrong input.
CREATE TEMP TABLE other AS
SELECT agora_memory.start_attempt('do it', p_actor => agora_test.id('bob')) AS running,
       (agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_actor => agora_test.id('bob')), 'error', 'E', p_actor => agora_test.id('bob'))).attempt_id AS failed;
SELECT agora_test.raises(format($$SELECT agora_memory.record_use(%s, %s, 'success', p_actor => agora_test.id('bob'))$$, m.transform_id, o.running), 'ZM056', 'a success of an attempt that is not over') FROM made AS m, other AS o;
SELECT agora_test.raises(format($$SELECT agora_memory.record_use(%s, %s, 'success', p_actor => agora_test.id('bob'))$$, m.transform_id, o.failed), 'ZM057', 'a success of an attempt that failed') FROM made AS m, other AS o;
SELECT ok(agora_memory.record_use(m.transform_id, o.running, 'partial', p_actor => agora_test.id('bob')) > 0, 'anything less may be told at any time') FROM made AS m, other AS o;
CREATE TEMP TABLE counted AS SELECT count(*) AS n FROM agora_memory.transform_use;
SELECT agora_test.raises($$SELECT pg_temp.use('bob', 4, 'good')$$, '22023', 'an unknown outcome');
SELECT agora_test.raises($$SELECT pg_temp.use('bob', 4, NULL)$$, '22023', 'none');
SELECT agora_test.raises(format($$SELECT agora_memory.record_use(%s, %s, 'success', p_actor => agora_test.id('bob'))$$, m.transform_id, t.attempt_id), 'ZM001', 'somebody else''s attempt') FROM made AS m, tried AS t WHERE t.u = 'carol' AND t.n = 3;
SELECT agora_test.raises(format($$SELECT agora_memory.record_use(%s, 999999, 'success')$$, m.transform_id), 'ZM001', 'an unknown attempt') FROM made AS m;
SELECT agora_test.raises(format($$SELECT agora_memory.record_use(999999, %s, 'success', p_actor => agora_test.id('bob'))$$, t.attempt_id), 'ZM005', 'an unknown transform') FROM tried AS t WHERE t.u = 'bob' AND t.n = 4;
SELECT agora_memory.block_transform(m.transform_id, 'a test') FROM made AS m;
SELECT agora_test.raises($$SELECT pg_temp.use('bob', 4, 'success')$$, 'ZM031', 'a blocked one');
SELECT is(pg_temp.use('bob', 1, 'success'), f.id, 'whose earlier uses are still told') FROM first_use AS f;
SELECT agora_memory.reject_transform(m.transform_id, 'a test') FROM made AS m;
SELECT agora_memory.unblock_transform(m.transform_id, 'a test') FROM made AS m;
SELECT agora_test.raises($$SELECT pg_temp.use('bob', 4, 'success')$$, 'ZM006', 'a rejected one');
SELECT agora_test.become('alice');
SELECT agora_test.raises('SELECT agora_memory.record_use(1, 1, ''success'', p_actor => 3)', '42501', 'nobody uses for another');
RESET SESSION AUTHORIZATION;
SELECT is((SELECT count(*) FROM agora_memory.transform_use), c.n, 'nothing of this was written') FROM counted AS c;

SELECT * FROM finish();
ROLLBACK;
