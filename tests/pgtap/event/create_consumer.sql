-- create_consumer, drop_consumer and the patterns they take.
BEGIN;
SELECT plan(52);
SELECT agora_test.at('2026-01-01');
SELECT agora.register_principal('alice');

SELECT is(agora_event.create_consumer('c', '{test.thing.happened.v1}'), 'c', 'made');
SELECT results_eq($$SELECT c.owner_id, c.topics, c.created_at FROM agora_event.consumer AS c WHERE c.consumer = 'c'$$,
                  $$VALUES (1::bigint, '{test.thing.happened.v1}'::text[], '2026-01-01'::timestamptz)$$, 'by whoever called');
SELECT is(agora_event.create_consumer('c', '{test.thing.happened.v1}', 'beginning'), 'c', 'the same again: where it stands');
SELECT agora_test.raises($$SELECT agora_event.create_consumer('c', '{test.**}')$$, 'ZE003', 'with other topics');
SELECT agora_test.raises($$SELECT agora_event.create_consumer('c', '{test.thing.happened.v1}', p_actor => agora_test.id('alice'))$$, 'ZE003', 'of another owner');
SELECT agora_test.raises(format('SELECT agora_event.create_consumer(%L, %L)', bad.name, '{**}'), '22023', 'not a name: ' || left(coalesce(bad.name, 'NULL'), 20))
  FROM unnest(ARRAY[NULL, '', 'C', '1c', 'a b', 'a/b', repeat('c', 101)]) AS bad(name);
SELECT lives_ok($$SELECT agora_event.create_consumer(repeat('c', 100), '{**}')$$, 'a name of 100 characters');
SELECT agora_test.raises(format('SELECT agora_event.create_consumer(%L, %L)', 'x', bad.topics), '22023', 'not topics: ' || coalesce(bad.topics, 'NULL'))
  FROM unnest(ARRAY[NULL, '{}', '{NULL}', '{""}', '{Test.**}', '{**.v1}', '{test.**.v1}', '{test.*x}', '{test..v1}', '{"a|b"}', '{"a(b"}', '{"test.\\\\w"}']) AS bad(topics);
SELECT agora_test.raises($$SELECT agora_event.create_consumer('x', array_fill('**'::text, ARRAY[101]))$$, '22023', '101 topics');
SELECT lives_ok($$SELECT agora_event.create_consumer('x100', array_fill('**'::text, ARRAY[100]))$$, '100 topics');
SELECT agora_test.raises($$SELECT agora_event.create_consumer('x', '{**}', 'middle')$$, '22023', 'from somewhere');
SELECT agora_test.raises($$SELECT agora_event.create_consumer('x', '{**}', NULL)$$, '22023', 'from nowhere');
SELECT agora_test.raises($$SELECT agora_event.create_consumer('x', '{**}', p_actor => 999)$$, 'ZA001', 'for an unknown owner');
SELECT is_empty($$SELECT c.consumer FROM agora_event.consumer AS c WHERE c.consumer = 'x'$$, 'what was refused is not there');

-- Patterns.
CREATE FUNCTION pg_temp.matching(VARIADIC p_topics text[]) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(t.topic, ' ' ORDER BY t.topic)
          FROM unnest(ARRAY['a.b.c.v1', 'a.b.c.v2', 'a.b.cc.v1', 'a.bb.c.v1', 'a.x.b.v1', 'axb.c.d.v1', 'b.b.c.v1']) AS t(topic)
         WHERE t.topic LIKE ANY (agora_event._topic_patterns(p_topics)));
