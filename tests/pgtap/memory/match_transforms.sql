-- match_transforms: the formula of the score, its order, and filters that never starve a search.
BEGIN;
SELECT plan(74);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT is_empty($$SELECT * FROM agora_memory.match_transforms('read the ledger')$$, 'nothing is known yet');

SELECT agora_memory.register_transform('def ' || t.name || '(path): return open(path).' || t.name || '()', 'python', t.name, t.description, t.category, t.quality)
  FROM (VALUES ('read_ledger', 'Read the ledger of a customer.', 'parsing', 0.7), ('read_feed', 'Read a feed.', 'parsing', 0.1), ('write_ledger', 'Write the ledger.', 'dates', NULL)) AS t(name, description, category, quality);
SELECT agora_memory.register_transform('read ledger', 'text', 'note', 'About ledgers.');
UPDATE agora_memory.transform SET quality = claimed_quality;

-- Every part of the score is shown, and gives it.
SELECT is((SELECT m.name FROM agora_memory.match_transforms('read the customer''s ledger') AS m WHERE m.rank = 1), 'read_ledger', 'what fits best comes first');
SELECT is((SELECT array_agg(m.rank ORDER BY m.score DESC, m.transform_id) FROM agora_memory.match_transforms('read the ledger') AS m), ARRAY[1, 2, 3, 4], 'by score, ties by id');
SELECT ok(bool_and(m.score = round(least(1, (0.95 * m.similarity + 0.05 * coalesce(m.quality, 0.5)) * m.popularity), 6)), 'score = least(1, (0.95 similarity + 0.05 quality) popularity)')
  FROM agora_memory.match_transforms('read the ledger') AS m;
SELECT ok(bool_and(m.similarity > 0 AND m.similarity <= 1 AND m.popularity = 1 AND m.uses = 0 AND m.success_ratio IS NULL AND m.confidence = 0), 'of transforms that were never used') FROM agora_memory.match_transforms('read the ledger') AS m;
SELECT results_eq($$SELECT m.name, m.description, m.language, m.category, m.status, m.quality, m.code FROM agora_memory.match_transforms('read_ledger', 1) AS m$$,
                  $$VALUES ('read_ledger', 'Read the ledger of a customer.', 'python', 'parsing', 'pending', 0.7, 'def read_ledger(path): return open(path).read_ledger()')$$, 'with all that is needed to use it');
SELECT is((SELECT count(*) FROM agora_memory.match_transforms('read the ledger', 2) AS m), 2::bigint, 'no more than asked for');
SELECT is((SELECT m.name FROM agora_memory.match_transforms('def read_ledger(path): return open(path).read_ledger()', 1) AS m), 'read_ledger', 'code finds code');
SELECT is_empty($$SELECT * FROM agora_memory.match_transforms('zebra')$$, 'what has no word in common is no match');

-- Settings of the formula.
SELECT agora.set_setting('memory.similarity_weight', '0', 'a test');
SELECT agora.set_setting('memory.neutral_quality', '0.9', 'a test');
SELECT is((SELECT m.score FROM agora_memory.match_transforms('write ledger', 1) AS m), 0.900000, 'weight and neutral quality are settings');
SELECT agora.set_setting('memory.similarity_weight', '1', 'a test');
SELECT ok(bool_and(m.score = m.similarity), 'similarity alone') FROM agora_memory.match_transforms('write ledger') AS m;
SELECT agora.set_setting('memory.similarity_weight', '0.6', 'a test');
SELECT ok(bool_and(m.score = round(least(1, (0.6 * m.similarity + 0.4 * coalesce(m.quality, 0.9)) * m.popularity), 6)), 'as documented: 0.6 similarity + 0.4 quality')
  FROM agora_memory.match_transforms('read the ledger') AS m;
SELECT agora.set_setting('memory.similarity_weight', NULL, 'a test');
SELECT agora.set_setting('memory.neutral_quality', NULL, 'a test');

