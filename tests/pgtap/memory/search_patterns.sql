-- search_patterns: one line per cluster, which never starves the others; archived ones never.
BEGIN;
SELECT plan(27);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT is_empty($$SELECT * FROM agora_memory.search_patterns('read the ledger')$$, 'nothing is known yet');
CREATE FUNCTION pg_temp.contribute(p_name text, p_template text, p_quality numeric DEFAULT 0.8, p_type text DEFAULT 'code') RETURNS agora_memory.pattern_contribution LANGUAGE sql
    RETURN agora_memory.contribute_pattern(p_name, 'A pattern.', p_template, p_type, (agora_memory.finish_attempt(agora_memory.start_attempt('do it'), 'success', p_quality => p_quality)).attempt_id);
CREATE TEMP TABLE made AS
SELECT m.n, c.pattern_id
  FROM (VALUES (1, 'ledger', 'read ledger {{ account }}', 0.8, 'code'), (2, 'Ledger', 'open the book, read every page of the ledger, sum it up in the end', 0.96, 'code'), (3, 'feed', 'read the feed page by page', 0.9, 'workflow'),
               (4, 'ledger', 'test what reads the ledger', 0.8, 'testing')) AS m(n, name, template, quality, type)
 CROSS JOIN LATERAL pg_temp.contribute(m.name, m.template, m.quality, m.type) AS c;
CREATE FUNCTION pg_temp.id(p_n integer) RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT m.pattern_id FROM made AS m WHERE m.n = p_n; END;
SELECT results_eq('SELECT p.cluster_id FROM agora_memory.known_pattern AS p ORDER BY p.pattern_id', 'SELECT pg_temp.id(c) FROM unnest(ARRAY[1, 1, 3, 4]) AS c', 'of one name and type: one cluster');
SELECT results_eq($$SELECT s.rank, s.pattern_id, s.instances, s.version, s.parameters FROM agora_memory.search_patterns('ledger of an account', 2, 'code') AS s$$, $$SELECT 1, pg_temp.id(1), 2::bigint, '1.0.0', ARRAY['account']$$, 'one line for a cluster, with its instances');
SELECT is((SELECT array_agg(s.rank ORDER BY s.score DESC, s.pattern_id) FROM agora_memory.search_patterns('read ledger') AS s), ARRAY[1, 2, 3], 'by score, ties by id');
SELECT ok(bool_and(s.score = round(0.95 * s.similarity + 0.05 * s.quality, 6) AND s.uses = 0 AND s.confidence = 0), 'score = 0.95 similarity + 0.05 quality') FROM agora_memory.search_patterns('read ledger') AS s;
SELECT results_eq($$SELECT s.name FROM agora_memory.search_patterns('read the ledger feed', 5, 'workflow') AS s$$, ARRAY['feed'], 'of a type');
SELECT is_empty($$SELECT * FROM agora_memory.search_patterns('read', p_type => 'naming')$$, 'none is of that type');
SELECT is_empty($$SELECT * FROM agora_memory.search_patterns('zebra')$$, 'none fits');
SELECT ok(s.is_library, '0.95 and more is library') FROM agora_memory.search_patterns('open the book and sum up every page', 1) AS s;
SELECT ok(NOT s.is_library, 'less is not') FROM agora_memory.search_patterns('feed', 1) AS s;

-- Thresholds.
SELECT agora.set_setting('memory.pattern_threshold', s.score::text, 'a test') FROM agora_memory.search_patterns('feed', 1) AS s;
SELECT ok(s.is_recommended, 'recommended at the threshold') FROM agora_memory.search_patterns('feed', 1) AS s;
INSERT INTO agora_memory.pattern_threshold (pattern_type, threshold, samples, precision, confidence, principal_id, applied_at) SELECT t.type, t.threshold, 20, 0.5, 1, 1, agora.now() FROM (VALUES ('workflow', 0), ('workflow', 1), ('code', 0)) AS t(type, threshold);
SELECT ok(NOT s.is_recommended, 'not below that of its type, the latest one') FROM agora_memory.search_patterns('feed', 1) AS s;

-- The filter on quality is a flag.
SELECT agora.set_setting('memory.pattern_min_quality', '0.9', 'a test');
SELECT is((SELECT count(*) FROM agora_memory.search_patterns('read ledger') AS s), 3::bigint, 'off: all');
SELECT agora.set_flag('pattern_quality_filter', true);
SELECT results_eq($$SELECT s.pattern_id FROM agora_memory.search_patterns('read ledger') AS s ORDER BY s.pattern_id$$, $$VALUES (pg_temp.id(2)), (pg_temp.id(3))$$, 'on: the good ones, at equality too');
SELECT agora.set_flag('pattern_quality_filter', false);

-- A crowded cluster starves nobody.
SELECT count(pg_temp.contribute('gnu herd', 'gnu herd ' || md5(n::text) || ' ' || md5((-n)::text))) FROM generate_series(1, 30) AS n;
SELECT pg_temp.contribute('okapi', 'one gnu among many other animals of the plain');
SELECT is((SELECT count(*) FROM agora_memory.known_pattern AS p WHERE p.name = 'gnu herd') > 1, true, 'many patterns in one cluster');
SELECT results_eq($$SELECT s.name, s.instances FROM agora_memory.search_patterns('gnu herd', 2) AS s$$, $$VALUES ('gnu herd', 30::bigint), ('okapi', 1)$$, 'are one line');
UPDATE agora_memory.pattern SET status = 'archived', archived_at = agora.now(), archived_reason = 'unused' WHERE name = 'gnu herd';
SELECT results_eq($$SELECT s.name FROM agora_memory.search_patterns('gnu herd', 2) AS s$$, ARRAY['okapi'], 'archived ones are none, and take no place');

-- Who may ask, and how not to.
SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.become('reader');
SELECT isnt_empty($$SELECT * FROM agora_memory.search_patterns('read the ledger')$$, 'patterns are for every reader');
SELECT isnt_empty($$SELECT * FROM agora_memory.known_pattern$$, 'so are their views');
RESET SESSION AUTHORIZATION;
SELECT agora_test.raises(format('SELECT agora_memory.search_patterns(%s)', w.arguments), '22023', left(w.arguments, 60))
  FROM (VALUES ('NULL'), (''' '''), ('repeat(''x'', 1000001)'), ('''x'', 0'), ('''x'', 101'), ('''x'', NULL'), ('''x'', p_type => ''nonsense'''), ('''x'', p_vector => ''[0,0,0]''')) AS w(arguments);

SELECT * FROM finish();
ROLLBACK;
