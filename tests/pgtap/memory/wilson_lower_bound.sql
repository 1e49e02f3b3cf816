-- wilson_lower_bound: the published values, the edges, and what it does not compute.
BEGIN;
SELECT plan(48);
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
SELECT agora_test.raises(format('SELECT agora_memory.wilson_lower_bound(%s)', w.arguments), '22023', w.arguments)
  FROM (VALUES ('1, 1, ''Infinity'''), ('1, 1, ''-Infinity'''), ('1, 1, 1e300'), ('1, 1, -1.96'), ('1, 1, 0.009999999999999999'), ('1, 1, 1e-300'), ('1, 1, 10.000000000000001'),
               ('9223372036854775807, 9223372036854775806'), ('-9223372036854775808, 1'), ('0, -1')) AS w(arguments);
SELECT results_eq(format('SELECT agora_memory.wilson_lower_bound(%s)', w.arguments), format('VALUES (%s::numeric)', w.bound), w.arguments)
  FROM (VALUES ('0, 9223372036854775807', '0.000000'), ('9223372036854775807, 9223372036854775807', '1.000000'), ('1, 9223372036854775807', '0.000000'),
               ('9223372036854775806, 9223372036854775807', '1.000000'), ('4611686018427387903, 9223372036854775807', '0.500000'),
               ('1, 1, 0.01', '0.999900'), ('1, 2, 0.01', '0.496465'), ('0, 0, 10', '0'), ('0, 9223372036854775807, 10', '0.000000')) AS w(arguments, bound);
CREATE FUNCTION pg_temp.detail(p_sql text) RETURNS text LANGUAGE plpgsql AS $detail$
DECLARE v_detail text;
BEGIN
    EXECUTE p_sql;
    RETURN 'nothing was raised';
EXCEPTION WHEN data_exception THEN
    GET STACKED DIAGNOSTICS v_detail = PG_EXCEPTION_DETAIL;
    RETURN v_detail;
END $detail$;
SELECT is(pg_temp.detail('SELECT agora_memory.wilson_lower_bound(NULL, 1, NULL)'), 'p_successes=NULL p_n=1 p_z=NULL', 'what is missing is called NULL');
SELECT is(pg_temp.detail('SELECT agora_ledger.transfer(1, NULL, 1, ''x'')'), 'p_from=1 p_to=NULL', 'here, too');
SELECT is(pg_temp.detail('SELECT agora_reward.transform_reward(NULL, 1, 1)'), 'quality=NULL', 'and in Python');
SELECT is(pg_temp.detail('SELECT agora_memory.normalize_code(''x'', NULL)'), 'language=NULL', 'and there');
SELECT * FROM finish();
ROLLBACK;
