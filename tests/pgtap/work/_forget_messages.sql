-- Job: nonces are forgotten by the partition, when nothing issued in its period can be fresh; conversations after their retention.
BEGIN;
SELECT plan(10);
SELECT agora.register_principal('alice');
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_work.add_trust_key('alice-1', agora_test.id('alice'), agora_test.sign('alice', NULL));
SELECT agora_work.allow_action('lease.release', 'agora.release_lease', 'Give a lease back.');
CREATE FUNCTION pg_temp.send(p_seq bigint, p_other jsonb DEFAULT '{}') RETURNS jsonb
LANGUAGE sql AS $$ SELECT agora_work.submit(m.e, agora_test.sign('alice', m.e), 'alice-1') FROM agora_test.envelope('alice', 'lease.release', p_seq, '{"resource": "none", "epoch": 1}', p_other) AS m(e) $$;

SELECT pg_temp.send(1);
SELECT agora_test.at('2026-01-01 00:04:59+00');
SELECT pg_temp.send(2);
SELECT agora_test.at('2026-01-01 00:10+00');
SELECT is(agora_work._forget_messages(100), 0::bigint, 'the period before is kept');
SELECT agora_test.raises($$SELECT pg_temp.send(2, '{"issued_at": "2026-01-01T00:04:59Z"}')$$, 'ZW048', 'what was issued in it is still known');
SELECT pg_temp.send(3);
SELECT agora_test.at('2026-01-01 00:20+00');
SELECT is(agora_work._forget_messages(100), 2::bigint, 'two periods later its nonces are forgotten');
SELECT is((SELECT count(*) FROM agora_work.nonce), 1::bigint, 'and those since are not');
SELECT agora_test.raises($$SELECT pg_temp.send(2, '{"issued_at": "2026-01-01T00:04:59Z"}')$$, 'ZW047', 'a replay is stale now');
-- A clock half a minute fast signs in the next period, whose partition is the one that would be emptied.
SELECT agora_test.at('2026-01-01 00:29:45+00');
SELECT pg_temp.send(4, '{"issued_at": "2026-01-01T00:30:05Z"}');
SELECT is(agora_work._forget_messages(100), 0::bigint, 'a partition with something fresh in it is left alone');
SELECT agora_test.raises($$SELECT pg_temp.send(4, '{"issued_at": "2026-01-01T00:30:05Z"}')$$, 'ZW048', 'so that a replay is found');
-- Nobody ran the job for long: rows of several periods share a partition, and nothing is wrong.
SELECT agora_test.at('2026-01-02 00:00+00');
SELECT lives_ok($$SELECT pg_temp.send(5)$$, 'messages are taken');
SELECT agora_test.at('2026-02-01 00:00:00.000001+00');
SELECT ok(agora_work._forget_messages(100) > 0, 'a conversation that nobody went on with');
SELECT is_empty('SELECT 1 FROM agora_work.conversation', 'is forgotten');

SELECT * FROM finish();
ROLLBACK;
