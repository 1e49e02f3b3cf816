-- claim_documents, store_embedding and store_embeddings: each document to one worker, no vector of an older text, failures wait.
BEGIN;
SELECT plan(80);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_memory.register_embedding_model('mini', 2, p_kinds => '{transform,signature}');
SELECT agora_memory.register_transform(t.code, 'text', t.name, t.description)
  FROM (VALUES ('code of a', 'a', 'Does a.'), ('code of b', 'b', NULL), ('code of c', 'c', NULL)) AS t(code, name, description);
CREATE TEMP TABLE t AS SELECT t.transform_id AS id, t.name FROM agora_memory.transform AS t;
CREATE TEMP VIEW task AS SELECT n.name, k.epoch, k.lease_until, k.failures, k.last_error FROM agora_memory.embedding_task AS k JOIN t AS n ON n.id = k.object_id AND k.kind = 'transform';
CREATE TEMP VIEW stored AS SELECT n.name, e.vector FROM agora_memory.embedding AS e JOIN t AS n ON n.id = e.object_id AND e.kind = 'transform';
CREATE FUNCTION pg_temp.item(p_name text, p_epoch bigint, p_rest text) RETURNS jsonb LANGUAGE sql AS
    $$SELECT jsonb_build_object('kind', 'transform', 'object_id', t.id, 'epoch', p_epoch) || p_rest::jsonb FROM t WHERE t.name = p_name$$;

-- Claiming.
SELECT results_eq($$SELECT c.kind, n.name, c.epoch, c.text FROM agora_memory.claim_documents('mini', 2) AS c JOIN t AS n ON n.id = c.object_id ORDER BY n.name$$,
                  $$VALUES ('transform', 'a', 1::bigint, E'a\nDoes a.\ncode of a'), ('transform', 'b', 1::bigint, E'b\ncode of b')$$, 'documents with their text and epoch');
SELECT results_eq($$SELECT n.name FROM agora_memory.claim_documents('mini') AS c JOIN t AS n ON n.id = c.object_id$$, ARRAY['c'], 'each once');
SELECT is_empty($$SELECT * FROM agora_memory.claim_documents('mini')$$, 'until all are taken');
SELECT results_eq('SELECT t.name, t.lease_until FROM task AS t WHERE t.name = ''a''', $$VALUES ('a', timestamptz '2026-01-01 00:05+00')$$, 'for five minutes');
SELECT agora_test.advance('5 minutes - 1 second');
SELECT is_empty($$SELECT * FROM agora_memory.claim_documents('mini')$$, 'not before the lease ends');
SELECT agora_test.advance('1 second');
SELECT results_eq($$SELECT n.name, c.epoch FROM agora_memory.claim_documents('mini', 1, '1 hour') AS c JOIN t AS n ON n.id = c.object_id$$, $$VALUES ('a', 2::bigint)$$, 'then to another, under the next epoch');
SELECT agora.set_setting('memory.embedding_text_chars', '100', 'a test');
SELECT agora_memory.register_transform(repeat('long ', 200), 'text', 'longHTTPText_2');
INSERT INTO t SELECT t.transform_id, 'd' FROM agora_memory.transform AS t WHERE t.name = 'longHTTPText_2';
SELECT is((SELECT c.text FROM agora_memory.claim_documents('mini') AS c JOIN t ON t.id = c.object_id WHERE t.name = 'd'), E'long http text 2\n' || left(repeat('long ', 200), 83), 'a name is told in words, a long text is cut');
SELECT agora.set_setting('memory.embedding_text_chars', NULL, 'a test');
SELECT is(length(agora_memory._document_text('transform', t.id)), 17 + 600, 'and so is code') FROM t WHERE t.name = 'd';
SELECT agora.set_setting('memory.embedding_code_chars', '0', 'a test');
SELECT is(agora_memory._document_text('transform', t.id), E'long http text 2\n', 'as far as the setting says') FROM t WHERE t.name = 'd';
SELECT agora.set_setting('memory.embedding_code_chars', NULL, 'a test');
SELECT is(agora_memory._spoken_name(w.name), w.words, w.name)
  FROM (VALUES ('parseHTTPHeader', 'parse http header'), ('_read_csv', 'read csv'), ('Ledger.add-entry', 'ledger add entry'), ('XMLParser', 'xml parser'), ('utf8', 'utf8'), ('__', '')) AS w(name, words);

