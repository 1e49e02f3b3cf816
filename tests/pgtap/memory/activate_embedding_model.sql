-- activate_embedding_model and retire_embedding_model: the old model answers until the switch, and is dropped after it.
BEGIN;
SELECT plan(30);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_memory.register_transform(t.code, 'text', t.name) FROM (VALUES ('one', 'alpha'), ('two', 'beta')) AS t(code, name);
CREATE TEMP TABLE t AS SELECT t.transform_id AS id, t.name FROM agora_memory.transform AS t;
SELECT agora_memory.register_embedding_model('old', 2, p_kinds => '{transform,golden}');
SELECT agora_memory.store_embedding('transform', t.id, 'old', CASE t.name WHEN 'alpha' THEN '[1,0]'::vector ELSE '[0,1]' END) FROM t;
SELECT agora_memory.register_embedding_model('new', 3, p_kinds => '{transform,golden}');
PREPARE best AS SELECT m.name FROM agora_memory.match_transforms('zebra', 1, p_vector => '[0,1]') AS m;

SELECT results_eq('EXECUTE best', ARRAY['beta'], 'the first model answers');
SELECT agora_memory.store_embedding('transform', t.id, 'new', '[0,0,1]') FROM t WHERE t.name = 'alpha';
SELECT results_eq('EXECUTE best', ARRAY['beta'], 'while vectors of the second come');
SELECT agora_test.raises($$SELECT agora_memory.activate_embedding_model('new')$$, 'ZM042', 'not while half of them are missing');
SELECT agora.set_setting('memory.embedding_coverage_min', '0.5', 'a test');
SELECT is(agora_memory.activate_embedding_model('new', 'transform'), ARRAY['transform'], 'unless half is enough, at equality');
SELECT agora.set_setting('memory.embedding_coverage_min', NULL, 'a test');
SELECT agora_test.raises('EXECUTE best', '22023', 'vectors of the old one are of no use then');
SELECT is((SELECT m.name FROM agora_memory.match_transforms('zebra', 1, p_vector => '[0,0,1]') AS m), 'alpha', 'those of the new one are');
SELECT results_eq($$SELECT m.model, m.kind FROM agora_memory.known_embedding_model AS m WHERE m.is_active ORDER BY 2$$, $$VALUES ('old', 'golden'), ('new', 'transform')$$, 'one kind was switched');
SELECT is((SELECT e.payload FROM agora_event.event AS e WHERE e.topic = 'memory.embedding_model.activated.v1'), '{"model": "new", "kinds": ["transform"]}', 'the world is told');
SELECT is(agora_memory.activate_embedding_model('new', 'transform', true), '{}', 'once more changes nothing');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'memory.embedding_model.activated.v1'), 1::bigint, 'and tells nobody');
SELECT is(agora_memory.activate_embedding_model('old', p_force => true), ARRAY['transform'], 'back, of all kinds');
SELECT results_eq('EXECUTE best', ARRAY['beta'], 'and the old vectors answer again');
SELECT is(agora_memory.activate_embedding_model('new', p_force => true), ARRAY['golden', 'transform'], 'forced, with vectors missing');
SELECT agora_test.raises($$SELECT agora_memory.activate_embedding_model('nobody')$$, 'ZM040', 'an unknown model');
SELECT agora_test.raises($$SELECT agora_memory.activate_embedding_model(NULL)$$, 'ZM040', 'none');
SELECT agora_test.raises($$SELECT agora_memory.activate_embedding_model('old', 'pattern')$$, '22023', 'a kind that it does not embed');

-- Retiring.
SELECT agora_test.raises($$SELECT agora_memory.retire_embedding_model('new')$$, 'ZM043', 'not the active one');
SELECT lives_ok($$SELECT agora_memory.retire_embedding_model('old')$$, 'the other one');
SELECT is_empty($$SELECT e.* FROM agora_memory.embedding AS e JOIN agora_memory.embedding_model AS m USING (embedding_model_id) WHERE m.name = 'old'$$, 'its vectors are gone');
SELECT is_empty($$SELECT t.* FROM agora_memory.embedding_task AS t JOIN agora_memory.embedding_model AS m USING (embedding_model_id) WHERE m.name = 'old'$$, 'nothing waits for it');
SELECT lives_ok($$SELECT agora_memory.retire_embedding_model('old')$$, 'once more changes nothing');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'memory.embedding_model.retired.v1'), 1::bigint, 'the world was told once');
SELECT agora_test.raises($$SELECT agora_memory.activate_embedding_model('old')$$, 'ZM040', 'it does not come back');
SELECT agora_test.raises($$SELECT agora_memory.register_embedding_model('old', 2, p_kinds => '{transform,golden}')$$, 'ZM041', 'nor does its name');
SELECT agora_test.raises($$SELECT agora_memory.retire_embedding_model('nobody')$$, 'ZM040', 'an unknown model');
SELECT agora_memory.register_transform('three', 'text', 'gamma');
SELECT is((SELECT count(*) FROM agora_memory.embedding_task AS t JOIN agora_memory.embedding_model AS m USING (embedding_model_id) WHERE m.name <> 'new'), 0::bigint, 'new documents wait for the others only');

-- Who may.
SELECT agora_test.add_login('service', 'agora_service');
SELECT agora_test.add_login('operator', 'agora_operator');
SELECT agora_test.become('service');
SELECT throws_ok($$SELECT agora_memory.activate_embedding_model('new')$$, '42501', NULL, 'a service may not switch');
SELECT throws_ok($$SELECT agora_memory.retire_embedding_model('new')$$, '42501', NULL, 'nor retire');
RESET SESSION AUTHORIZATION;
SELECT agora_test.become('operator');
SELECT agora_test.raises($$SELECT agora_memory.activate_embedding_model('new', p_actor => 999999)$$, 'ZA001', 'an operator may, as somebody');
SELECT agora_test.raises($$SELECT agora_memory.retire_embedding_model('new', p_actor => 999999)$$, 'ZA001', 'and retire');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
