-- claim_documents: who may, and how not to. What it hands out, and what comes back, is in store_embeddings.sql.
BEGIN;
SELECT plan(15);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_memory.register_embedding_model('mini', 2);
SELECT agora_memory.register_transform('x = 1');

SELECT agora_test.add_login('service', 'agora_service');
SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.become('reader');
SELECT throws_ok($$SELECT * FROM agora_memory.claim_documents('mini')$$, '42501', NULL, 'a reader takes nothing');
SELECT throws_ok($$SELECT * FROM agora_memory.store_embeddings('mini', '[]')$$, '42501', NULL, 'and stores nothing');
RESET SESSION AUTHORIZATION;
SELECT agora_test.become('service');
SELECT is((SELECT count(*) FROM agora_memory.claim_documents('mini', 1000, '1 day')), 1::bigint, 'a service does, as much and as long as it may');
SELECT is_empty($$SELECT * FROM agora_memory.store_embeddings('mini', '[]')$$, 'and may have nothing to store');
SELECT agora_test.raises(format('SELECT agora_memory.claim_documents(%s)', w.arguments), w.sqlstate, w.arguments)
  FROM (VALUES ('''nobody''', 'ZM040'), ('NULL', 'ZM040'), ('''mini'', 0', '22023'), ('''mini'', 1001', '22023'), ('''mini'', NULL', '22023'), ('''mini'', 1, ''0''', '22023'), ('''mini'', 1, ''25 hours''', '22023'),
               ('''mini'', p_actor => 999999', 'ZA001')) AS w(arguments, sqlstate);
SELECT agora_test.raises($$SELECT * FROM agora_memory.store_embeddings('mini', NULL)$$, '22023', 'no items');
SELECT agora_test.raises($$SELECT * FROM agora_memory.store_embeddings('mini', '{}')$$, '22023', 'no array');
SELECT agora_test.raises($$SELECT * FROM agora_memory.store_embeddings('mini', (SELECT jsonb_agg('{}'::jsonb) FROM generate_series(1, 1001)))$$, '22023', 'too many');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