-- Storing one by one.
SELECT is(agora_memory.store_embedding('transform', t.id, 'mini', '[3,4]', 1), 'superseded', 'who lost the lease comes too late') FROM t WHERE t.name = 'a';
SELECT is_empty('SELECT s.* FROM stored AS s', 'and changes nothing');
SELECT is(agora_memory.store_embedding('transform', t.id, 'mini', '[3,4]', 2), 'stored', 'who has it does not') FROM t WHERE t.name = 'a';
SELECT results_eq('SELECT s.name, s.vector::text FROM stored AS s', $$VALUES ('a', '[0.6,0.8]')$$, 'unit vectors are kept');
SELECT is_empty('SELECT t.* FROM task AS t WHERE t.name = ''a''', 'the wait is over');
SELECT is(agora_memory.store_embedding('transform', t.id, 'mini', '[-1,0]'), 'stored', 'without an epoch it replaces') FROM t WHERE t.name = 'a';
SELECT is((SELECT s.vector::text FROM stored AS s), '[-1,0]', 'what is there');
SELECT is(agora_memory.store_embedding('transform', t.id, 'mini', '[0,1]'), 'stored', 'and ends the wait') FROM t WHERE t.name = 'd';
SELECT is_empty('SELECT t.* FROM task AS t WHERE t.name = ''d''', 'of one that somebody has');

-- A text that changes.
SELECT agora_memory._put_document('transform', t.id, 'a', 'other words') FROM t WHERE t.name = 'a';
SELECT results_eq('SELECT t.epoch, t.lease_until FROM task AS t WHERE t.name = ''a''', $$VALUES (0::bigint, timestamptz '-infinity')$$, 'it waits again');
SELECT is((SELECT s.vector::text FROM stored AS s WHERE s.name = 'a'), '[-1,0]', 'while the old vector answers');
SELECT agora_test.advance('10 minutes');
CREATE TEMP TABLE claim AS SELECT n.name, c.epoch FROM agora_memory.claim_documents('mini') AS c JOIN t AS n ON n.id = c.object_id;
SELECT agora_memory._put_document('transform', t.id, 'a', 'still other words') FROM t WHERE t.name = 'a';

-- Storing a batch.
SELECT results_eq($$SELECT n.name, s.outcome FROM agora_memory.store_embeddings('mini', (SELECT jsonb_agg(pg_temp.item(c.name, c.epoch, CASE c.name WHEN 'c' THEN '{"error": "no idea"}' ELSE '{"vector": [0, 2]}' END)) FROM claim AS c)) AS s
                     JOIN t AS n ON n.id = s.object_id ORDER BY n.name$$,
                  $$VALUES ('a', 'superseded'), ('b', 'stored'), ('c', 'failed')$$, 'each has its outcome; a changed while its vector was made');