-- Ties.
SELECT agora_memory.register_transform(t.code, 'text', 'tie', 'Same words.') FROM unnest(ARRAY['quagga okapi', 'okapi quagga']) AS t(code);
SELECT is(array_agg(m.code ORDER BY m.rank), ARRAY['quagga okapi', 'okapi quagga'], 'equal scores: the lower id first') FROM agora_memory.match_transforms('okapi quagga') AS m WHERE m.name = 'tie';

-- Uses: popularity beyond ten, confidence from all the errors it answered.
CREATE TEMP TABLE known AS SELECT t.transform_id FROM agora_memory.transform AS t WHERE t.name = 'read_feed';
PREPARE feed AS SELECT m.uses, m.popularity, m.score = round((0.95 * m.similarity + 0.05 * 0.1) * m.popularity, 6) FROM agora_memory.match_transforms('read_feed', 1) AS m;
SELECT count(agora_memory.start_attempt('use it', p_transforms => ARRAY[k.transform_id])) FROM known AS k, generate_series(1, 10);
SELECT results_eq('EXECUTE feed', 'VALUES (10::bigint, 1::numeric, true)', 'ten uses are not popular');
SELECT count(agora_memory.start_attempt('use it', p_transforms => ARRAY[k.transform_id])) FROM known AS k;
SELECT results_eq('EXECUTE feed', 'VALUES (11::bigint, 1.1, true)', 'eleven are');
SELECT agora.set_setting('memory.popular_factor', '2', 'a test');
SELECT agora.set_setting('memory.popular_uses', '0', 'a test');
SELECT ok(m.score <= 1, 'no score above 1') FROM agora_memory.match_transforms('read_feed', 1) AS m;
SELECT agora.set_setting('memory.popular_factor', NULL, 'a test');
SELECT agora.set_setting('memory.popular_uses', NULL, 'a test');
CREATE TEMP TABLE failed AS
SELECT n, (agora_memory.finish_attempt(agora_memory.start_attempt('do it'), 'error', 'Error' || chr(64 + n), 'it broke')).attempt_id FROM generate_series(1, 3) AS n;
SELECT count(agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_parent => f.attempt_id, p_transforms => ARRAY[k.transform_id]), CASE f.n WHEN 3 THEN 'timeout' ELSE 'success' END)) FROM failed AS f, known AS k;
SELECT is((SELECT m.confidence FROM agora_memory.match_transforms('read_feed', 1) AS m), agora_memory.wilson_lower_bound(2, 3), 'confidence over all errors that it answered');
SELECT is((SELECT m.success_ratio FROM agora_memory.match_transforms('read_feed', 1) AS m), 0.666667, 'and how often it worked');
SELECT results_eq('SELECT t.uses, t.successful_uses FROM agora_memory.known_transform AS t JOIN known AS k ON k.transform_id = t.transform_id', 'VALUES (3::bigint, 2::bigint)', 'the view counts uses with an outcome');

