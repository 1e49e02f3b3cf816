-- What leaves: events by their ids, or what a map makes of them.
BEGIN;
SELECT plan(13);
SELECT agora_event.create_topic('test.thing.happened.v1', 'A test.');
SELECT agora_event.create_topic('test.thing.hidden.v1', 'A test.', p_is_shared => false);
CREATE TEMP TABLE made AS
SELECT n, agora_event.publish(CASE n WHEN 3 THEN 'test.thing.hidden.v1' ELSE 'test.thing.happened.v1' END, 'k' || n, jsonb_build_object('n', n)) AS id FROM generate_series(1, 3) AS n;
GRANT SELECT ON made TO PUBLIC;
CREATE FUNCTION pg_temp.ids(VARIADIC p_numbers integer[]) RETURNS bigint[] LANGUAGE sql
RETURN (SELECT array_agg(m.id ORDER BY i.place) FROM unnest(p_numbers) WITH ORDINALITY AS i(n, place) JOIN pg_temp.made AS m ON m.n = i.n);

SELECT results_eq($$SELECT r.key, r.payload FROM agora_event.records(pg_temp.ids(2, 1)) AS r$$, $$VALUES ('k2', '{"n": 2}'::jsonb), ('k1', '{"n": 1}')$$, 'in the order of the list');
SELECT is((SELECT count(*) FROM agora_event.records(ARRAY[999999]::bigint[])), 0::bigint, 'an unknown one is none');
SELECT is((SELECT count(*) FROM agora_event.records('{}')), 0::bigint, 'none of none');
SELECT agora_test.raises($$SELECT * FROM agora_event.records(NULL)$$, '22023', 'no list');
SELECT agora_test.raises($$SELECT * FROM agora_event.records('{1,NULL}')$$, '22023', 'a list with a hole');
SELECT agora_test.raises($$SELECT * FROM agora_event.records(array_fill(1::bigint, ARRAY[100001]))$$, '22023', 'too many');
SELECT agora_test.raises($$SELECT * FROM agora_event.records('{1}', 'none')$$, 'ZE010', 'an unknown map');

SELECT results_eq($$SELECT m.map, m.topics FROM agora_event.registered_map AS m$$, $$VALUES ('tokens', '{ledger.transaction.posted.v1}'::text[])$$, 'the maps there are');
SELECT is((SELECT count(*) FROM agora_event.records(pg_temp.ids(1, 2), 'tokens')), 0::bigint, 'a map passes over what it does not map');
SELECT is_empty($$SELECT m.map, t.topic FROM agora_event.map AS m, unnest(m.topics) AS t(topic) WHERE NOT EXISTS (SELECT 1 FROM agora_event.topic AS k WHERE k.topic = t.topic)$$, 'every topic of a map is registered');
SELECT ok(bool_and(to_regprocedure(m.function_name || '(bigint[])') IS NOT NULL), 'every function is there') FROM agora_event.map AS m;

SELECT agora_test.add_login('bob', 'agora_service', true);
SELECT agora_test.become('bob');
SELECT results_eq($$SELECT r.key FROM agora_event.records(pg_temp.ids(3, 1)) AS r$$, ARRAY['k1'], 'who may not see an event gets no record of it');
RESET SESSION AUTHORIZATION;
SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.become('reader');
SELECT results_eq($$SELECT r.key FROM agora_event.records(pg_temp.ids(3, 1)) AS r$$, ARRAY['k1'], 'nor a mere reader');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
