-- register_embedding_model: room for the vectors, work for the workers, and the first model of a kind is active.
BEGIN;
SELECT plan(46);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_memory.register_transform(format('x = %s', n), p_name => 'number ' || n) FROM generate_series(1, 3) AS n;
UPDATE agora_memory.document SET is_active = false WHERE object_id = (SELECT max(t.transform_id) FROM agora_memory.transform AS t);

SELECT is(agora_memory.register_embedding_model('mini', 3), 'mini', 'answers with its name');
SELECT results_eq($$SELECT m.model, m.kind, m.dimensions, m.provider, m.options, m.is_active FROM agora_memory.known_embedding_model AS m ORDER BY m.kind$$,
                  $$SELECT 'mini', k.kind, 3, 'external', '{}'::jsonb, true FROM unnest(ARRAY['golden', 'pattern', 'signature', 'transform']) AS k(kind)$$,
                  'the first model is active for every kind');
SELECT results_eq($$SELECT c.documents, c.embedded, c.waiting, c.failed, c.coverage FROM agora_memory.embedding_coverage AS c WHERE c.kind = 'transform'$$,
                  $$VALUES (2::bigint, 0::bigint, 2::bigint, 0::bigint, 0::numeric)$$, 'active documents wait for their vectors');
CREATE TEMP VIEW made AS SELECT m.embedding_model_id AS id, 'agora_memory.embedding_p' || m.embedding_model_id AS partition FROM agora_memory.embedding_model AS m WHERE m.name = 'mini';
SELECT is((SELECT count(*) FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_am AS a ON a.oid = c.relam JOIN made AS m ON i.indrelid = m.partition::regclass
            WHERE a.amname = 'hnsw' AND pg_get_indexdef(i.indexrelid) ~ 'vector\(3\).*vector_cosine_ops.*WHERE \(kind = '), 4::bigint, 'an HNSW index by cosine for each kind');
SELECT is((SELECT e.payload FROM agora_event.event AS e WHERE e.topic = 'memory.embedding_model.registered.v1'),
          '{"model": "mini", "dimensions": 3, "kinds": ["golden", "pattern", "signature", "transform"], "active_kinds": ["golden", "pattern", "signature", "transform"]}', 'the world is told');

-- The name is the key.
SELECT is(agora_memory.register_embedding_model('mini', 3), 'mini', 'the same again');
SELECT is((SELECT count(*) FROM agora_memory.embedding_model AS m), 1::bigint, 'changes nothing');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'memory.embedding_model.registered.v1'), 1::bigint, 'and tells nobody');
SELECT agora_test.raises($$SELECT agora_memory.register_embedding_model('mini', 4)$$, 'ZM041', 'other dimensions');
SELECT agora_test.raises($$SELECT agora_memory.register_embedding_model('mini', 3, 'hash')$$, 'ZM041', 'another provider');
SELECT agora_test.raises($$SELECT agora_memory.register_embedding_model('mini', 3, p_options => '{"batch": 8}')$$, 'ZM041', 'other options');
SELECT agora_test.raises($$SELECT agora_memory.register_embedding_model('mini', 3, p_kinds => '{golden}')$$, 'ZM041', 'other kinds');

-- A second one waits.
SELECT agora_memory.register_embedding_model('maxi', 5, 'openai', '{"model": "m", "url": "http://127.0.0.1:9/v1", "key_variable": "MY_KEY", "query_prefix": "q: ", "document_prefix": "", "batch": 16, "timeout": 30}', '{transform,transform}');
SELECT results_eq($$SELECT m.kind, m.is_active, m.options ->> 'model' FROM agora_memory.known_embedding_model AS m WHERE m.model = 'maxi'$$, $$VALUES ('transform', false, 'm')$$, 'a second model is not active; a kind counts once');
SELECT is((SELECT c.waiting FROM agora_memory.embedding_coverage AS c WHERE c.model = 'maxi'), 2::bigint, 'but documents wait for its vectors, too');

-- A partition that tick() made is used.
SELECT agora._add_partition('agora_memory.embedding', m.id + 2, m.id + 2, m.id + 3) FROM made AS m;
SELECT lives_ok($$SELECT agora_memory.register_embedding_model('third', 2000, 'hash', p_kinds => '{golden}')$$, 'a partition made ahead, and as many dimensions as HNSW can');

-- Who may.
SELECT agora_test.add_login('service', 'agora_service');
SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.become('service');
SELECT is(agora_memory.register_embedding_model('service''s', 1, 'sentence-transformers'), 'service''s', 'a service may');
SELECT agora_test.raises($$SELECT agora_memory.register_embedding_model('x', 3, p_actor => 999999)$$, 'ZA001', 'an unknown actor');
RESET SESSION AUTHORIZATION;
SELECT agora_test.become('reader');
SELECT throws_ok($$SELECT agora_memory.register_embedding_model('x', 3)$$, '42501', NULL, 'a reader may not');
SELECT isnt_empty($$SELECT c.* FROM agora_memory.embedding_coverage AS c$$, 'but sees how far it is');
RESET SESSION AUTHORIZATION;
SELECT agora.suspend_principal(agora.register_principal('banned'), 'a test');
SELECT agora_test.raises($$SELECT agora_memory.register_embedding_model('x', 3, p_actor => agora_test.id('banned'))$$, 'ZA002', 'a suspended actor');

-- How not to.
SELECT agora_test.raises(format('SELECT agora_memory.register_embedding_model(%s)', w.arguments), '22023', left(w.arguments, 60))
  FROM (VALUES ('NULL, 3'), (''' '', 3'), ('repeat(''x'', 201), 3'), ('''x'', NULL'), ('''x'', 0'), ('''x'', 2001'), ('''x'', 3, NULL'), ('''x'', 3, ''magic'''),
               ('''x'', 3, ''hash'', NULL'), ('''x'', 3, ''hash'', ''[]'''), ('''x'', 3, ''hash'', ''{"api_key": "secret"}'''), ('''x'', 3, ''hash'', ''{"key_variable": "sk-secret"}'''),
               ('''x'', 3, ''hash'', ''{"url": "ftp://host"}'''), ('''x'', 3, ''hash'', ''{"url": "file:///etc/passwd"}'''), ('''x'', 3, ''hash'', ''{"url": "https://me:secret@host/v1"}'''),
               ('''x'', 3, ''hash'', ''{"url": "https://host/v1?key=secret"}'''), ('''x'', 3, ''hash'', ''{"batch": 0}'''), ('''x'', 3, ''hash'', ''{"batch": "8"}'''),
               ('''x'', 3, ''hash'', ''{"timeout": 1e9}'''), ('''x'', 3, ''hash'', ''{"model": 3}'''), ('''x'', 3, p_kinds => NULL'), ('''x'', 3, p_kinds => ''{}'''), ('''x'', 3, p_kinds => ''{attempt}'''),
               ('''x'', 3, p_kinds => ''{NULL,golden}''')) AS w(arguments);
SELECT is((SELECT count(*) FROM agora_memory.embedding_model AS m WHERE m.name = 'x'), 0::bigint, 'and nothing was registered');
SELECT is_empty($$SELECT t.* FROM agora_memory.embedding_task AS t JOIN agora_memory.document AS d ON d.kind = t.kind AND d.object_id = t.object_id WHERE NOT d.is_active$$, 'what searches do not return waits for nothing');

SELECT * FROM finish();
ROLLBACK;
