-- publish: an event of one's own, once per key, in the caller's transaction.
BEGIN;
SELECT plan(31);
SELECT agora_test.at('2026-01-01');
SELECT agora.register_principal('alice');
SELECT agora_event.create_topic('test.thing.happened.v1', 'A test.');

CREATE TEMP TABLE made AS
SELECT agora_event.publish('test.thing.happened.v1', 'thing 1', '{"a": 1}', '00000000-0000-0000-0000-000000000001', 'k', agora_test.id('alice')) AS event_id;
SELECT results_eq($$SELECT p.topic, p.key, p.payload, p.principal_id, p.correlation_id, p.occurred_at FROM agora_event.published AS p JOIN made AS m ON m.event_id = p.event_id$$,
                  $$VALUES ('test.thing.happened.v1', 'thing 1', '{"a": 1}'::jsonb, agora_test.id('alice'), '00000000-0000-0000-0000-000000000001'::uuid, '2026-01-01'::timestamptz)$$,
                  'published as it was given');
SELECT is((SELECT e.xid FROM agora_event.event AS e JOIN made AS m ON m.event_id = e.event_id), pg_current_xact_id(), 'in the caller''s transaction');

SELECT is(agora_event.publish('test.thing.happened.v1', 'thing 1', '{"a":  1}', '00000000-0000-0000-0000-000000000001', 'k', agora_test.id('alice')),
          (SELECT m.event_id FROM made AS m), 'the same call again: the first event');
SELECT is(agora_event.publish('test.thing.happened.v1', 'thing 1', '{"a": 1.0}', '00000000-0000-0000-0000-000000000001', 'k', agora_test.id('alice')),
          (SELECT m.event_id FROM made AS m), '1.0 is 1');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic LIKE 'test.%'), 1::bigint, 'and no second one');
SELECT agora_test.raises($$SELECT agora_event.publish('test.thing.happened.v1', 'thing 1', '{"a": 2}', NULL, 'k', agora_test.id('alice'))$$, 'ZA003', 'the key with another payload');
SELECT agora_test.raises($$SELECT agora_event.publish('test.thing.happened.v1', NULL, '{"a": 1}', '00000000-0000-0000-0000-000000000001', 'k', agora_test.id('alice'))$$, 'ZA003', 'the key with another event key');
SELECT isnt(agora_event.publish('test.thing.happened.v1', 'thing 1', '{"a": 1}', '00000000-0000-0000-0000-000000000001', 'k', 3),
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
SELECT agora_test.raises($$SELECT agora_event.publish('test.thing.happened.v1', NULL, '{}', NULL, '')$$, '22023', 'a blank idempotency key');
SELECT agora_test.raises($$SELECT agora_event.publish('test.thing.happened.v1', NULL, '{}', NULL, NULL, 999)$$, 'ZA001', 'an unknown actor');
SELECT agora.set_setting('event.payload_limit', '1024', 'a test');
SELECT lives_ok($$SELECT agora_event.publish('test.thing.happened.v1', NULL, jsonb_build_object('a', repeat('x', 1024 - 9)))$$, 'a payload of exactly event.payload_limit');
SELECT agora_test.raises($$SELECT agora_event.publish('test.thing.happened.v1', NULL, jsonb_build_object('a', repeat('x', 1025 - 9)))$$, '22023', 'a byte more');

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
SELECT agora_test.raises($$SELECT agora_event.publish('test.thing.happened.v1', NULL, '{}', NULL, NULL, agora_test.id('alice'))$$, '42501', 'and publishes as nobody else');
RESET SESSION AUTHORIZATION;
SELECT agora_test.become('reader');
SELECT set_eq($$SELECT DISTINCT p.topic FROM agora_event.published AS p$$, ARRAY['test.thing.happened.v1'], 'a reader sees what is shared');
SELECT throws_ok($$SELECT agora_event.publish('test.thing.happened.v1', NULL, '{}')$$, '42501', NULL, 'and publishes none');
RESET SESSION AUTHORIZATION;
SELECT is((SELECT count(*) FROM agora_event.published AS p WHERE p.topic = 'test.secret.happened.v1'), 2::bigint, 'system sees all');

SELECT * FROM finish();
ROLLBACK;
