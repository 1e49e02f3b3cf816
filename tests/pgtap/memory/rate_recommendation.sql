-- record_manifest_use, rate_recommendation and what follows from them: recommendation, recommendation_effect.
BEGIN;
SELECT plan(34);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_test.add_login('ada', 'agora_service', true);
SELECT agora_test.add_login('ben', 'agora_service', true);

-- A transform that is recommended, an approach in words that is, and a warning.
CREATE TEMP TABLE known AS SELECT (agora_memory.register_transform('def read_ledger(row): return row.get("ledger")', p_quality => 0.7, p_actor => agora_test.id('ada'))).transform_id;
UPDATE agora_memory.transform SET status = 'approved', quality = 0.7;
CREATE FUNCTION pg_temp.attempt(p_status text, p_parent bigint DEFAULT NULL, p_approach text DEFAULT NULL, p_transforms bigint[] DEFAULT '{}') RETURNS bigint LANGUAGE sql
RETURN (agora_memory.finish_attempt(agora_memory.start_attempt('read the ledger', p_parent => p_parent, p_approach => p_approach, p_transforms => p_transforms, p_actor => agora_test.id('ben')),
                                    p_status, CASE WHEN p_status = 'error' THEN 'KeyError' END, CASE WHEN p_status = 'error' THEN 'ledger' END, p_actor => agora_test.id('ben'))).attempt_id;
