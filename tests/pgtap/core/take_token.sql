-- Token buckets: set_bucket and take_token are arithmetic on the clock.
BEGIN;
SELECT plan(61);
SELECT agora_test.at('2026-01-01 00:00+00');

SELECT lives_ok($$SELECT agora.set_bucket('b', 10, 2)$$, 'a bucket');
SELECT results_eq($$SELECT t.* FROM agora.take_token('b', 4) AS t$$, $$VALUES (true, 6::numeric, interval '0')$$, 'a new bucket is full');
SELECT is((agora.take_token('b')).level, 5::numeric, 'one, unless said otherwise');
SELECT is((agora.take_token('b', 5)).level, 0::numeric, 'to the last one');
SELECT results_eq($$SELECT t.* FROM agora.take_token('b', 1) AS t$$, $$VALUES (false, 0::numeric, interval '0.5 seconds')$$, 'empty: how long to wait');
SELECT results_eq($$SELECT t.* FROM agora.take_token('b', 10) AS t$$, $$VALUES (false, 0::numeric, interval '5 seconds')$$, 'as much as it holds: until it is full');
SELECT agora_test.advance('0.499999 seconds');
SELECT is((agora.take_token('b', 1)).granted, false, 'a microsecond too early');
SELECT agora_test.advance('1 microsecond');
SELECT results_eq($$SELECT t.granted, t.level FROM agora.take_token('b', 1) AS t$$, $$VALUES (true, 0.000000)$$, 'after exactly that long');
SELECT agora_test.advance('1 hour');
SELECT is((agora.take_token('b', 1)).level, 9::numeric, 'it never holds more than its capacity');

-- A clock that goes back refills nothing, and the same time does not count twice.
SELECT agora.take_token('b', 9);
SELECT agora_test.advance('-10 minutes');
SELECT is((agora.take_token('b', 1)).granted, false, 'a clock that went back refills nothing');
SELECT agora_test.advance('10 minutes');
SELECT is((agora.take_token('b', 1)).granted, false, 'nor does it when it is back');
SELECT agora_test.advance('1 second');
SELECT is((agora.take_token('b', 2)).level, 0::numeric, 'then it goes on');

-- What is told to wait suffices, also where it does not come out even.
SELECT agora.set_bucket('third', 1, 3);
SELECT agora.take_token('third');
SELECT is((agora.take_token('third')).retry_after, interval '0.333334 seconds', 'a wait is rounded up');
SELECT agora_test.advance((agora.take_token('third')).retry_after);
SELECT ok((agora.take_token('third')).granted, 'and suffices');
SELECT agora.set_bucket('slow', 1e9, 0.000001);
SELECT agora.take_token('slow', 1e9);
SELECT is((agora.take_token('slow', 1e9)).retry_after, make_interval(secs => 3155760000), 'a wait is a century at most');

-- set_bucket carries the level over.
SELECT agora.set_bucket('c', 10, 1);
SELECT agora.take_token('c', 4);
SELECT agora.set_bucket('c', 100, 1);
SELECT is((agora.take_token('c', 1)).level, 5::numeric, 'a larger bucket holds what it held');
SELECT agora.set_bucket('c', 3, 1);
SELECT is((agora.take_token('c', 1)).level, 2::numeric, 'a smaller one overflows');
SELECT agora_test.advance('2 seconds');
SELECT agora.set_bucket('c', 10, 5);
SELECT is((agora.take_token('c', 3)).level, 0::numeric, 'what had flowed in counts at the old rate and capacity');
SELECT lives_ok($$SELECT agora.set_bucket('c', 10, 5)$$, 'the same again');

