-- Keys: add_trust_key, rotate_trust_key, revoke_trust_key; actions: allow_action, forbid_action.
BEGIN;
SELECT plan(60);
SELECT agora.register_principal(n) FROM unnest(ARRAY['alice', 'bob']) AS n;
SELECT agora_test.at('2026-01-01 00:00+00');
CREATE FUNCTION pg_temp.add(p_kid text, p_by text DEFAULT 'alice', p_until timestamptz DEFAULT NULL) RETURNS agora_work.registered_key
LANGUAGE sql AS $$ SELECT agora_work.add_trust_key(p_kid, agora_test.id('alice'), agora_test.sign(p_by, NULL), p_until) $$;
CREATE FUNCTION pg_temp.send(p_seq bigint, p_by text, p_kid text) RETURNS jsonb
LANGUAGE sql AS $$ SELECT agora_work.submit(m.e, agora_test.sign(p_by, m.e), p_kid) FROM agora_test.envelope('alice', 'event.publish', p_seq, '{"topic": "test.thing.done.v1", "event_key": "a", "payload": {}}') AS m(e) $$;
SELECT agora_event.create_topic('test.thing.done.v1', 'A test.');

-- add_trust_key
SELECT is((k.kid, k.principal_id, k.public_key, k.valid_from, k.valid_until, k.is_valid)::text,
          ('a-1', agora_test.id('alice'), encode(agora_test.sign('alice', NULL), 'hex'), '2026-01-01 00:00+00'::timestamptz, NULL::timestamptz, true)::text, 'a key')
  FROM pg_temp.add('a-1') AS k;
SELECT is((pg_temp.add('a-1')).kid, 'a-1', 'the same again is the same key');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'work.key.added.v1'), 1::bigint, 'and told once');
SELECT is((SELECT count(*) FROM agora_work.witness_entry AS w WHERE (w.stream, w.event, w.subject) = ('keys', 'key.added', 'a-1')), 1::bigint, 'and written down once');
SELECT agora_test.raises($$SELECT pg_temp.add('a-1', 'bob')$$, 'ZW052', 'the name is taken');
SELECT agora_test.raises($$SELECT pg_temp.add('a-2')$$, 'ZW052', 'the key is taken');
SELECT agora_test.raises($$SELECT agora_work.add_trust_key('b-1', agora_test.id('bob'), agora_test.sign('alice', NULL))$$, 'ZW052', 'also by another');
SELECT agora_test.raises($$SELECT agora_work.add_trust_key(NULL, agora_test.id('alice'), agora_test.sign('x', NULL))$$, '22023', 'no name');
SELECT agora_test.raises($$SELECT agora_work.add_trust_key(repeat('k', 201), agora_test.id('alice'), agora_test.sign('x', NULL))$$, '22023', 'a name too long');
SELECT agora_test.raises($$SELECT agora_work.add_trust_key('x', 999999, agora_test.sign('x', NULL))$$, 'ZA001', 'of nobody');
SELECT agora_test.raises($$SELECT agora_work.add_trust_key('x', 1, agora_test.sign('x', NULL))$$, '22023', 'of the system');
SELECT agora_test.raises(format('SELECT agora_work.add_trust_key(%L, %s, %L::bytea)', 'x', agora_test.id('alice'), k.key), '22023', k.what)
  FROM (VALUES (NULL::bytea, 'no key'), (''::bytea, 'an empty one'), (substr(agora_test.sign('x', NULL), 2), 'of 31 bytes'), ('\x02' || decode(repeat('00', 31), 'hex'), 'no point'),
               ('\x01' || decode(repeat('00', 31), 'hex'), 'of small order'), (decode(repeat('ff', 32), 'hex'), 'not canonical')) AS k(key, what);
SELECT agora_test.raises($$SELECT pg_temp.add('x', 'x', '2026-01-01 00:00+00')$$, '22023', 'that ends as it begins');
SELECT agora_test.raises($$SELECT pg_temp.add('x', 'x', 'infinity')$$, '22023', 'that ends never and says so');
SELECT agora_test.raises($$SELECT agora_work.add_trust_key('x', agora_test.id('alice'), agora_test.sign('x', NULL), NULL, NULL)$$, '22023', 'that may or may not vouch');

-- A key that ends
SELECT agora_work.allow_action('event.publish', 'agora_event.publish', 'Publish an event.');
SELECT lives_ok($$SELECT pg_temp.add('short', 'short', '2026-01-01 01:00+00')$$, 'a key for an hour');
SELECT agora_test.at('2026-01-01 00:59:59.999999+00');
SELECT lives_ok($$SELECT pg_temp.send(1, 'short', 'short')$$, 'is valid to the last microsecond');
SELECT agora_test.at('2026-01-01 01:00+00');
SELECT agora_test.raises($$SELECT pg_temp.send(2, 'short', 'short')$$, 'ZW042', 'and not at its end');
SELECT ok(NOT k.is_valid, 'the view says so') FROM agora_work.registered_key AS k WHERE k.kid = 'short';