SELECT results_eq('SELECT s.name, s.vector::text FROM stored AS s ORDER BY 1', $$VALUES ('a', '[-1,0]'), ('b', '[0,1]'), ('d', '[0,1]')$$, 'what was stored');
SELECT results_eq('SELECT t.failures, t.last_error, t.lease_until - agora.now() FROM task AS t WHERE t.name = ''c''', $$VALUES (1, 'no idea', interval '1 minute')$$, 'what failed waits');
SELECT results_eq($$SELECT f.model, f.kind, f.failures, f.last_error, f.retry_at = agora.now() + interval '1 minute' FROM agora_memory.embedding_failure AS f$$, $$VALUES ('mini', 'transform', 1, 'no idea', true)$$, 'and is shown');
SELECT agora_test.advance('1 minute');
SELECT is((SELECT count(*) FROM agora_memory.claim_documents('mini')), 2::bigint, 'the minute is over');
SELECT is((SELECT s.outcome FROM agora_memory.store_embeddings('mini', jsonb_build_array(pg_temp.item('c', 1, '{"error": "late"}'))) AS s), 'superseded', 'a failure of a lost lease does not count');
SELECT is((SELECT s.outcome FROM agora_memory.store_embeddings('mini', jsonb_build_array(pg_temp.item('c', NULL, '{"error": "again"}'))) AS s), 'failed', 'again');
SELECT is((SELECT t.lease_until - agora.now() FROM task AS t WHERE t.name = 'c'), interval '2 minutes', 'twice as long');
UPDATE agora_memory.embedding_task SET failures = 20;
SELECT agora_memory.store_embeddings('mini', jsonb_build_array(pg_temp.item('c', NULL, '{"error": "again"}')));
SELECT is((SELECT t.lease_until - agora.now() FROM task AS t WHERE t.name = 'c'), interval '1 day', 'a day at most');
SELECT agora_test.advance('2 days');
SELECT is_empty($$SELECT * FROM agora_memory.claim_documents('mini')$$, 'after too many failures never');
SELECT is((SELECT f.retry_at FROM agora_memory.embedding_failure AS f WHERE f.last_error = 'again'), NULL, 'and the view says so');
SELECT agora_memory.store_embeddings('mini', jsonb_build_array(pg_temp.item('c', NULL, '{"error": "ghp_abcdefghijklmnopqrstuvwxyz0123456789 was refused"}')));
SELECT matches(f.last_error, '^\[redacted:[a-z_]+\] was refused$', 'what a provider says is kept without secrets') FROM agora_memory.embedding_failure AS f WHERE f.last_error ~ 'refused';
SELECT is((SELECT h.ok FROM agora.health() AS h WHERE h.component = 'embeddings'), false, 'nor is it healthy');
SELECT matches((SELECT h.detail FROM agora.health() AS h WHERE h.component = 'embeddings'), 'transform of mini: 3 of 4 embedded, 0 waiting, 2 failed', 'which is told in numbers');
SELECT agora_memory._put_document('transform', t.id, t.name, 'new words') FROM t WHERE t.name IN ('a', 'c');
SELECT is((SELECT count(*) FROM agora_memory.claim_documents('mini')), 2::bigint, 'until their text changes');
SELECT agora_memory.store_embedding('transform', t.id, 'mini', '[1,1]') FROM t;
SELECT is((SELECT h.ok FROM agora.health() AS h WHERE h.component = 'embeddings'), true, 'with all vectors it is healthy');
SELECT agora_memory._put_document('transform', t.id, t.name, 'newer words') FROM t WHERE t.name = 'a';
SELECT agora_test.advance('1 hour');
SELECT is((SELECT h.ok FROM agora.health() AS h WHERE h.component = 'embeddings'), true, 'waiting an hour is healthy');
SELECT agora_test.advance('1 second');
SELECT is((SELECT h.ok FROM agora.health() AS h WHERE h.component = 'embeddings'), false, 'longer is not');
SELECT agora_memory.store_embedding('transform', t.id, 'mini', '[1,1]') FROM t WHERE t.name = 'a';

-- The job.
DELETE FROM agora_memory.embedding AS e USING t WHERE t.id = e.object_id AND t.name IN ('a', 'b');
UPDATE agora_memory.document AS d SET is_active = false FROM t WHERE t.id = d.object_id AND d.kind = 'transform' AND t.name = 'a';
SELECT is(agora_memory._refresh_embedding_queue(10), 1::bigint, 'what lacks a vector is queued');
SELECT results_eq('SELECT t.name FROM task AS t', ARRAY['b'], 'if searches return it');
SELECT is(agora_memory._refresh_embedding_queue(10), 0::bigint, 'once');
UPDATE agora_memory.document AS d SET is_active = false FROM t WHERE t.id = d.object_id AND d.kind = 'transform' AND t.name = 'b';
SELECT is_empty($$SELECT * FROM agora_memory.claim_documents('mini')$$, 'what searches do not return is not handed out');
SELECT is(agora_memory._refresh_embedding_queue(10), 1::bigint, 'and forgotten');
SELECT is_empty('SELECT t.* FROM task AS t', 'until it is active again');

