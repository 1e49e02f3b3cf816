-- Leases: acquire_lease, renew_lease, release_lease, and the epoch that only grows.
BEGIN;
SELECT plan(33);
SELECT agora.register_principal('alice');
SELECT agora.register_principal('bob');
SELECT agora_test.at('2026-01-01 00:00+00');

PREPARE lease AS SELECT l.resource, l.holder_id, l.epoch, l.lease_until FROM agora.active_lease AS l WHERE l.resource = 'r';

SELECT is(agora.acquire_lease('r', '60 seconds', agora_test.id('alice'))::text,
          (('r', agora_test.id('alice'), 1, '2026-01-01 00:01+00')::agora.active_lease)::text, 'a free resource: taken, with epoch 1');
SELECT agora_test.raises($$SELECT agora.acquire_lease('r', '60 seconds', agora_test.id('bob'))$$, 'ZA011', 'held by another');
SELECT agora_test.at('2026-01-01 00:00:59.999999+00');
SELECT agora_test.raises($$SELECT agora.acquire_lease('r', '60 seconds', agora_test.id('bob'))$$, 'ZA011', 'held to the last microsecond');
SELECT is((agora.acquire_lease('r', '60 seconds', agora_test.id('alice'))).epoch, 1::bigint, 'the holder takes it again: the same epoch');
SELECT agora_test.at('2026-01-01 00:01:59.999999+00');
SELECT is_empty('EXECUTE lease', 'at lease_until it has ended');
SELECT is((agora.acquire_lease('r', '60 seconds', agora_test.id('bob'))).epoch, 2::bigint, 'and another takes it, with the next epoch');
SELECT is((SELECT l.holder_id FROM agora.active_lease AS l WHERE l.resource = 'r'), agora_test.id('bob'), 'the view says so');
SELECT agora_test.advance('1 hour');
SELECT is((agora.acquire_lease('r', '60 seconds', agora_test.id('bob'))).epoch, 3::bigint, 'a holder that let it end has a new epoch');

-- A clock that goes back ends nothing and grants nothing.
SELECT agora_test.at('2026-01-01 00:30+00');
SELECT agora_test.raises($$SELECT agora.acquire_lease('r', '60 seconds', agora_test.id('alice'))$$, 'ZA011', 'a clock that went back grants nothing');

SELECT agora_test.raises($$SELECT agora.acquire_lease('r', NULL)$$, '22023', 'no ttl');
SELECT agora_test.raises($$SELECT agora.acquire_lease('r', '0')$$, '22023', 'a ttl of nothing');
SELECT agora_test.raises($$SELECT agora.acquire_lease('r', '-1 second')$$, '22023', 'a negative ttl');
SELECT agora_test.raises($$SELECT agora.acquire_lease('r', '1 day 1 second')$$, '22023', 'a ttl above a day');
SELECT lives_ok($$SELECT agora.acquire_lease('long', '1 day')$$, 'a ttl of a day');
SELECT agora_test.raises($$SELECT agora.acquire_lease(NULL)$$, '22023', 'no resource');
SELECT agora_test.raises($$SELECT agora.acquire_lease(repeat('r', 201))$$, '22023', 'a resource of 201 characters');
SELECT agora_test.raises($$SELECT agora.acquire_lease('x', '1 second', 999)$$, 'ZA001', 'an unknown holder');

-- renew_lease
SELECT agora_test.at('2026-02-01 00:00+00');
SELECT is((agora.acquire_lease('s', '60 seconds', agora_test.id('alice'))).epoch, 1::bigint, 'another resource has its own epochs');
SELECT is((agora.renew_lease('s', 1, '90 seconds', agora_test.id('alice'))).lease_until, '2026-02-01 00:01:30+00'::timestamptz, 'renewed from now');
SELECT is((agora.renew_lease('s', 1, '1 second', agora_test.id('alice'))).lease_until, '2026-02-01 00:01:30+00'::timestamptz, 'a renewal shortens nothing');
SELECT agora_test.raises($$SELECT agora.renew_lease('s', 1, '1 minute', agora_test.id('bob'))$$, 'ZA012', 'not by another');
SELECT agora_test.raises($$SELECT agora.renew_lease('s', 2, '1 minute', agora_test.id('alice'))$$, 'ZA012', 'not under another epoch');
SELECT agora_test.raises($$SELECT agora.renew_lease('s', NULL, '1 minute', agora_test.id('alice'))$$, 'ZA012', 'not under none');
SELECT agora_test.raises($$SELECT agora.renew_lease(NULL, 1, '1 minute', agora_test.id('alice'))$$, 'ZA012', 'not of nothing');
SELECT agora_test.raises($$SELECT agora.renew_lease('s', 1, '0', agora_test.id('alice'))$$, '22023', 'a renewal by nothing');
SELECT agora_test.at('2026-02-01 00:01:30+00');
SELECT agora_test.raises($$SELECT agora.renew_lease('s', 1, '1 minute', agora_test.id('alice'))$$, 'ZA012', 'at lease_until it is lost');

-- release_lease
SELECT is((agora.acquire_lease('s', '60 seconds', agora_test.id('alice'))).epoch, 2::bigint, 'taken anew');
SELECT ok(NOT agora.release_lease('s', 1, agora_test.id('alice')), 'an old epoch releases nothing');
SELECT ok(NOT agora.release_lease('s', 2, agora_test.id('bob')), 'another releases nothing');
SELECT ok(agora.release_lease('s', 2, agora_test.id('alice')), 'released');
SELECT ok(NOT agora.release_lease('s', 2, agora_test.id('alice')), 'released before');
SELECT is((agora.acquire_lease('s', '60 seconds', agora_test.id('bob'))).epoch, 3::bigint, 'free at once, with the next epoch');
SELECT ok(NOT agora.release_lease('none', 1), 'what nobody holds is not released');

SELECT * FROM finish();
ROLLBACK;
