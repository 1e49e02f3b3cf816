-- publish: an event of one's own, once per key, in the caller's transaction.
BEGIN;
SELECT plan(45);
SELECT agora_test.at('2026-01-01');
SELECT agora.register_principal('alice');
SELECT agora_event.create_topic('test.thing.happened.v1', 'A test.');

CREATE TEMP TABLE made AS
SELECT agora_event.publish('test.thing.happened.v1', 'thing 1', '{"a": 1}', '00000000-0000-0000-0000-000000000001', p_key => 'k', p_actor => agora_test.id('alice')) AS event_id;
SELECT results_eq($$SELECT p.topic, p.key, p.payload, p.principal_id, p.correlation_id, p.occurred_at FROM agora_event.published AS p JOIN made AS m ON m.event_id = p.event_id$$,
                  $$VALUES ('test.thing.happened.v1', 'thing 1', '{"a": 1}'::jsonb, agora_test.id('alice'), '00000000-0000-0000-0000-000000000001'::uuid, '2026-01-01'::timestamptz)$$,
                  'published as it was given');
SELECT is((SELECT e.xid FROM agora_event.event AS e JOIN made AS m ON m.event_id = e.event_id), pg_current_xact_id(), 'in the caller''s transaction');

SELECT is(agora_event.publish('test.thing.happened.v1', 'thing 1', '{"a":  1}', '00000000-0000-0000-0000-000000000001', p_key => 'k', p_actor => agora_test.id('alice')),
          (SELECT m.event_id FROM made AS m), 'the same call again: the first event');
SELECT is(agora_event.publish('test.thing.happened.v1', 'thing 1', '{"a": 1.0}', '00000000-0000-0000-0000-000000000001', p_key => 'k', p_actor => agora_test.id('alice')),
          (SELECT m.event_id FROM made AS m), '1.0 is 1');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic LIKE 'test.%'), 1::bigint, 'and no second one');
SELECT agora_test.raises($$SELECT agora_event.publish('test.thing.happened.v1', 'thing 1', '{"a": 2}', NULL, p_key => 'k', p_actor => agora_test.id('alice'))$$, 'ZA003', 'the key with another payload');
SELECT agora_test.raises($$SELECT agora_event.publish('test.thing.happened.v1', NULL, '{"a": 1}', '00000000-0000-0000-0000-000000000001', p_key => 'k', p_actor => agora_test.id('alice'))$$, 'ZA003', 'the key with another event key');
SELECT isnt(agora_event.publish('test.thing.happened.v1', 'thing 1', '{"a": 1}', '00000000-0000-0000-0000-000000000001', p_key => 'k', p_actor => 3),
            (SELECT m.event_id FROM made AS m), 'another actor''s key is another key');
SELECT isnt(agora_event.publish('test.thing.happened.v1', NULL, '{}'), agora_event.publish('test.thing.happened.v1', NULL, '{}'), 'without a key every call is an event');

SELECT agora_test.raises($$SELECT agora_event.publish('test.thing.vanished.v1', NULL, '{}')$$, 'ZE001', 'an unknown topic');
SELECT agora_test.raises($$SELECT agora_event.publish('memory.attempt.finished.v1', NULL, '{}')$$, '42501', 'a built-in topic, even by a superuser');
SELECT agora_test.raises($$SELECT agora_event.publish(NULL, NULL, '{}')$$, 'ZE001', 'no topic');
SELECT agora_test.raises($$SELECT agora_event.publish('test.thing.happened.v1', NULL, NULL)$$, '22023', 'no payload');
SELECT agora_test.raises($$SELECT agora_event.publish('test.thing.happened.v1', NULL, '[]')$$, '22023', 'a payload that is no object');
SELECT agora_test.raises($$SELECT agora_event.publish('test.thing.happened.v1', '', '{}')$$, '22023', 'a blank event key');
SELECT agora_test.raises($$SELECT agora_event.publish('test.thing.happened.v1', repeat('k', 201), '{}')$$, '22023', 'an event key of 201 characters');
SELECT lives_ok($$SELECT agora_event.publish('test.thing.happened.v1', repeat('k', 200), '{}')$$, 'an event key of 200 characters');
SELECT agora_test.raises($$SELECT agora_event.publish('test.thing.happened.v1', NULL, '{}', p_key => '')$$, '22023', 'a blank idempotency key');
SELECT agora_test.raises($$SELECT agora_event.publish('test.thing.happened.v1', NULL, '{}', p_actor => 999)$$, 'ZA001', 'an unknown actor');
SELECT lives_ok($$SELECT agora_event.publish('test.thing.happened.v1', NULL, jsonb_build_object('a', repeat('x', 262144 - 9)))$$, 'a payload as large as it may be without a setting');
SELECT agora.set_setting('event.payload_limit', '1024', 'a test');
SELECT lives_ok($$SELECT agora_event.publish('test.thing.happened.v1', NULL, jsonb_build_object('a', repeat('x', 1024 - 9)))$$, 'a payload of exactly event.payload_limit');
SELECT agora_test.raises($$SELECT agora_event.publish('test.thing.happened.v1', NULL, jsonb_build_object('a', repeat('x', 1025 - 9)))$$, '22023', 'a byte more');

