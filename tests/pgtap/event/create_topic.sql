-- Topics by name: {domain}.{entity}.{action}.v{n}.
BEGIN;
SELECT plan(21);
SELECT agora_test.at('2026-01-01');

SELECT is(agora_event.create_topic('test.thing.happened.v1', 'A test.', '1 day'), 'test.thing.happened.v1', 'registered');
SELECT results_eq($$SELECT t.description, t.retention, t.is_shared, t.is_builtin, t.created_at FROM agora_event.registered_topic AS t WHERE t.topic = 'test.thing.happened.v1'$$,
                  $$VALUES ('A test.', interval '1 day', true, false, '2026-01-01'::timestamptz)$$, 'the view says so');
SELECT is(agora_event.create_topic('test.thing.happened.v1', 'A test.', '24 hours'), 'test.thing.happened.v1', 'the same again');
SELECT agora_test.raises($$SELECT agora_event.create_topic('test.thing.happened.v1', 'Another.', '1 day')$$, 'ZE005', 'with another description');
SELECT agora_test.raises($$SELECT agora_event.create_topic('test.thing.happened.v1', 'A test.')$$, 'ZE005', 'with another retention');
SELECT agora_test.raises($$SELECT agora_event.create_topic('test.thing.happened.v1', 'A test.', '1 day', false)$$, 'ZE005', 'for others');
SELECT lives_ok($$SELECT agora_event.create_topic('test.thing.happened.v2', 'Another.')$$, 'the next version');
SELECT lives_ok(format($$SELECT agora_event.create_topic(%L, 'A test.')$$, 'test.thing.' || repeat('a', 186) || '.v1'), 'a name of 200 characters');
SELECT agora_test.raises(format($$SELECT agora_event.create_topic(%L, 'A test.')$$, bad.name), '22023', format('not a topic: %s', left(coalesce(bad.name, 'NULL'), 40)))
  FROM unnest(ARRAY['test.thing.v1', 'test.thing.happened', 'test.thing.happened.v0', 'test.thing.happened.v01', 'Test.thing.happened.v1',
                    'test..happened.v1', 'test.thing.happened.v1.v2', NULL, 'test.thing.' || repeat('a', 187) || '.v1']) AS bad(name);
SELECT agora_test.raises($$SELECT agora_event.create_topic('test.thing.x.v1', NULL)$$, '22023', 'no description');
SELECT agora_test.raises($$SELECT agora_event.create_topic('test.thing.x.v1', 'x', '0')$$, '22023', 'a retention of nothing');
SELECT agora_test.raises($$SELECT agora_event.create_topic('test.thing.x.v1', 'x', NULL, NULL)$$, '22023', 'neither shared nor not');
SELECT is_empty($$SELECT t.topic FROM agora_event.registered_topic AS t WHERE t.topic LIKE 'test.thing.x%'$$, 'what was refused is not there');

SELECT * FROM finish();
ROLLBACK;
