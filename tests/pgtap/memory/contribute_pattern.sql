-- contribute_pattern: after a good success only; near-duplicates are versions; novelty, diversity, clusters, reviews.
BEGIN;
SELECT plan(60);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora.register_principal('alice');
SELECT agora.register_principal('bob');

CREATE FUNCTION pg_temp.tried(p_name text, p_quality numeric DEFAULT 0.8, p_status text DEFAULT 'success') RETURNS bigint LANGUAGE sql
    RETURN (agora_memory.finish_attempt(agora_memory.start_attempt('do it', 'parsing', p_actor => agora_test.id(p_name)), p_status, p_quality => p_quality, p_actor => agora_test.id(p_name))).attempt_id;
CREATE FUNCTION pg_temp.contribute(p_name text, p_template text, p_actor text DEFAULT 'alice', p_quality numeric DEFAULT 0.8, p_type text DEFAULT 'code', p_description text DEFAULT 'gnu')
    RETURNS agora_memory.pattern_contribution LANGUAGE sql
    RETURN agora_memory.contribute_pattern(p_name, p_description, p_template, p_type, pg_temp.tried(p_actor, p_quality), p_actor => agora_test.id(p_actor));
CREATE FUNCTION pg_temp.words(p_from integer, p_to integer) RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT string_agg('okapi' || chr(96 + n / 20) || chr(97 + n % 20), ' ' ORDER BY n) FROM generate_series(p_from, p_to) AS n; END;

-- Nothing is like the first one.
SELECT is(agora_memory.novelty('retry', 'Try again.', 'for attempt in range({{ times }}): {{ call }}'), ROW(1, 0, NULL, 1)::agora_memory.pattern_novelty, 'novelty before there is anything');
SELECT is(agora_memory.diversity('retry', 'Try again.', 'for attempt in range({{ times }}): {{ call }}'), 1.000000, 'and diversity');
CREATE TEMP TABLE first_one AS
SELECT c.* FROM agora_memory.contribute_pattern('retry', 'Try again.', 'for attempt in range({{ times }}): {{ call }}', 'error_handling', pg_temp.tried('alice', 0.95),
                                                'aggregation', 'dates', '{"examples": ["x"]}', p_actor => agora_test.id('alice')) AS c;
SELECT is(to_jsonb(f) - ARRAY['pattern_id', 'pattern_version_id'],
          '{"version": "1.0.0", "is_novel": true, "is_duplicate": false, "novelty": 1, "max_similarity": 0, "diversity": 1.000000, "parameters": ["times", "call"]}'::jsonb, 'the first is novel') FROM first_one AS f;
SELECT is(to_jsonb(p) - ARRAY['pattern_id', 'author_id'], jsonb_build_object('cluster_id', p.pattern_id) ||
          '{"name": "retry", "pattern_type": "error_handling", "role": "reducer", "category": "dates", "description": "Try again.", "template": "for attempt in range({{ times }}): {{ call }}",
            "parameters": ["times", "call"], "details": {"examples": ["x"]}, "version": "1.0.0", "versions": 1, "status": "active", "quality": 0.95, "is_library": true, "novelty": 1, "diversity": 1.000000,
            "uses": 0, "successes": 0, "failures": 0, "own_uses": 0, "success_ratio": null, "confidence": 0, "last_used_at": null, "archived_at": null, "archived_reason": null,
            "recorded_at": "2026-01-01T00:00:00+00:00"}'::jsonb, 'and all of it is kept; a registry''s word for a role is understood, 0.95 is library')
  FROM agora_memory.known_pattern AS p;
SELECT is((SELECT e.payload ->> 'is_novel' FROM agora_event.event AS e WHERE e.topic = 'memory.pattern.contributed.v1'), 'true', 'the event tells it');
SELECT is((agora_memory.novelty('retry', 'Try again.', 'for attempt in range({{ times }}): {{ call }}')).novelty, 0::numeric, 'the same text again is not novel');

-- The very text, whoever brings it.
SELECT is(to_jsonb(c) - ARRAY['pattern_id', 'pattern_version_id', 'parameters', 'diversity'], '{"version": "1.0.0", "is_novel": false, "is_duplicate": true, "novelty": 0, "max_similarity": 1}'::jsonb, 'the very text is there')
  FROM agora_memory.contribute_pattern('retry', 'Try again.', 'for attempt in range({{ times }}): {{ call }}', 'code', pg_temp.tried('bob'), p_actor => agora_test.id('bob')) AS c;