-- rotate_trust_key
SELECT is((k.kid, k.principal_id, k.replaces, k.is_valid)::text, ('a-2', agora_test.id('alice'), 'a-1', true)::text, 'a new key in the place of an old')
  FROM agora_work.rotate_trust_key('a-1', 'a-2', agora_test.sign('alice 2', NULL), '10 minutes') AS k;
SELECT is(k.valid_until, '2026-01-01 01:10+00', 'which ends after the overlap') FROM agora_work.registered_key AS k WHERE k.kid = 'a-1';
SELECT lives_ok($$SELECT pg_temp.send(2, 'alice', 'a-1')$$, 'until then both are taken: the old');
SELECT lives_ok($$SELECT pg_temp.send(3, 'alice 2', 'a-2')$$, 'and the new');
SELECT agora_test.at('2026-01-01 01:05+00');
SELECT is((agora_work.rotate_trust_key('a-1', 'a-2', agora_test.sign('alice 2', NULL), '10 minutes')).kid, 'a-2', 'repeated, it is the same key');
SELECT is(k.valid_until, '2026-01-01 01:10+00', 'and the old lives no longer for it') FROM agora_work.registered_key AS k WHERE k.kid = 'a-1';
SELECT agora_test.raises($$SELECT agora_work.rotate_trust_key('a-1', 'a-2', agora_test.sign('x', NULL))$$, 'ZW052', 'another key under this name');
SELECT agora_test.raises($$SELECT agora_work.rotate_trust_key('none', 'x', agora_test.sign('x', NULL))$$, 'ZW041', 'in the place of none');
SELECT agora_test.raises($$SELECT agora_work.rotate_trust_key('a-2', 'x', agora_test.sign('x', NULL), '31 days')$$, '22023', 'an overlap too long');
SELECT agora_test.raises($$SELECT agora_work.rotate_trust_key('a-2', 'x', '\x00')$$, '22023', 'a key that is none');
SELECT is(k.valid_until, NULL, 'changes nothing') FROM agora_work.registered_key AS k WHERE k.kid = 'a-2';

-- revoke_trust_key
SELECT agora_test.raises($$SELECT agora_work.revoke_trust_key('a-2', ' ')$$, '22023', 'without a reason');
SELECT agora_test.raises($$SELECT agora_work.revoke_trust_key('none', 'a test')$$, 'ZW041', 'an unknown key');
SELECT is((k.revoked_at, k.revoked_reason, k.is_valid)::text, ('2026-01-01 01:05+00'::timestamptz, 'lost', false)::text, 'revoked') FROM agora_work.revoke_trust_key('a-2', 'lost') AS k;
SELECT agora_test.raises($$SELECT pg_temp.send(4, 'alice 2', 'a-2')$$, 'ZW043', 'nothing that it signs is taken');
SELECT agora_test.advance('1 hour');
SELECT is((agora_work.revoke_trust_key('a-2', 'again')).revoked_reason, 'lost', 'revoked once, it keeps date and reason');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'work.key.revoked.v1'), 1::bigint, 'told once');
SELECT agora_test.raises($$SELECT agora_work.rotate_trust_key('a-2', 'a-3', agora_test.sign('x', NULL))$$, 'ZW043', 'nothing follows a revoked key');

-- Actions
SELECT is((a.action, a.function_name, a.is_allowed)::text, '(lease.take,agora.acquire_lease,t)', 'allowed') FROM agora_work.allow_action('lease.take', 'agora.acquire_lease', 'Take a lease.') AS a;
SELECT agora_test.raises(format('SELECT agora_work.allow_action(%L, %L, %L)', a.action, a.function, a.description), '22023', a.what)
  FROM (VALUES ('Lease', 'agora.acquire_lease', 'x', 'a name in capitals'), ('x', 'agora.mint', 'x', 'a function that is not there'), ('x', 'agora_ledger.mint', 'x', 'one for operators'),
               ('x', 'agora.version', 'x', 'one without an actor'), ('x', 'agora_work.submit', 'x', 'submit itself'), ('x', 'pg_catalog.pg_sleep', 'x', 'one that is not agora''s'),
               ('x', NULL, 'x', 'none'), ('x', 'agora_work.record_operation', 'x', 'one for trusted workers'),
               ('x', 'agora_model.record_calls_from', 'x', 'one that runs as its caller, and reads what the message names'),
               ('x', 'agora.trip_breaker', 'x', 'one that would halt others'), ('x', 'agora.record_outcome', 'x', 'one that would help itself'),
               ('x', 'agora_event.poll', 'x', 'one that reads what the login may'), ('x', 'agora.acquire_lease', '', 'no description')) AS a(action, function, description, what);
SELECT ok(NOT (agora_work.forbid_action('lease.take', 'a test')).is_allowed, 'forbidden');
SELECT ok(NOT (agora_work.forbid_action('lease.take', 'a test')).is_allowed, 'and again');
SELECT agora_test.raises($$SELECT agora_work.forbid_action('none', 'a test')$$, 'ZW050', 'what never was');
SELECT ok((agora_work.allow_action('lease.take', 'agora.renew_lease', 'Another.')).is_allowed, 'allowed anew');

SELECT * FROM finish();
ROLLBACK;