-- What led to it.
CREATE TEMP TABLE caused AS
SELECT agora_event.publish('test.thing.happened.v1', 'thing 1', '{}', p_causation_id => (SELECT m.event_id FROM made AS m),
                           p_trace_parent => '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', p_key => 'caused') AS event_id;
SELECT results_eq($$SELECT p.causation_id, p.trace_parent FROM agora_event.published AS p JOIN caused AS c USING (event_id)$$,
                  $$SELECT m.event_id, '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' FROM made AS m$$, 'its cause and trace are kept');
SELECT is(agora_event.publish('test.thing.happened.v1', 'thing 1', '{}', p_causation_id => (SELECT m.event_id FROM made AS m),
                              p_trace_parent => '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', p_key => 'caused'), (SELECT c.event_id FROM caused AS c), 'once per key');
SELECT agora_test.raises($$SELECT agora_event.publish('test.thing.happened.v1', 'thing 1', '{}', p_key => 'caused')$$, 'ZA003', 'another cause is another call');
SELECT agora_test.raises($$SELECT agora_event.publish('test.thing.happened.v1', NULL, '{}', p_causation_id => 999999999)$$, 'ZE004', 'an unknown cause');
SELECT lives_ok($$SELECT agora_event.publish('test.thing.happened.v1', NULL, '{}', p_trace_parent => 'cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00')$$, 'a trace of a later version');
SELECT agora_test.raises(format($$SELECT agora_event.publish('test.thing.happened.v1', NULL, '{}', p_trace_parent => %L)$$, bad.trace), '22023', format('no trace: %s', left(bad.trace, 60)))
  FROM unnest(ARRAY['', '00', 'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
                    '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01', '00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01',
                    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x', E'00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n']) AS bad(trace);

-- History stays, partition by partition.
SELECT agora_test.raises('UPDATE agora_event.event SET payload = NULL', 'ZA010', 'events are not changed');
SELECT agora_test.raises('DELETE FROM agora_event.event', 'ZA010', 'nor removed');
SET CONSTRAINTS ALL IMMEDIATE; -- TRUNCATE is refused by the server while a trigger is still to fire
SELECT agora_test.raises('TRUNCATE agora_event.event', 'ZA010', 'nor emptied');
SELECT agora_test.raises('TRUNCATE agora_event.event_p0', 'ZA010', 'nor by way of the partition');
SELECT agora_test.raises('TRUNCATE agora_event.event_default', 'ZA010', 'nor of the default one');

-- Who sees it.
SELECT agora_event.create_topic('test.secret.happened.v1', 'A test.', NULL, false);
SELECT agora_test.add_login('bob', 'agora_service', true);
SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_event.publish('test.secret.happened.v1', 'not bob', '{}');
SELECT agora_test.become('bob');
SELECT agora_event.publish('test.secret.happened.v1', 'bob', '{}');
SELECT set_eq($$SELECT DISTINCT p.topic, p.key FROM agora_event.published AS p WHERE p.key IN ('thing 1', 'bob', 'not bob')$$,
              $$VALUES ('test.thing.happened.v1', 'thing 1'), ('test.secret.happened.v1', 'bob')$$, 'a bound login sees what is shared and what is its own');
SELECT agora_test.raises($$SELECT agora_event.publish('test.thing.happened.v1', NULL, '{}', p_actor => agora_test.id('alice'))$$, '42501', 'and publishes as nobody else');
RESET SESSION AUTHORIZATION;
SELECT agora_test.become('reader');
SELECT set_eq($$SELECT DISTINCT p.topic FROM agora_event.published AS p$$, ARRAY['test.thing.happened.v1'], 'a reader sees what is shared');
SELECT throws_ok($$SELECT agora_event.publish('test.thing.happened.v1', NULL, '{}')$$, '42501', NULL, 'and publishes none');
RESET SESSION AUTHORIZATION;
SELECT is((SELECT count(*) FROM agora_event.published AS p WHERE p.topic = 'test.secret.happened.v1'), 2::bigint, 'system sees all');

SELECT * FROM finish();
ROLLBACK;