SELECT is((SELECT count(*) FROM agora_memory.known_pattern_version), 1::bigint, 'and adds nothing');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'memory.pattern.contributed.v1'), 1::bigint, 'and tells nothing');
SELECT ok(c.is_novel, 'signs alone are a pattern, too') FROM pg_temp.contribute('++', '++', p_description => '++') AS c;
SELECT ok(c.is_duplicate, 'once') FROM pg_temp.contribute('++', '++', 'bob', p_description => '++') AS c;

-- Similarity decides: a hundred words, so many of them exchanged.
CREATE TEMP TABLE base AS SELECT c.* FROM pg_temp.contribute('okapi', pg_temp.words(201, 300)) AS c;
SELECT ok(b.is_novel AND b.max_similarity < 0.5, 'other words are another pattern') FROM base AS b;
CREATE TEMP TABLE step AS
SELECT s.n, c.*
  FROM (VALUES (1, 5, 'bob', 0.9), (2, 15, 'bob', 0.71), (3, 3, 'alice', 0.9), (4, 25, 'bob', 0.8), (5, -45, 'alice', 0.8), (6, -195, 'alice', 0.8)) AS s(n, exchanged, actor, quality)
 CROSS JOIN LATERAL pg_temp.contribute(CASE WHEN s.n < 6 THEN 'okapi' ELSE 'Okapi' END, pg_temp.words(201 + s.exchanged, 300 + s.exchanged), s.actor, s.quality) AS c
 ORDER BY s.n;
ALTER TABLE step ADD COLUMN cluster_id bigint;
UPDATE step AS s SET cluster_id = p.cluster_id FROM agora_memory.known_pattern AS p WHERE p.pattern_id = s.pattern_id;
SELECT is(row(s.pattern_id, s.version, s.is_novel, s.is_duplicate), row(b.pattern_id, w.version, false, false), w.version || ': ' || w.why)
  FROM base AS b, (VALUES (1, '1.0.1', 'from 0.9 a patch'), (2, '1.1.0', 'from 0.7 a minor version'), (3, '1.1.1', 'a patch of the highest version')) AS w(n, version, why)
  JOIN step AS s ON s.n = w.n;
SELECT ok(s.is_novel AND s.max_similarity < 0.85 AND s.max_similarity >= 0.7 AND s.pattern_id <> b.pattern_id AND s.cluster_id = b.pattern_id, 'below 0.85 a pattern of its own, from 0.7 in the cluster of the other') FROM step AS s, base AS b WHERE s.n = 4;
SELECT ok(s.is_novel AND s.max_similarity < 0.7 AND s.max_similarity >= 0.5 AND s.cluster_id = b.pattern_id, 'of one name and type in one cluster, however they differ') FROM step AS s, base AS b WHERE s.n = 5;
SELECT ok(s.is_novel AND s.max_similarity < 0.5 AND s.cluster_id = b.pattern_id, 'however the name is spelled') FROM step AS s, base AS b WHERE s.n = 6;
SELECT is(array_agg(s.novelty ORDER BY s.n), array_agg(1 - s.max_similarity ORDER BY s.n), 'novelty = 1 - highest similarity') FROM step AS s;
SELECT results_eq('SELECT r.source_id, r.target_id, r.relation, r.confidence::numeric FROM agora_memory.related_pattern AS r ORDER BY r.source_id',
                  $$SELECT s.pattern_id, b.pattern_id, 'similar_to', s.max_similarity FROM step AS s, base AS b WHERE s.n IN (4, 5) ORDER BY s.n$$, 'from 0.5 on they are related');
SELECT is(row(p.versions, p.quality::numeric, p.version, p.template), row(4::bigint, 0.9, '1.0.1'::text, pg_temp.words(206, 305)), 'the best version speaks for the pattern, the earliest of equals')
  FROM agora_memory.known_pattern AS p JOIN base AS b USING (pattern_id);
SELECT results_eq('SELECT c.patterns, c.active, c.instances, c.authors, c.best_quality::numeric FROM agora_memory.pattern_cluster AS c JOIN base AS b ON b.pattern_id = c.cluster_id',
                  'VALUES (4::bigint, 4::bigint, 7::bigint, 2::bigint, 0.9)', 'the cluster counts them');
