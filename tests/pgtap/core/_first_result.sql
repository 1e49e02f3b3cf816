-- Idempotency keys: claimed once per scope and actor, forgotten after core.idempotency_retention.
BEGIN;
SELECT plan(21);
SELECT agora_test.at('2026-01-01');
SELECT agora.register_principal('carol');

SELECT is(agora._first_result('f', 1, NULL, '[1]'), NULL, 'without a key every call is a first call');
SELECT is(agora._first_result('f', 1, 'k', '[1]'), NULL, 'a new key: go on');
SELECT agora._keep_result('f', 1, 'k', '7');
SELECT is(agora._first_result('f', 1, 'k', '[1]'), '7'::jsonb, 'the same call: the first result');
SELECT agora_test.raises($$SELECT agora._first_result('f', 1, 'k', '[2]')$$, 'ZA003', 'the same key with other arguments');
SELECT is(agora._first_result('g', 1, 'k', '[2]'), NULL, 'keys of different functions do not meet');
SELECT is(agora._first_result('f', agora_test.id('carol'), 'k', '[2]'), NULL, 'keys of different actors do not meet');
SELECT is(agora._first_result('f', 1, repeat('k', 200), '[1]'), NULL, 'a key of 200 characters');
SELECT agora_test.raises($$SELECT agora._first_result('f', 1, repeat('k', 201), '[1]')$$, '22023', 'a key of 201 characters');
SELECT agora_test.raises($$SELECT agora._first_result('f', 1, '', '[1]')$$, '22023', 'an empty key');

-- The retention ends behind the boundary, not at it.
SELECT agora_test.at('2026-01-31');
SELECT is(agora._forget_old(1000), 0::bigint, 'nothing is forgotten at exactly the retention');
SELECT agora_test.advance('1 microsecond');
SELECT is(agora._forget_old(2), 2::bigint, 'no more than the limit at a time');
SELECT is(agora._forget_old(1000), 2::bigint, 'the rest the next time');
SELECT is(agora._forget_old(1000), 0::bigint, 'and then nothing');
SELECT is(agora._first_result('f', 1, 'k', '[2]'), NULL, 'a forgotten key is a new key');


-- Equal is what jsonb calls equal.
SELECT is(agora._first_result('f', 1, 'n', '[1, {"a": 2.50, "b": "1.0"}]'), NULL, 'a call');
SELECT agora._keep_result('f', 1, 'n', '8');
SELECT is(agora._first_result('f', 1, 'n', '[1.0, {"b": "1.0", "a": 2.5}]'), '8'::jsonb, 'the same numbers written otherwise');
SELECT agora_test.raises($$SELECT agora._first_result('f', 1, 'n', '[1, {"a": 2.5, "b": "1"}]')$$, 'ZA003', 'but not another text');
SELECT results_eq($$SELECT agora._argument_hash(l.v::jsonb) = agora._argument_hash(r.v::jsonb), l.v::jsonb = r.v::jsonb
                      FROM (VALUES ('1', '1.0'), ('-0.0', '0'), ('1e2', '100.000'), ('10', '1'), ('0.5001', '0.501'), ('0.10', '0.1'), ('1.050', '1.05'), ('100', '1.00'),
                                   ('"1.0"', '"1"'), ('"a\"1.0"', '"a\"1"'), ('["\\", 1.0]', '["\\", 1]'), ('{"x.0": 1}', '{"x": 1}'), ('"1.0\\"', '"1\\"'), ('[1.0,2.00,"3.0"]', '[1,2,"3.0"]')) AS p(a, b)
                     CROSS JOIN LATERAL (VALUES (p.a)) AS l(v) CROSS JOIN LATERAL (VALUES (p.b)) AS r(v)$$,
                  $$SELECT p.a::jsonb = p.b::jsonb, p.a::jsonb = p.b::jsonb
                      FROM (VALUES ('1', '1.0'), ('-0.0', '0'), ('1e2', '100.000'), ('10', '1'), ('0.5001', '0.501'), ('0.10', '0.1'), ('1.050', '1.05'), ('100', '1.00'),
                                   ('"1.0"', '"1"'), ('"a\"1.0"', '"a\"1"'), ('["\\", 1.0]', '["\\", 1]'), ('{"x.0": 1}', '{"x": 1}'), ('"1.0\\"', '"1\\"'), ('[1.0,2.00,"3.0"]', '[1,2,"3.0"]')) AS p(a, b)$$,
                  'the hash agrees with jsonb, in texts and numbers');

-- Its retention ends between the attempt to claim the key and the look at who has it.
SELECT agora._first_result('f', 1, 'raced', '[1]');
SELECT agora_test.advance('1 second');
CREATE FUNCTION pg_temp.forget() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
    'BEGIN DELETE FROM agora.idempotency WHERE key = ''raced'' AND recorded_at < agora.now(); RETURN NULL; END';
CREATE TRIGGER forget AFTER INSERT ON agora.idempotency FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.forget();
SELECT is(agora._first_result('f', 1, 'raced', '[2]'), NULL, 'a key forgotten in that moment is a new key');
SELECT results_eq($$SELECT i.argument_hash, i.recorded_at FROM agora.idempotency AS i WHERE i.key = 'raced'$$, $$VALUES (agora._argument_hash('[2]'), agora.now())$$, 'claimed by the new call');
DROP TRIGGER forget ON agora.idempotency;
SELECT agora_test.raises($$SELECT agora._first_result('f', 1, 'raced', '[1]')$$, 'ZA003', 'and kept');

SELECT * FROM finish();
ROLLBACK;
