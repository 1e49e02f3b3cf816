-- wilson_lower_bound: the published values, the edges, and what it does not compute.
BEGIN;
SELECT plan(25);
SELECT is(round(agora_memory.wilson_lower_bound(v.successes, v.n), 3), v.bound, format('%s of %s', v.successes, v.n))
  FROM (VALUES (0, 0, 0.000), (1, 1, .207), (2, 3, .208), (3, 3, .438), (16, 16, .806), (19, 20, .764), (80, 100, .711), (95, 100, .888)) AS v(successes, n, bound);
SELECT is(agora_memory.wilson_lower_bound(0, 1), 0.000000, 'never a success is 0');
SELECT is(agora_memory.wilson_lower_bound(0, 1000000000000), 0.000000, 'however often');
SELECT is(agora_memory.wilson_lower_bound(1, 1), 0.206543, 'six decimals: 1 / (1 + 1.96 squared)');
SELECT is(agora_memory.wilson_lower_bound(1000000000000, 1000000000000), 1.000000, 'always comes near 1');
SELECT is(agora_memory.wilson_lower_bound(1, 1, 1), 0.500000, 'z = 1');
SELECT is(agora_memory.wilson_lower_bound(1, 1, 10), 0.009901, 'z = 10');
SELECT ok(bool_and(agora_memory.wilson_lower_bound(k, 50) > agora_memory.wilson_lower_bound(k - 1, 50)), 'another success counts') FROM generate_series(1, 50) AS k;
SELECT ok(bool_and(agora_memory.wilson_lower_bound(n, n + 1) < agora_memory.wilson_lower_bound(n, n)), 'another failure too') FROM generate_series(1, 50) AS n;
SELECT ok(bool_and(agora_memory.wilson_lower_bound(k, 50) < k / 50.0), 'it is below the ratio') FROM generate_series(1, 50) AS k;
SELECT agora_test.raises(format('SELECT agora_memory.wilson_lower_bound(%s)', w.arguments), '22023', w.arguments)
  FROM (VALUES ('2, 1'), ('-1, 1'), ('NULL, 1'), ('1, NULL'), ('1, 1, NULL'), ('1, 1, 0'), ('1, 1, 10.1'), ('1, 1, ''NaN''')) AS w(arguments);
SELECT * FROM finish();
ROLLBACK;