SELECT ok(d.three < d.one AND d.five > d.three, 'diversity: a mean over the k nearest')
  FROM (SELECT agora_memory.diversity('okapi', 'gnu', pg_temp.words(201, 300), 1) AS three, agora_memory.diversity('okapi', 'gnu', pg_temp.words(201, 300), 2) AS one, agora_memory.diversity('okapi', 'gnu', pg_temp.words(201, 300)) AS five) AS d;
SELECT is(agora_memory.diversity('okapi', 'gnu', pg_temp.words(201, 300), 2), round(1 - (1 + (SELECT s.max_similarity FROM step AS s WHERE s.n = 4)) / 2, 6), 'exactly that');

-- At equality, by the settings.
CREATE TEMP TABLE edge AS SELECT agora_memory.novelty('okapi', 'gnu', pg_temp.words(181, 280)) AS n;
SELECT agora.set_setting('memory.pattern_duplicate_similarity', (e.n).max_similarity::text, 'a test') FROM edge AS e;
SELECT agora.set_setting('memory.pattern_minor_similarity', (e.n).max_similarity::text, 'a test') FROM edge AS e;
SELECT is(row(c.is_novel, c.version), row(false, '1.2.0'::text), 'at the threshold it is a duplicate') FROM pg_temp.contribute('okapi', pg_temp.words(181, 280)) AS c;
SELECT agora.set_setting('memory.pattern_duplicate_similarity', '0.5', 'a test');
SELECT agora.set_setting('memory.pattern_minor_similarity', '0.99', 'a test');
SELECT is(row(c.is_novel, c.version), row(false, '2.0.0'::text), 'below a minor version it is a major one') FROM pg_temp.contribute('okapi', pg_temp.words(173, 272)) AS c;
SELECT agora.set_setting(k.key, NULL, 'a test') FROM unnest(ARRAY['memory.pattern_duplicate_similarity', 'memory.pattern_minor_similarity']) AS k(key);

-- Reviews.
SELECT is_empty('SELECT * FROM agora_memory.pattern_review_task', 'no review is due yet');
SELECT agora.set_setting('memory.pattern_review_every', (c.contributions + 1)::text, 'a test') FROM agora_memory.pattern_counter AS c;
SELECT pg_temp.contribute('quagga', 'quagga');
SELECT results_eq('SELECT r.status, r.first_contribution, r.last_contribution, r.versions FROM agora_memory.pattern_review_task AS r',
                  $$SELECT 'open', 1::bigint, c.contributions, c.contributions - 2 FROM agora_memory.pattern_counter AS c$$, 'then it is, over all contributions so far, two of which added nothing');
SELECT is((SELECT e.payload ->> 'last_contribution' FROM agora_event.event AS e WHERE e.topic = 'memory.review.opened.v1'), (SELECT c.contributions::text FROM agora_memory.pattern_counter AS c), 'the event tells it');
SELECT pg_temp.contribute('zebra', 'zebra');
SELECT is((SELECT count(*) FROM agora_memory.pattern_review_task), 1::bigint, 'the next one is far');
SELECT is(agora_memory.close_pattern_review(r.pattern_review_id, 'Two were archived.', 'k'), r.pattern_review_id, 'somebody does it') FROM agora_memory.pattern_review_task AS r;
SELECT is(agora_memory.close_pattern_review(r.pattern_review_id, 'Two were archived.', 'k'), r.pattern_review_id, 'the same call again') FROM agora_memory.pattern_review_task AS r;
SELECT results_eq('SELECT r.status, r.done_by, r.done_at, r.notes FROM agora_memory.pattern_review_task AS r', $$VALUES ('done', 1::bigint, agora.now(), 'Two were archived.')$$, 'and it is done');
SELECT agora_test.raises(format('SELECT agora_memory.close_pattern_review(%s, ''again'')', r.pattern_review_id), 'ZA009', 'once') FROM agora_memory.pattern_review_task AS r;
SELECT agora_test.raises('SELECT agora_memory.close_pattern_review(-1, ''x'')', 'ZM064', 'unknown review');
SELECT agora_test.raises('SELECT agora_memory.close_pattern_review(1, '' '')', '22023', 'no notes');

