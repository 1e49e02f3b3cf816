-- Workers of one consumer: join_consumer, leave_consumer, who holds which share, and what a replaced one may still do.
BEGIN;
SELECT plan(42);
SELECT agora_test.at('2026-01-01');
SELECT agora_event.create_topic('test.thing.happened.v1', 'A test.');
ALTER TABLE agora_event.event ALTER COLUMN xid DROP EXPRESSION;
CREATE FUNCTION pg_temp.write(p_event_id bigint, p_key text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO agora_event.event (event_id, xid, origin_xid, topic, key, payload, principal_id, occurred_at)
    VALUES (p_event_id, '100', '100', 'test.thing.happened.v1', p_key, '{}', 3, agora.now())
$$;
CREATE TEMP TABLE epoch (worker text PRIMARY KEY, epoch bigint);
GRANT ALL ON epoch TO PUBLIC;
CREATE FUNCTION pg_temp.join(p_worker text) RETURNS bigint LANGUAGE sql AS $$
    INSERT INTO pg_temp.epoch VALUES (p_worker, agora_event.join_consumer('group', p_worker, '30 seconds'))
    ON CONFLICT (worker) DO UPDATE SET epoch = excluded.epoch RETURNING epoch.epoch
$$;
CREATE FUNCTION pg_temp.epoch(p_worker text) RETURNS bigint LANGUAGE sql AS $$SELECT e.epoch FROM pg_temp.epoch AS e WHERE e.worker = p_worker$$;
CREATE FUNCTION pg_temp.polled(p_worker text, p_limit integer DEFAULT 100) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(p.event_id::text, ' ') FROM agora_event.poll('group', p_limit, p_worker, pg_temp.epoch(p_worker)) AS p
$$;
CREATE FUNCTION pg_temp.acked(p_worker text, p_event_id bigint) RETURNS boolean LANGUAGE sql AS $$
    SELECT agora_event.ack('group', p_event_id, p_worker, pg_temp.epoch(p_worker))
$$;
CREATE FUNCTION pg_temp.held() RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(coalesce(s.worker, '-'), '' ORDER BY s.share) FROM agora_event.consumer_share AS s WHERE s.consumer = 'group'
$$;

SELECT is(agora_event._share_of('any', 1, 1), 0, 'one share has all');
SELECT results_eq($$SELECT agora_event._share_of(k, 1, 4) FROM unnest('{a,b,c,d,e}'::text[]) AS k$$, $$VALUES (2), (2), (2), (0), (3)$$, 'the share of a key is the same on every server');
SELECT is(agora_event._share_of(NULL, 7, 4), agora_event._share_of('7', 1, 4), 'an event without a key is its own');

SELECT agora_event.create_consumer('group', '{test.**}', 'beginning', 4);
SELECT agora_test.raises($$SELECT agora_event.create_consumer('group', '{test.**}', 'beginning', 5)$$, 'ZE003', 'the number of shares stays');
SELECT agora_test.raises($$SELECT agora_event.create_consumer('g', '{test.**}', 'end', 0)$$, '22023', 'no shares');
SELECT agora_test.raises($$SELECT agora_event.create_consumer('g', '{test.**}', 'end', 257)$$, '22023', 'too many shares');
SELECT agora_test.raises($$SELECT agora_event.poll('group')$$, 'ZE007', 'who did not join is given nothing');
SELECT agora_test.raises($$SELECT agora_event.join_consumer('none', 'a')$$, 'ZE002', 'an unknown consumer');
SELECT agora_test.raises($$SELECT agora_event.join_consumer('group', '')$$, '22023', 'a worker without a name');
SELECT agora_test.raises($$SELECT agora_event.join_consumer('group', 'a', '0')$$, '22023', 'a lease of nothing');
SELECT agora_test.raises($$SELECT agora_event.join_consumer('group', 'a', '61 minutes')$$, '22023', 'too long a lease');

-- Shares by key: a, b, c are in 2, d in 0, e in 3.
SELECT pg_temp.write(7001, 'a'), pg_temp.write(7002, 'd'), pg_temp.write(7003, 'e'), pg_temp.write(7004, 'b');
SELECT pg_temp.join('a');
SELECT is(pg_temp.polled('a'), '7001 7002 7003 7004', 'the only worker is given all');
SELECT is(pg_temp.held(), 'aaaa', 'and holds all shares');
SELECT pg_temp.join('b');
SELECT is(pg_temp.polled('b'), NULL, 'a second finds nothing free');
SELECT is(pg_temp.polled('a'), '7001 7002 7003 7004', 'and the first keeps what it works on');
SELECT ok(pg_temp.acked('a', 7003), 'it acknowledges some');
SELECT is(pg_temp.polled('a'), '7004', 'it is given the rest, and keeps its shares while it works on any');
SELECT is(pg_temp.polled('b'), NULL, 'what it acknowledged is not delivered to the second');
SELECT ok(pg_temp.acked('a', 7004), 'the first is done');
SELECT is(pg_temp.polled('a'), NULL, 'it gives up what is more than its part');
SELECT is(pg_temp.held(), 'aa--', 'half of the shares');
SELECT is(pg_temp.polled('b'), NULL, 'nothing is delivered twice');
SELECT is(pg_temp.held(), 'aabb', 'and the second holds its part');

-- A dead worker.
SELECT pg_temp.write(7005, 'a'), pg_temp.write(7006, 'd'), pg_temp.write(7007, 'e');
CREATE TEMP TABLE given AS SELECT w.worker, pg_temp.polled(w.worker) AS events FROM unnest('{a,b}'::text[]) AS w(worker);
SELECT results_eq($$SELECT e FROM given AS g, regexp_split_to_table(g.events, ' ') AS e ORDER BY 1$$, $$VALUES ('7005'), ('7006'), ('7007')$$, 'each event goes to one of the two');
SELECT agora_test.advance('29.9 seconds');
SELECT is(pg_temp.polled('b'), (SELECT g.events FROM given AS g WHERE g.worker = 'b'), 'a silent worker keeps its shares while its lease lasts');
SELECT agora_test.advance('0.1 seconds');
SELECT is(pg_temp.polled('b'), '7005 7006 7007', 'and loses them when it ends: what it did not acknowledge is delivered to the other');
SELECT agora_test.raises(format('SELECT pg_temp.acked(%L, %s)', 'a', (SELECT split_part(g.events, ' ', 1) FROM given AS g WHERE g.worker = 'a')), 'ZE004', 'and is no longer its to acknowledge');
SELECT ok(pg_temp.acked('b', 7007), 'but the other''s');

-- Two workers of one name.
SELECT pg_temp.write(7008, 'a');
CREATE TEMP TABLE former AS SELECT pg_temp.epoch('b') AS epoch;
SELECT cmp_ok(pg_temp.join('b'), '>', (SELECT f.epoch FROM former AS f), 'who joins under a name gets a higher epoch');
SELECT agora_test.raises($$SELECT agora_event.poll('group', 1, 'b', (SELECT f.epoch FROM former AS f))$$, 'ZE006', 'the former is told to stop');
SELECT agora_test.raises($$SELECT agora_event.ack('group', 7008, 'b', (SELECT f.epoch FROM former AS f))$$, 'ZE006', 'and acknowledges nothing');
SELECT agora_test.raises($$SELECT agora_event.poll('group', 1, 'b', NULL)$$, 'ZE006', 'nor does one without an epoch');
SELECT agora_test.raises($$SELECT agora_event.poll('group', 1, 'nobody', 1)$$, 'ZE006', 'nor one that never joined');
SELECT ok(agora_event.leave_consumer('group', 'a', pg_temp.epoch('a')), 'one leaves');
SELECT ok(NOT agora_event.leave_consumer('group', 'a', pg_temp.epoch('a')), 'once');
SELECT is(pg_temp.polled('b'), '7008', 'the other has it all');
SELECT is(pg_temp.held(), 'bbbb', 'every share');
SELECT agora_test.raises($$SELECT agora_event.leave_consumer('none', 'b', 1)$$, 'ZE002', 'leaving an unknown consumer');

-- A share acknowledges no further than what its holder was given of it.
SELECT pg_temp.write(7009, 'a'), pg_temp.write(7010, 'd');
SELECT pg_temp.polled('b', 1);
SELECT agora_test.raises($$SELECT pg_temp.acked('b', 7010)$$, 'ZE004', 'what was not delivered is not acknowledged');

-- A consumer of one share, with workers as each other's stand-in.
SELECT agora_event.create_consumer('single', '{test.**}', 'beginning');
SELECT lives_ok($$SELECT agora_event.poll('single', 1, 'x', agora_event.join_consumer('single', 'x'))$$, 'a worker may hold a consumer of one share');
SELECT agora_test.raises($$SELECT agora_event.poll('single')$$, 'ZE007', 'then nobody else reads it');
SELECT agora_test.advance('31 seconds');
SELECT lives_ok($$SELECT agora_event.poll('single', 1)$$, 'until its lease ends');

SELECT * FROM finish();
ROLLBACK;