SELECT is(pg_temp.matching('a.b.c.v1'), 'a.b.c.v1', 'a name is itself');
SELECT is(pg_temp.matching('a.b.c.*'), 'a.b.c.v1 a.b.c.v2', '* is one part');
SELECT is(pg_temp.matching('*.b.c.v1'), 'a.b.c.v1 b.b.c.v1', 'anywhere');
SELECT is(pg_temp.matching('a.*.*.v1'), 'a.b.c.v1 a.b.cc.v1 a.bb.c.v1 a.x.b.v1', 'more than once');
SELECT is(pg_temp.matching('*.b.**'), 'a.b.c.v1 a.b.c.v2 a.b.cc.v1 b.b.c.v1', 'before a rest, too');
SELECT is(pg_temp.matching('*.*.**'), pg_temp.matching('**'), 'and twice');
SELECT is(pg_temp.matching('a.**'), 'a.b.c.v1 a.b.c.v2 a.b.cc.v1 a.bb.c.v1 a.x.b.v1', '** is the rest');
SELECT is(pg_temp.matching('a.b.c.v1.**', '*.*.*.*.*'), NULL, 'which is not nothing');
SELECT is(pg_temp.matching('*.*'), NULL, 'nor is it left out');
SELECT is(pg_temp.matching('a_b.**', 'axb_c.d.v1', 'a.b_c.*'), NULL, 'an underscore is itself');
SELECT is(pg_temp.matching('a.*'), NULL, '* is not the rest');
SELECT is(pg_temp.matching('**'), 'a.b.c.v1 a.b.c.v2 a.b.cc.v1 a.bb.c.v1 a.x.b.v1 axb.c.d.v1 b.b.c.v1', '** alone is everything');
SELECT is(pg_temp.matching('a.b.c.v2', 'b.**'), 'a.b.c.v2 b.b.c.v1', 'any of several');

-- drop_consumer
SELECT lives_ok($$SELECT agora_event.drop_consumer('c')$$, 'dropped');
SELECT agora_test.raises($$SELECT agora_event.drop_consumer('c')$$, 'ZE002', 'dropped before');
SELECT agora_test.raises($$SELECT agora_event.drop_consumer(NULL)$$, 'ZE002', 'dropping none');


-- What a consumer of somebody else reads is nobody's business.
CREATE FUNCTION pg_temp.detail(p_sql text) RETURNS text LANGUAGE plpgsql AS $detail$
DECLARE v_detail text;
BEGIN
    EXECUTE p_sql;
    RETURN 'nothing was raised';
EXCEPTION WHEN SQLSTATE 'ZE003' THEN
    GET STACKED DIAGNOSTICS v_detail = PG_EXCEPTION_DETAIL;
    RETURN v_detail;
END $detail$;
SELECT agora_test.add_login('bound', 'agora_service', true);
SELECT agora_test.add_login('trusted', 'agora_service');
SELECT agora_event.create_consumer('secret', '{test.merger.**}', p_actor => agora_test.id('alice'));
SELECT agora_test.become('bound');
SELECT is(pg_temp.detail($$SELECT agora_event.create_consumer('secret', '{**}')$$), 'consumer=secret belongs to another principal', 'a bound login learns that the name is taken');
SELECT agora_event.create_consumer('own', '{test.**}');
SELECT is(pg_temp.detail($$SELECT agora_event.create_consumer('own', '{**}')$$), format('consumer=own owner=%s topics={test.**} shares=1', agora_test.id('bound')), 'of its own it learns what it is');
RESET SESSION AUTHORIZATION;
SELECT agora_test.become('trusted');
SELECT is(pg_temp.detail($$SELECT agora_event.create_consumer('secret', '{**}')$$), format('consumer=secret owner=%s topics={test.merger.**} shares=1', agora_test.id('alice')), 'as does a service, which sees it anyway');
RESET SESSION AUTHORIZATION;

-- How far it is behind: what its reader could poll.
SELECT agora_event.create_topic('test.merger.planned.v1', 'A test.', p_is_shared => false);
SELECT agora_event.create_topic('test.merger.rumoured.v1', 'A test.');
SELECT agora_event.publish(t.topic, NULL, '{}', p_actor => p.principal_id)
  FROM unnest(ARRAY['test.merger.planned.v1', 'test.merger.rumoured.v1']) AS t(topic), agora.principal AS p WHERE p.name IN ('alice', 'bound');
SELECT is((SELECT l.events_behind FROM agora_event.consumer_lag AS l WHERE l.consumer = 'own'), 4::bigint, 'an operator sees all');
SELECT agora_test.become('bound');
SELECT is((SELECT l.events_behind FROM agora_event.consumer_lag AS l WHERE l.consumer = 'own'), 3::bigint, 'a bound login the shared ones and its own');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
