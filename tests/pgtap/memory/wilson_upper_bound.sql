-- wilson_upper_bound: the mirror of the lower bound.
BEGIN;
SELECT plan(12);
SELECT is(agora_memory.wilson_upper_bound(v.successes, v.n), v.bound, format('%s of %s', v.successes, v.n))
  FROM (VALUES (0, 0, 1), (0, 1, 0.793457), (1, 1, 1.000000), (0, 10, 0.277540), (3, 13, 0.502569), (50, 100, 0.596170)) AS v(successes, n, bound);
SELECT ok(bool_and(agora_memory.wilson_upper_bound(k, 50) = 1 - agora_memory.wilson_lower_bound(50 - k, 50)), 'symmetric') FROM generate_series(0, 50) AS k;
SELECT ok(bool_and(agora_memory.wilson_upper_bound(k, 50) > k / 50.0), 'above the ratio') FROM generate_series(0, 49) AS k;
SELECT is(agora_memory.wilson_upper_bound(0.5, 2.5, 1), 1 - agora_memory.wilson_lower_bound(2, 2.5, 1), 'weights need not be whole');
SELECT agora_test.raises(format('SELECT agora_memory.wilson_upper_bound(%s)', w.arguments), '22023', w.arguments)
  FROM (VALUES ('2, 1'), ('NULL, 1'), ('1, ''NaN''')) AS w(arguments);
SELECT * FROM finish();
ROLLBACK;