SELECT agora_test.raises($$SELECT agora.take_token('none')$$, 'ZA013', 'an unknown bucket');
SELECT agora_test.raises($$SELECT agora.take_token(NULL)$$, 'ZA013', 'no bucket');
SELECT agora_test.raises($$SELECT agora.take_token('b', 10.000001)$$, '22023', 'more than it can ever hold');
SELECT agora_test.raises($$SELECT agora.take_token('b', 0)$$, '22023', 'nothing');
SELECT agora_test.raises($$SELECT agora.take_token('b', -1)$$, '22023', 'less than nothing');
SELECT agora_test.raises($$SELECT agora.take_token('b', 'NaN')$$, '22023', 'NaN');
SELECT agora_test.raises($$SELECT agora.take_token('b', NULL)$$, '22023', 'an unknown number');
SELECT agora_test.raises($$SELECT agora.take_token('b', 'Infinity')$$, '22023', 'everything');
SELECT agora_test.raises($$SELECT agora.take_token('b', 1, 999)$$, 'ZA001', 'an unknown actor');
SELECT agora_test.raises($$SELECT agora.set_bucket('b', 0, 1)$$, '22023', 'a capacity of nothing');
SELECT agora_test.raises($$SELECT agora.set_bucket('b', 1e9 + 1, 1)$$, '22023', 'a capacity above 1e9');
SELECT agora_test.raises($$SELECT agora.set_bucket('b', 'NaN', 1)$$, '22023', 'a capacity that is no number');
SELECT agora_test.raises($$SELECT agora.set_bucket('b', NULL, 1)$$, '22023', 'no capacity');
SELECT agora_test.raises($$SELECT agora.set_bucket('b', 1, 0)$$, '22023', 'a refill of nothing');
SELECT agora_test.raises($$SELECT agora.set_bucket('b', 1, 1e9 + 1)$$, '22023', 'a refill above 1e9');
SELECT agora_test.raises($$SELECT agora.set_bucket('b', 1, NULL)$$, '22023', 'no refill');
SELECT agora_test.raises($$SELECT agora.set_bucket('', 1, 1)$$, '22023', 'no name');
SELECT agora_test.raises($$SELECT agora.set_bucket(repeat('b', 201), 1, 1)$$, '22023', 'a name of 201 characters');
SELECT lives_ok($$SELECT agora.set_bucket('big', 1e9, 1e9)$$, 'the largest bucket');
SELECT lives_ok($$SELECT agora.set_bucket('small', 0.000001, 0.000001)$$, 'the smallest bucket');
SELECT ok((agora.take_token('small', 0.000001)).granted, 'gives what it has');
SELECT is((agora.take_token('small', 0.000001)).retry_after, interval '1 second', 'and is empty');

-- Whose it is.
SELECT agora.register_principal('ann');
SELECT agora_test.add_login('bea', 'agora_service', true);
SELECT agora.set_bucket('of ann', 10, 1, agora_test.id('ann'));
SELECT is((agora.take_token('of ann')).level, 9::numeric, 'the service takes from it');
SELECT is((agora.take_token('of ann', 1, agora_test.id('ann'))).level, 8::numeric, 'and she does');
SELECT agora_test.raises($$SELECT agora.take_token('of ann', 1, agora_test.id('bea'))$$, '42501', 'nobody does in another name');
SELECT agora_test.become('bea');
SELECT agora_test.raises($$SELECT agora.take_token('of ann')$$, '42501', 'a bound login of another does not');
SELECT agora_test.raises($$SELECT agora.take_token('of ann', 11)$$, '42501', 'whatever it asks for');
SELECT ok((agora.take_token('b', 0.000001)).level IS NOT NULL, 'what is nobody''s is for all');
RESET SESSION AUTHORIZATION;
SELECT agora.set_bucket('of ann', 20, 1);
SELECT agora_test.become('bea');
SELECT agora_test.raises($$SELECT agora.take_token('of ann')$$, '42501', 'it stays hers when it grows');
RESET SESSION AUTHORIZATION;
SELECT agora.set_bucket('of ann', 20, 1, agora_test.id('bea'));
SELECT agora_test.become('bea');
SELECT is((agora.take_token('of ann')).level, 7::numeric, 'and may be given to another');
RESET SESSION AUTHORIZATION;
SELECT agora_test.raises($$SELECT agora.set_bucket('b', 1, 1, 999)$$, 'ZA001', 'an owner that nobody knows');
SELECT agora_test.advance('1 second');
SELECT results_eq($$SELECT s.owner_id, s.capacity, s.refill_per_second, s.level FROM agora.bucket_state AS s WHERE s.bucket = 'of ann'$$,
                  format('VALUES (%s::bigint, 20::numeric, 1::numeric, 8::numeric)', agora_test.id('bea')), 'it is seen as it stands, with what flowed in');
SELECT is((SELECT s.level FROM agora.bucket_state AS s WHERE s.bucket = 'of ann'), (agora.take_token('of ann')).level + 1, 'as who takes from it has it');
SELECT agora.set_bucket('hers', 20, 1, agora_test.id('ann'));
SELECT agora_test.become('bea');
SELECT is((SELECT array_agg(s.bucket) FROM agora.bucket_state AS s WHERE s.owner_id IS NOT NULL), '{of ann}', 'a bound login sees its own');
SELECT isnt_empty($$SELECT FROM agora.bucket_state AS s WHERE s.bucket = 'b'$$, 'and those of nobody');
RESET SESSION AUTHORIZATION;
SELECT is((SELECT array_agg(s.bucket ORDER BY s.bucket) FROM agora.bucket_state AS s WHERE s.owner_id IS NOT NULL), '{hers,"of ann"}', 'the service sees all');

-- The rules of the columns hold whoever writes: they are domains, because the row is updated by every call that is limited.
SELECT throws_ok(format('UPDATE agora.rate_bucket SET %s WHERE bucket = ''b''', c.change), '23514', NULL, c.change)
  FROM unnest(ARRAY['level = -0.1', 'level = ''NaN''', 'capacity = 0', 'capacity = 1e9 + 1', 'refill_per_second = 0', 'bucket = ''''']) AS c(change);

SELECT * FROM finish();
ROLLBACK;