-- How not to.
SELECT agora_test.raises(format($$SELECT agora_memory.store_embedding(%s)$$, format(w.arguments, (SELECT t.id FROM t WHERE t.name = 'a'))), w.sqlstate, w.arguments)
  FROM (VALUES ('''transform'', %s, ''mini'', ''[1,2,3]''', '22023'), ('''transform'', %s, ''mini'', ''[0,0]''', '22023'), ('''transform'', %s, ''mini'', NULL', '22023'), ('''golden'', %s, ''mini'', ''[1,2]''', '22023'),
               ('NULL, %s, ''mini'', ''[1,2]''', '22023'), ('''transform'', NULL, ''mini'', ''[1,2]''', '22023'), ('''transform'', 999999%s, ''mini'', ''[1,2]''', 'ZM044'),
               ('''transform'', %s, ''nobody'', ''[1,2]''', 'ZM040'), ('''transform'', %s, NULL, ''[1,2]''', 'ZM040'), ('''transform'', %s, ''mini'', ''[1,2]'', p_actor => 999999', 'ZA001')) AS w(arguments, sqlstate);
SELECT throws_ok(format('SELECT agora_memory.store_embedding(''transform'', 1, ''mini'', %L)', v.vector), '22000', NULL, 'the type takes no ' || v.vector) FROM (VALUES ('[NaN,1]')) AS v(vector);
SELECT agora_test.raises(format($$SELECT agora_memory.store_embeddings('mini', jsonb_build_array(pg_temp.item('d', NULL, '{"vector": [1, 0]}')) || %L::jsonb)$$, w.items), w.sqlstate, left(w.items, 60))
  FROM (VALUES ('[1]', '22023'), ('[{}]', '22023'), ('[{"kind": "transform", "object_id": 1}]', '22023'), ('[{"kind": "transform", "object_id": 1, "vector": [1, 0, 0]}]', '22023'),
               ('[{"kind": "transform", "object_id": 999999999, "vector": [0, 0]}]', 'ZM044'), ('[{"kind": "transform", "object_id": 1.5, "vector": [1, 0]}]', '22023'), ('[{"kind": "transform", "object_id": "1", "vector": [1, 0]}]', '22023'),
               ('[{"kind": "transform", "object_id": 1, "vector": [1e999, 0]}]', '22023'), ('[{"kind": "transform", "object_id": 1, "vector": ["1", 0]}]', '22023'), ('[{"kind": "transform", "object_id": 1, "vector": "[1, 0]"}]', '22023'),
               ('[{"kind": "transform", "object_id": 1, "vector": [1, 0], "error": "x"}]', '22023'), ('[{"kind": "transform", "object_id": 1, "error": 5}]', '22023'), ('[{"kind": "transform", "object_id": 1, "vector": [1, 0], "more": 1}]', '22023'),
               ('[{"kind": "transform", "object_id": 1, "vector": [1, 0], "epoch": "x"}]', '22023'), ('[{"kind": "transform", "object_id": 1, "vector": [null, 0]}]', '22023')) AS w(items, sqlstate);
SELECT is((SELECT s.vector::text FROM stored AS s WHERE s.name = 'd'), '[0.70710677,0.70710677]', 'and nothing was stored');

-- A bound login is somebody's agent, and would make its own code the answer to everything.
SELECT agora_test.add_login('bound', 'agora_service', true);
SELECT agora_test.become('bound');
SELECT agora_test.raises(c.call, '42501', 'a bound login: ' || c.call)
  FROM (VALUES ($$SELECT agora_memory.claim_documents('mini')$$), ($$SELECT agora_memory.store_embeddings('mini', '[]')$$),
               ($$SELECT agora_memory.store_embedding('transform', 1, 'mini', '[1, 0]')$$)) AS c(call);
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