-- The same call again.
CREATE TEMP TABLE again AS SELECT pg_temp.tried('alice') AS attempt_id;
CREATE TEMP TABLE keyed AS SELECT c.* FROM again AS a, agora_memory.contribute_pattern('lynx', 'A cat.', 'lynx', 'naming', a.attempt_id, p_key => 'k', p_actor => agora_test.id('alice')) AS c;
SELECT is(to_jsonb(c), to_jsonb(k), 'gives the first result') FROM again AS a, keyed AS k, agora_memory.contribute_pattern('lynx', 'A cat.', 'lynx', 'naming', a.attempt_id, p_key => 'k', p_actor => agora_test.id('alice')) AS c;
SELECT agora_test.raises(format('SELECT agora_memory.contribute_pattern(''lynx'', ''A cat.'', ''puma'', ''naming'', %s, p_key => ''k'', p_actor => agora_test.id(''alice''))', a.attempt_id), 'ZA003', 'the key is taken') FROM again AS a;

-- How not to.
CREATE FUNCTION pg_temp.refused(p_attempt bigint, p_code text, p_description text) RETURNS text LANGUAGE sql
    RETURN agora_test.raises(format('SELECT agora_memory.contribute_pattern(''a'', ''b'', ''c'', ''code'', %s, p_actor => agora_test.id(''alice''))', coalesce(p_attempt::text, 'NULL')), p_code, p_description);
SELECT pg_temp.refused(pg_temp.tried('alice', 0.7), 'ZM052', 'at the bound the quality is too low');
SELECT pg_temp.refused(pg_temp.tried('alice', NULL), 'ZM052', 'nobody judged it');
SELECT pg_temp.refused(pg_temp.tried('alice', 1, 'partial'), 'ZM052', 'half a success');
SELECT pg_temp.refused(agora_memory.start_attempt('x', p_actor => agora_test.id('alice')), 'ZM052', 'still in progress');
SELECT pg_temp.refused(pg_temp.tried('bob'), 'ZM001', 'the attempt of another');
SELECT pg_temp.refused(NULL, 'ZM001', 'no attempt');
SELECT agora_test.raises(format('SELECT agora_memory.contribute_pattern(%s)', w.arguments), w.code, left(w.arguments, 60))
  FROM (VALUES ('NULL, ''b'', ''c'', ''code'', 1', '22023'), ('''a'', NULL, ''c'', ''code'', 1', '22023'), ('''a'', ''b'', '' '', ''code'', 1', '22023'), ('repeat(''a'', 201), ''b'', ''c'', ''code'', 1', '22023'),
               ('''a'', ''b'', ''c'', NULL, 1', '22023'), ('''a'', ''b'', ''c'', ''onex'', 1', '22023'), ('''a'', ''b'', ''c'', ''code'', 1, ''king''', '22023'), ('''a'', ''b'', ''c'', ''code'', 1, p_category => ''x''', 'ZM004'),
               ('''a'', ''b'', ''c'', ''code'', 1, p_details => ''[]''', '22023'), ('''a'', ''b'', ''c'', ''code'', 1, p_actor => -1', 'ZA001')) AS w(arguments, code);
SELECT agora_test.raises('SELECT agora_memory.diversity(''a'', ''b'', ''c'', 0)', '22023', 'no neighbour');
SELECT agora_test.raises('SELECT agora_memory.novelty('' '', ''b'', ''c'')', '22023', 'no name');
CREATE TEMP TABLE secret AS SELECT 'password = "hunter2secret"' AS text;
SELECT agora_memory.contribute_pattern('lock ' || s.text, s.text, s.text, 'code', pg_temp.tried('alice'), p_details => jsonb_build_object('example', s.text), p_key => 'secret', p_actor => agora_test.id('alice')) FROM secret AS s;
SELECT is(row(v.description, v.template, v.details ->> 'example'), row(agora_memory._redact(s.text), agora_memory._redact(s.text), agora_memory._redact(s.text)), 'secrets are not kept') FROM secret AS s, agora_memory.known_pattern_version AS v WHERE v.name LIKE 'lock%';
SELECT ok(v.template !~ 'hunter2' AND v.name !~ 'hunter2' AND v.details::text !~ 'hunter2', 'none of them') FROM agora_memory.known_pattern_version AS v WHERE v.name LIKE 'lock%';
SELECT agora_test.raises('UPDATE agora_memory.pattern_version SET quality = 1', 'ZA010', 'versions are history');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'all is right');

SELECT * FROM finish();
ROLLBACK;