-- Filters. Sixty transforms fit the words better than the two that pass.
SELECT agora_memory.register_transform(format('gnu herd %s', n), 'text', 'gnu herd', 'Gnu herd.', 'types', 0.2) FROM generate_series(1, 60) AS n;
SELECT agora_memory.register_transform('x = "one gnu among many other animals of the plain"', 'python', 'other', 'Something else.', 'dates', 0.6);
SELECT agora_memory.register_transform('y = "one gnu among many other animals of the plain"', 'python', 'twin', 'Something else.', 'dates', 0.6);
UPDATE agora_memory.transform SET quality = claimed_quality WHERE name IN ('other', 'twin', 'gnu herd');
SELECT results_eq($$SELECT m.name FROM agora_memory.match_transforms('gnu herd', 1, p_category => 'dates') AS m$$, ARRAY['other'], 'a category');
SELECT results_eq($$SELECT m.name FROM agora_memory.match_transforms('gnu herd', 1, p_language => 'python') AS m$$, ARRAY['other'], 'a language');
SELECT results_eq($$SELECT m.name FROM agora_memory.match_transforms('gnu herd', 1, p_min_quality => 0.6) AS m$$, ARRAY['other'], 'a quality, at equality');
SELECT results_eq($$SELECT m.name FROM agora_memory.match_transforms('gnu herd', 2, 'dates', 'python', 0.6) AS m$$, ARRAY['other', 'twin'], 'all of them');
SELECT is_empty($$SELECT * FROM agora_memory.match_transforms('gnu herd', p_min_quality => 0.71)$$, 'none is good enough');
SELECT is_empty($$SELECT * FROM agora_memory.match_transforms('gnu herd', p_min_quality => 0.1, p_category => 'parsing')$$, 'none is of that category');
SELECT is((SELECT count(*) FROM agora_memory.match_transforms('write ledger', p_min_quality => 0) AS m WHERE m.name = 'write_ledger'), 0::bigint, 'an unknown quality passes no filter');
UPDATE agora_memory.transform SET status = 'rejected' WHERE name = 'gnu herd';
SELECT is((SELECT array_agg(m.name ORDER BY m.rank) FROM agora_memory.match_transforms('gnu herd', 2) AS m), ARRAY['other', 'twin'], 'rejected ones never, and they take no place');
UPDATE agora_memory.transform SET status = 'approved' WHERE name = 'other';
SELECT is((SELECT m.status FROM agora_memory.match_transforms('gnu herd', 1) AS m), 'approved', 'approved ones with their status');
UPDATE agora_memory.transform SET status = 'deprecated' WHERE name = 'other';
SELECT results_eq($$SELECT m.name FROM agora_memory.match_transforms('gnu herd', 1) AS m$$, ARRAY['twin'], 'deprecated ones never');