CREATE TEMP TABLE failed AS SELECT pg_temp.attempt('error') AS attempt_id;
SELECT pg_temp.attempt('error', f.attempt_id, 'try again') FROM failed AS f, generate_series(1, 2);
SELECT pg_temp.attempt('success', f.attempt_id, 'ask first') FROM failed AS f;
CREATE TEMP TABLE told AS
SELECT (m ->> 'manifest_id')::bigint AS manifest_id, (m #>> '{known_failures,items,0,item}')::integer AS warning, (m #>> '{fixes,items,0,item}')::integer AS fix,
       (m #>> '{transforms,items,0,item}')::integer AS transform
  FROM agora_memory.manifest('read the ledger', p_options => '{"error": "KeyError: ledger"}', p_actor => agora_test.id('ben')) AS m;
SELECT is((t.warning, t.fix, t.transform)::text, '(1,2,3)', 'three items') FROM told AS t;
CREATE FUNCTION pg_temp.effect(p_with boolean) RETURNS text LANGUAGE sql
BEGIN ATOMIC
    SELECT (e.attempts, e.successes, e.success_share, e.recommendations, e.used_recommendations, e.reuse_share, e.ratings, e.helpful_share)::text
      FROM agora_memory.recommendation_effect AS e WHERE e.with_manifest = p_with;
END;
SELECT is(pg_temp.effect(true), '(0,0,,2,0,0.000000,0,)', 'nobody worked with it yet; a warning is no offer');
SELECT is(pg_temp.effect(false), '(4,1,0.250000,,,,,)', 'without one');

-- Uses.
CREATE TEMP TABLE worked AS SELECT pg_temp.attempt('success', p_transforms => ARRAY[k.transform_id]) AS attempt_id FROM known AS k;
PREPARE use_it AS SELECT agora_memory.record_manifest_use(t.manifest_id, w.attempt_id, agora_test.id('ben')) FROM told AS t, worked AS w;
SELECT results_eq('use_it', ARRAY[true], 'an attempt worked with it');
SELECT results_eq('use_it', ARRAY[false], 'said again, it is known');
SELECT is(e.payload, jsonb_build_object('manifest_id', t.manifest_id, 'attempt_id', w.attempt_id), 'told once') FROM agora_event.event AS e, told AS t, worked AS w WHERE e.topic = 'memory.manifest.used.v1';
PREPARE used AS SELECT r.item, r.uses, r.successes FROM agora_memory.recommendation AS r ORDER BY r.item;
SELECT results_eq('used', $$VALUES (1, 0::bigint, 0::bigint), (2, 0, 0), (3, 1, 1)$$, 'it used the transform');
SELECT is(pg_temp.effect(true), '(1,1,1.000000,2,1,0.500000,0,)', 'one of two was used');
SELECT agora_memory.record_manifest_use(t.manifest_id, pg_temp.attempt('error', f.attempt_id, 'ask first'), agora_test.id('ben')) FROM told AS t, failed AS f;
SELECT results_eq('used', $$VALUES (1, 0::bigint, 0::bigint), (2, 1, 0), (3, 1, 1)$$, 'another tried the approach in words, without success');
SELECT is(pg_temp.effect(true), '(2,1,0.500000,2,2,1.000000,0,)', 'both were used');
SELECT is(pg_temp.effect(false), '(4,1,0.250000,,,,,)', 'attempts without one are as they were');
SELECT agora_test.raises(format('SELECT agora_memory.record_manifest_use(%s, %s, %s)', t.manifest_id, w.attempt_id, agora_test.id('ada')), 'ZM001', 'another''s attempt') FROM told AS t, worked AS w;
SELECT agora_test.raises(format('SELECT agora_memory.record_manifest_use(%s, NULL, %s)', t.manifest_id, agora_test.id('ben')), 'ZM001', 'no attempt') FROM told AS t;
SELECT agora_test.raises(format('SELECT agora_memory.record_manifest_use(%s, %s, %s)', m.id, w.attempt_id, agora_test.id('ben')), 'ZM070', 'manifest ' || m.id) FROM worked AS w, (VALUES ('0'), ('NULL')) AS m(id);
SELECT agora_test.raises('UPDATE agora_memory.manifest_use SET manifest_id = 0', 'ZA010', 'what was used stays');

-- Ratings.
PREPARE rated AS SELECT r.item, r.helpful, r.unhelpful FROM agora_memory.recommendation AS r ORDER BY r.item;
CREATE TEMP TABLE rating AS SELECT agora_memory.rate_recommendation(t.manifest_id, t.fix, false, 'it did not help', 'first', agora_test.id('ben')) AS id FROM told AS t;
SELECT is(agora_memory.rate_recommendation(t.manifest_id, t.fix, false, 'it did not help', 'first', agora_test.id('ben')), r.id, 'the same call is the same rating') FROM told AS t, rating AS r;
SELECT is(count(*), 1::bigint, 'told once') FROM agora_event.event AS e WHERE e.topic = 'memory.recommendation.rated.v1' AND e.payload @> '{"item": 2, "is_helpful": false}';
SELECT agora_test.raises(format('SELECT agora_memory.rate_recommendation(%s, %s, true, %L, %L, %s)', t.manifest_id, t.fix, 'it did not help', 'first', agora_test.id('ben')), 'ZA003', 'the same key, another verdict') FROM told AS t;
SELECT results_eq('rated', $$VALUES (1, 0::bigint, 0::bigint), (2, 0, 1), (3, 0, 0)$$, 'unhelpful');
SELECT isnt(agora_memory.rate_recommendation(t.manifest_id, t.fix, true, p_actor => agora_test.id('ben')), r.id, 'a second thought is a rating of its own') FROM told AS t, rating AS r;
SELECT results_eq('rated', $$VALUES (1, 0::bigint, 0::bigint), (2, 1, 0), (3, 0, 0)$$, 'and counts instead');
SELECT is(agora_memory.rate_recommendation(t.manifest_id, t.transform, true, p_key => 'first', p_actor => agora_test.id('ada')) > 0, true, 'another''s key is another key') FROM told AS t;
SELECT agora_memory.rate_recommendation(t.manifest_id, t.fix, false, p_actor => agora_test.id('ada')) FROM told AS t;
SELECT results_eq('rated', $$VALUES (1, 0::bigint, 0::bigint), (2, 1, 1), (3, 1, 0)$$, 'each principal has one voice');
SELECT is(pg_temp.effect(true), '(2,1,0.500000,2,2,1.000000,3,0.666667)', 'two of three helped');
SELECT agora_test.raises(format('SELECT agora_memory.rate_recommendation(%s, %s, %s, %s, p_actor => 3)', w.manifest, w.item, w.helpful, w.comment), w.sqlstate, w.what)
  FROM told AS t, LATERAL (VALUES ('0', '1', 'true', 'NULL', 'ZM070', 'an unknown manifest'), ('NULL', '1', 'true', 'NULL', 'ZM070', 'none'),
                                  (t.manifest_id::text, '4', 'true', 'NULL', 'ZM071', 'an item that it does not have'), (t.manifest_id::text, 'NULL', 'true', 'NULL', 'ZM071', 'no item'),
                                  (t.manifest_id::text, '1', 'NULL', 'NULL', '22023', 'no verdict'), (t.manifest_id::text, '1', 'true', ''' ''', '22023', 'a blank comment'),
                                  (t.manifest_id::text, '1', 'true', 'repeat(''x'', 2001)', '22023', 'a long one')) AS w(manifest, item, helpful, comment, sqlstate, what);
SELECT agora_test.become('ada');
SELECT agora_test.raises(format('SELECT agora_memory.rate_recommendation(1, 1, true, p_actor => %s)', agora_test.id('ben')), '42501', 'in the name of another');
RESET SESSION AUTHORIZATION;
SELECT agora_test.raises('DELETE FROM agora_memory.manifest_rating', 'ZA010', 'what was rated stays');

SELECT * FROM finish();
ROLLBACK;
