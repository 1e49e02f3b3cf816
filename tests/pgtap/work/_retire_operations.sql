-- Measured operations go by partition when all of one are old; how many there were stays, and measures are of what is left.
BEGIN;
SELECT plan(17);
SELECT agora.register_principal(n) FROM unnest(ARRAY['alice', 'bob', 'runner']) AS n;
SELECT agora_test.at('2026-01-01 00:00+00');
CREATE FUNCTION pg_temp.ran(p_key text, p_success boolean DEFAULT true, p_agent text DEFAULT 'alice') RETURNS numeric
LANGUAGE sql AS $$ SELECT agora_work.record_operation(agora_test.id(p_agent), 'test', p_success, 50, p_key, agora_test.id('runner')) $$;
CREATE FUNCTION pg_temp.kept() RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(format('%s:%s', o.partition, o.rows), ' ' ORDER BY o.partition)
      FROM (SELECT replace(x.tableoid::regclass::text, 'agora_work.operation_', '') AS partition, count(*) AS rows FROM agora_work.operation AS x GROUP BY 1) AS o $$;
SELECT agora.tick();
SELECT pg_temp.ran(format('a%s', n), n > 5) FROM generate_series(1, 20) AS n;
SELECT pg_temp.ran('b', p_agent => 'bob');
SELECT is(pg_temp.kept(), 'p0:21', 'all are in the first partition');
SELECT agora_test.advance('181 days');
SELECT is(agora_work._retire_operations(100), 0::bigint, 'which is being filled and stays, however old');
SELECT setval('agora_work.operation_id_seq', 1999999);
SELECT pg_temp.ran('last');
SELECT pg_temp.ran('next', p_agent => 'bob');
SELECT is(pg_temp.kept(), 'p0:21 p1:2', 'then the next one is');
SELECT is(agora_work._retire_operations(100), 22::bigint, 'and the first goes: 21 and itself');
SELECT is(pg_temp.kept(), 'p1:2', 'with all that was in it');
SELECT is((SELECT string_agg(format('%s:%s', p.name, r.samples), ' ' ORDER BY p.name) FROM agora_work.retired_operation AS r JOIN agora.principal AS p ON p.principal_id = r.principal_id), 'alice:20 bob:1', 'but for its numbers');
SELECT is_empty('SELECT * FROM agora_work._probe_measures()', 'measures count them');
SELECT is(agora_work._retire_operations(100), 0::bigint, 'there is no more');
SELECT throws_ok('TRUNCATE agora_work.operation_p0', 'ZA010', NULL, 'nobody else empties it');
SELECT is((s.samples, s.success_rate, s.is_breached)::text, '(21,0.761905,t)', 'what was measured before stands until the next') FROM agora_work.agent_standing AS s WHERE s.name = 'alice';
SELECT is(pg_temp.ran('new', false), 0.641667, 'which is one of the two that are left') FROM agora_work.agent_standing AS s WHERE s.name = 'alice';
SELECT is((s.samples, s.success_rate, s.is_breached)::text, '(22,0.500000,f)', 'and too few say nothing') FROM agora_work.agent_standing AS s WHERE s.name = 'alice';
SELECT pg_temp.ran(format('n%s', n), false) FROM generate_series(1, 8) AS n;
SELECT is(s.is_breached, true, 'ten do') FROM agora_work.agent_standing AS s WHERE s.name = 'alice';
SELECT setval('agora_work.operation_id_seq', 3999999);
SELECT pg_temp.ran('third', p_agent => 'bob');
SELECT agora_test.advance('180 days');
SELECT is(agora_work._retire_operations(100), 0::bigint, 'at its time a partition stays');
SELECT agora_test.advance('1 second');
SELECT agora.tick();
SELECT is(pg_temp.kept(), 'p2:1', 'after it tick() drops it');
SELECT is((SELECT r.samples FROM agora_work.retired_operation AS r WHERE r.principal_id = agora_test.id('alice')), 30::bigint, 'what is retired adds up');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');
SELECT * FROM finish();
ROLLBACK;