-- Who may ask, and how not to.
SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.become('reader');
SELECT isnt_empty($$SELECT * FROM agora_memory.match_transforms('read the ledger')$$, 'transforms are for every reader');
RESET SESSION AUTHORIZATION;
SELECT agora_test.raises(format('SELECT agora_memory.match_transforms(%s)', w.arguments), '22023', left(w.arguments, 60))
  FROM (VALUES ('NULL'), (''' '''), ('repeat(''x'', 1000001)'), ('''x'', 0'), ('''x'', 101'), ('''x'', NULL'), ('''x'', 2147483647'), ('''x'', p_min_quality => ''NaN'''), ('''x'', p_min_quality => 1.1'), ('''x'', p_min_quality => -1')) AS w(arguments);
SELECT agora_test.raises($$SELECT agora_memory.match_transforms('x', p_category => 'nonsense')$$, 'ZM004', 'an unknown category');
SELECT is_empty($$SELECT * FROM agora_memory.match_transforms($q$'; SELECT $1 --$q$)$$, 'SQL is text');
SELECT agora_test.raises($$SELECT agora_memory.match_transforms('x', p_language => $q$'; --$q$)$$, '22023', 'a malformed language');
SELECT is((SELECT array_agg(DISTINCT m.language) FROM agora_memory.match_transforms('read the ledger', p_language => ' PY ') AS m), '{python}', 'a language by any of its names');
SELECT is_empty($$SELECT * FROM agora_memory.match_transforms('read the ledger', p_language => 'cobol')$$, 'nothing is known in another language');

-- Relevance decides what is shown, quality the order.
SELECT agora_memory.register_transform(t.code, 'text', t.name, p_quality => t.quality)
  FROM (VALUES ('yak wool', 'yak', 0.1), ('yak wool spun', 'spun', 0.7), ('yak other animal cattle horse', 'cattle', 0.7)) AS t(code, name, quality);
UPDATE agora_memory.transform SET quality = claimed_quality WHERE name IN ('yak', 'spun', 'cattle');
SELECT agora.set_setting('memory.similarity_weight', '0.6', 'a test');
SELECT is((SELECT array_agg(m.name ORDER BY m.rank) FROM agora_memory.match_transforms('yak wool', 1) AS m), '{yak}', 'no quality makes up for less similarity');
SELECT is((SELECT array_agg(m.name ORDER BY m.rank) FROM agora_memory.match_transforms('yak wool', 2) AS m), '{spun,yak}', 'it orders what is similar enough to be shown');
SELECT agora.set_setting('memory.similarity_tolerance', '1', 'a test');
SELECT is((SELECT array_agg(m.name ORDER BY m.rank) FROM agora_memory.match_transforms('yak wool', 1) AS m), '{spun}', 'among equally similar ones the better is shown');
SELECT agora.set_setting('memory.similarity_tolerance', NULL, 'a test');

-- Vectors. Three transforms in a plane of their own; the fourth has no vector.
SELECT agora_test.raises($$SELECT agora_memory.match_transforms('x', p_vector => '[1,0,0]')$$, '22023', 'a vector without a model');
SELECT agora_memory.register_embedding_model('mini', 3, p_kinds => '{transform}');
SELECT agora_memory.register_transform('ibex ' || t.name, 'text', t.name, p_category => t.category)
  FROM (VALUES ('north', 'dates'), ('east', 'dates'), ('south', 'types'), ('nowhere', 'dates')) AS t(name, category);
CREATE TEMP TABLE place AS SELECT t.transform_id AS id, t.name FROM agora_memory.transform AS t WHERE t.name IN ('north', 'east', 'south', 'nowhere');
SELECT is((SELECT m.similarity - m.lexical_similarity FROM agora_memory.match_transforms('ibex', 1, p_vector => '[0,0,1]') AS m), 0::numeric, 'where no vector is known words decide');
SELECT agora_memory.store_embedding('transform', p.id, 'mini', v.vector::vector) FROM place AS p JOIN (VALUES ('north', '[0,5,0]'), ('east', '[5,0,0]'), ('south', '[0,-5,0]')) AS v(name, vector) ON v.name = p.name;
SELECT results_eq($$SELECT m.name, m.lexical_similarity, m.dense_similarity FROM agora_memory.match_transforms('zebra', p_vector => '[0.3,0.4,0]') AS m$$,
                  $$VALUES ('north', 0::numeric, 0.8), ('east', 0::numeric, 0.6), ('south', 0::numeric, 0::numeric)$$, 'vectors find what words do not; the cosine is shown, 0 at least');
SELECT is((SELECT array_agg(m.dense_similarity ORDER BY m.rank) FROM agora_memory.match_transforms('zebra', p_vector => format('[%s,0,0]', w.x)::vector) AS m), '{1,0,0}', 'of a vector of length ' || w.x) FROM (VALUES ('3e38'), ('1e-45')) AS w(x);
SELECT ok(bool_and(m.similarity = round(0.45 * m.dense_similarity + 0.55 * m.lexical_similarity, 6)) AND count(*) = 3, 'both are weighed')
  FROM agora_memory.match_transforms('ibex', 100, p_vector => '[0.3,0.4,0]') AS m WHERE m.dense_similarity IS NOT NULL;
SELECT ok(bool_and(m.dense_similarity IS NULL AND m.lexical_similarity = m.similarity), 'without a vector words alone') FROM agora_memory.match_transforms('ibex') AS m;
SELECT ok(m.dense_similarity IS NULL AND m.similarity = round(0.45 * 0.8 + 0.55 * m.lexical_similarity, 6), 'who has no vector is judged by words, as near as the nearest at most')
  FROM agora_memory.match_transforms('ibex nowhere', 10, p_vector => '[0.3,0.4,0]') AS m WHERE m.name = 'nowhere';
SELECT agora.set_setting('memory.dense_weight', '0', 'a test');
SELECT ok(bool_and(m.similarity = m.lexical_similarity), 'the weight is a setting') FROM agora_memory.match_transforms('ibex', p_vector => '[1,0,0]') AS m;
SELECT agora.set_setting('memory.dense_weight', NULL, 'a test');
SELECT agora_test.raises(format($$SELECT agora_memory.match_transforms('x', p_vector => %L)$$, w.vector), '22023', w.vector) FROM (VALUES ('[1,0]'), ('[0,0,0]'), ('[1,0,0,0]')) AS w(vector);

-- Filters and vectors. The five hundred nearest do not pass.
SELECT agora_memory.register_transform(format('oryx herd %s', n), 'text', 'oryx', p_category => 'types') FROM generate_series(1, 500) AS n;
UPDATE agora_memory.transform SET quality = NULL WHERE language = 'text';
SELECT agora_memory.store_embedding('transform', t.transform_id, 'mini', format('[1,%s,%s]', sin(t.transform_id), cos(t.transform_id))::vector) FROM agora_memory.transform AS t WHERE t.name = 'oryx';
CREATE TEMP TABLE way AS SELECT w.name, w.exact FROM (VALUES ('exactly', '2000'), ('through HNSW', '0')) AS w(name, exact);
CREATE FUNCTION pg_temp.asked(p_exact text, p_query text) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    v_names text[];
BEGIN
    PERFORM agora.set_setting('memory.dense_exact', p_exact, 'a test');
    EXECUTE format('SELECT array_agg(m.name ORDER BY m.rank) FROM agora_memory.match_transforms(%s) AS m', p_query) INTO v_names;
    RETURN v_names;
END $$;
SELECT is(pg_temp.asked(w.exact, $$'zebra', 2, 'dates', p_vector => '[1,0.1,0]'$$), '{east,north}', 'a category, ' || w.name) FROM way AS w;
SELECT is(pg_temp.asked(w.exact, $$'zebra', 3, p_vector => '[0,-1,0]', p_language => 'text', p_min_quality => 0$$), NULL, 'a quality that none has, ' || w.name) FROM way AS w;
SELECT results_eq($$SELECT n.* FROM agora_memory._nearest('transform', '[1,0.6,0.8]', 20) AS n$$, $$SELECT n.* FROM agora_memory._nearest('transform', '[1,0.6,0.8]', 20, p_exact => true) AS n$$, 'HNSW finds what comparing all does');
UPDATE agora_memory.transform SET status = 'rejected' WHERE name = 'oryx';
SELECT is(pg_temp.asked(w.exact, $$'zebra', 1, p_vector => '[1,0,0]'$$), '{east}', 'rejected ones take no place, ' || w.name) FROM way AS w;
UPDATE agora_memory.document AS d SET is_active = false FROM agora_memory.transform AS t WHERE t.transform_id = d.object_id AND d.kind = 'transform' AND t.name = 'oryx';
SELECT is(pg_temp.asked(w.exact, $$'zebra', 1, p_vector => '[1,0,0]'$$), '{east}', 'nor do inactive ones, ' || w.name) FROM way AS w;
SELECT agora.set_setting('memory.dense_exact', NULL, 'a test');
SELECT is(current_setting('hnsw.ef_search'), '40', 'the session''s own settings are as they were');
SELECT results_eq($$SELECT n.object_id FROM agora_memory._nearest('transform', '[0,1,0]', 2, 'dates') AS n$$, $$SELECT p.id FROM place AS p WHERE p.name IN ('north', 'east') ORDER BY p.name DESC$$, 'the nearest of a category, for other functions');

-- The status is a filter that does not starve, either.
SELECT agora_memory.register_transform(format('quagga herd %s', n), 'text', 'quagga') FROM generate_series(1, 300) AS n;
SELECT agora_memory.register_transform('graze in the sun by the quagga', 'text', 'sunny');
UPDATE agora_memory.transform SET status = 'approved' WHERE name = 'sunny';
SELECT results_eq($$SELECT m.name, m.status FROM agora_memory.match_transforms('quagga herd', 3, p_status => 'approved') AS m WHERE m.name <> 'oryx' LIMIT 1$$, $$VALUES ('sunny', 'approved')$$, 'the one approved among hundreds');
SELECT is((SELECT count(*) FROM agora_memory.match_transforms('quagga herd', 100, p_status => 'pending') AS m WHERE m.status <> 'pending'), 0::bigint, 'or none of them');
SELECT agora_test.raises($$SELECT agora_memory.match_transforms('x', p_status => 'rejected')$$, '22023', 'what cannot be found');

SELECT * FROM finish();
ROLLBACK;
