-- Adding tasks, one or many that need each other.
BEGIN;
SELECT plan(89);
SELECT agora_test.at('2026-01-01');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['ada', 'ben']) AS n(name);
SELECT agora_work.register_agent(agora_test.id('ada'));
CREATE FUNCTION pg_temp.id(p_code text) RETURNS bigint LANGUAGE sql STABLE RETURN (SELECT b.task_id FROM agora_work.board AS b WHERE b.code = p_code);
CREATE FUNCTION pg_temp.status(p_code text) RETURNS text LANGUAGE sql STABLE RETURN (SELECT b.status || ' ' || b.unmet FROM agora_work.board AS b WHERE b.code = p_code);

-- one
SELECT agora_work.add_task('write it', '{"code": "P0.1.2"}', p_actor => agora_test.id('ben')) AS first \gset
SELECT is(:first::bigint, pg_temp.id('P0.1.2'), 'its id');
SELECT results_eq($$SELECT b.title, b.kind, b.priority, b.status, b.capabilities, b.unmet, b.blockers, b.attempts, b.max_attempts, b.epoch, b.created_by, b.details FROM agora_work.board AS b$$,
                  $$VALUES ('write it', 'critical', 50, 'available', '{}'::text[], 0, 0, 0, 3, 0::bigint, agora_test.id('ben'), '{}'::jsonb)$$, 'by default');
SELECT is((SELECT e.payload FROM agora_event.event AS e WHERE e.topic = 'work.task.added.v1' AND e.key = pg_temp.id('P0.1.2')::text),
          jsonb_build_object('task_id', pg_temp.id('P0.1.2'), 'code', 'P0.1.2', 'kind', 'critical', 'priority', 50, 'status', 'available'), 'told');
SELECT isnt(agora_work.add_task('all of it', jsonb_build_object('code', 'all', 'kind', 'filler', 'priority', 100, 'assignee', agora_test.id('ada'), 'capabilities', '["code:sql", "code:go", "code:sql"]'::jsonb,
            'exclusive', '["src/x.py", "db", "db"]'::jsonb, 'not_before', '2026-01-02T00:00:00Z', 'deadline', '2026-02-01T00:00:00Z', 'estimate', '90 minutes', 'ttl', 600,
            'complexity', 5, 'max_attempts', 9, 'details', '{"x": 1}'::jsonb, 'correlation_id', '00000000-0000-0000-0000-000000000001', 'needs', '["P0.1.2"]'::jsonb)), NULL, 'every field');
SELECT results_eq($$SELECT b.kind, b.priority, b.status, b.assignee_id, b.capabilities, b.exclusive, b.ready_at, b.deadline, b.estimate, b.complexity, b.max_attempts, b.details, b.correlation_id
                      FROM agora_work.board AS b WHERE b.code = 'all'$$,
                  $$VALUES ('filler', 100, 'blocked', agora_test.id('ada'), '{code:go,code:sql}'::text[], '{db,src/x.py}'::text[], '2026-01-02'::timestamptz, '2026-02-01'::timestamptz, interval '90 minutes',
                            5, 9, '{"x": 1}'::jsonb, '00000000-0000-0000-0000-000000000001'::uuid)$$, 'is kept');
SELECT is((SELECT string_agg(e.correlation_id::text, ' ') FROM agora_event.event AS e WHERE e.topic = 'work.task.added.v1'), '00000000-0000-0000-0000-000000000001', 'its event carries its correlation, that of no other one');
SELECT agora_work.add_task('null is as good as nothing', '{"code": null, "kind": null, "priority": null, "needs": null, "capabilities": null, "exclusive": null, "assignee": null, "not_before": null,
                            "deadline": null, "estimate": null, "ttl": null, "complexity": null, "max_attempts": null, "details": null, "correlation_id": null}');
SELECT is((SELECT b.status FROM agora_work.board AS b WHERE b.title = 'null is as good as nothing'), 'available', 'null is as good as nothing');

-- keys
SELECT is(agora_work.add_task('once', '{}', 'k'), agora_work.add_task('once', '{}', 'k'), 'the same call again: the same task');
SELECT is((SELECT count(*) FROM agora_work.board AS b WHERE b.title = 'once'), 1::bigint, 'added once');
SELECT agora_test.raises($$SELECT agora_work.add_task('twice', '{}', 'k')$$, 'ZA003', 'the key with another title');
SELECT is(agora_work.add_tasks('[{"title": "x"}, {"title": "y"}]', 'k2'), agora_work.add_tasks('[{"title": "x"}, {"title": "y"}]', 'k2'), 'many: the same call again, the same tasks');
SELECT agora_test.raises($$SELECT agora_work.add_tasks('[{"title": "x"}]', 'k2')$$, 'ZA003', 'the key with other tasks');
SELECT agora_test.raises($$SELECT agora_work.add_task('other', '{"code": "P0.1.2"}')$$, 'ZW003', 'a code is not overwritten');
SELECT agora_test.raises($$SELECT agora_work.add_tasks('[{"title": "x", "code": "same"}, {"title": "y", "code": "same"}]')$$, 'ZW003', 'nor given twice');
SELECT is(pg_temp.id('same'), NULL, 'all or none');

-- needs
SELECT is(array_length(agora_work.add_tasks('[{"title": "c", "code": "C", "needs": ["B", "A"]}, {"title": "b", "code": "B", "needs": ["A", "A"]}, {"title": "a", "code": "A"}]'), 1), 3, 'in any order');
SELECT is(ARRAY[pg_temp.status('A'), pg_temp.status('B'), pg_temp.status('C')], '{available 0,blocked 1,blocked 2}', 'blocked by what is not completed, each once');
SELECT results_eq($$SELECT d.code, d.needs_code, d.needs_status FROM agora_work.task_dependency AS d WHERE d.code IN ('B', 'C') ORDER BY 1, 2$$,
                  $$VALUES ('B', 'A', 'available'), ('C', 'A', 'available'), ('C', 'B', 'blocked')$$, 'who waits for what');
SELECT agora_work.complete_task(c.task_id, c.epoch) FROM agora_work.claim_task(agora_test.id('ada'), pg_temp.id('A')) AS c;
SELECT isnt(agora_work.add_task('late', jsonb_build_object('code', 'late', 'needs', jsonb_build_array(pg_temp.id('A'), 'A'))), NULL, 'by id or by code');
SELECT is(pg_temp.status('late'), 'available 0', 'what is completed blocks nothing');
SELECT agora_test.raises($$SELECT agora_work.add_task('x', '{"needs": ["nobody"]}')$$, 'ZW001', 'an unknown code');
SELECT agora_test.raises($$SELECT agora_work.add_task('x', '{"needs": [999999999]}')$$, 'ZW001', 'an unknown id');
SELECT agora_test.raises($$SELECT agora_work.add_task('x', '{"code": "self", "needs": ["self"]}')$$, 'ZW008', 'itself');
SELECT agora_test.raises($$SELECT agora_work.add_tasks('[{"title": "x", "code": "X", "needs": ["Z"]}, {"title": "y", "code": "Y", "needs": ["X"]}, {"title": "z", "code": "Z", "needs": ["Y"]}]')$$,
                         'ZW008', 'a circle of three');
SELECT agora_test.raises($$SELECT agora_work.add_task('x', jsonb_build_object('assignee', agora_test.id('ben')))$$, 'ZW002', 'for somebody who is not registered for work');

-- a long chain, given backwards, in one call
SELECT is(array_length(agora_work.add_tasks((SELECT jsonb_agg(jsonb_build_object('title', 't', 'code', 'chain' || i, 'needs', CASE WHEN i > 1 THEN jsonb_build_array('chain' || i - 1) ELSE '[]' END) ORDER BY i DESC)
                                               FROM generate_series(1, 1000) AS i)), 1), 1000, 'a chain of a thousand');
SELECT is((SELECT count(*) FILTER (WHERE b.status = 'available') FROM agora_work.board AS b WHERE b.code LIKE 'chain%'), 1::bigint, 'of which one is ready');

-- durations as people write them, and as the board shows them
SELECT results_eq($$SELECT agora_work._duration(to_jsonb(d.written)) FROM unnest(ARRAY['1 hour 30 minutes', '1h30min', '2 days 01:30:00', '01:30', '2 weeks 3 days 4 hours 5 min 6.5 s']) AS d(written)$$,
                  $$SELECT d.meant::interval FROM unnest(ARRAY['90 minutes', '90 minutes', '49.5 hours', '90 minutes', '17 days 04:05:06.5']) AS d(meant)$$, 'durations of several parts');
SELECT is_empty($$SELECT FROM unnest(ARRAY['1 second', '90 minutes', '36 hours', '10 days', '17 days 04:05:06.000001', '0'])
                    AS d(estimate) WHERE agora_work._duration(to_jsonb(d.estimate::interval::text)) IS DISTINCT FROM d.estimate::interval$$, 'what is printed can be handed in');

-- what is refused
SELECT agora_test.raises(format('SELECT agora_work.add_task(%L, %L)', 'x', a.options), '22023', 'refused: ' || left(a.options, 60))
  FROM unnest(ARRAY['[]', '{"nonsense": 1}', '{"code": "a b"}', '{"code": "$(rm -rf /)"}', '{"code": "x''; DROP TABLE agora_work.task; --"}', '{"code": ""}', '{"code": 5}',
                    '{"kind": "other"}', '{"kind": 1}', '{"priority": -1}', '{"priority": 101}', '{"priority": 1.5}', '{"priority": "high"}', '{"complexity": 0}', '{"complexity": 6}',
                    '{"max_attempts": 0}', '{"estimate": "-5 minutes"}', '{"estimate": -1}', '{"estimate": "soon"}', '{"estimate": "5 ss"}', '{"estimate": "5 hs"}', '{"estimate": "1 hour 1 hour"}', '{"estimate": "1 hour30 min"}', '{"estimate": "1 day2h"}', '{"estimate": "2 days01:30:00"}', '{"estimate": "1week2days"}', '{"estimate": "1 day -2 hours"}', '{"estimate": "1 month"}', '{"estimate": "01:60:00"}', '{"ttl": "1 day -23 hours"}', '{"estimate": 1e12}', '{"ttl": 1e-400}', '{"ttl": 59}', '{"ttl": "25 hours"}', '{"ttl": "x"}',
                    '{"not_before": "tomorrow"}', '{"deadline": "2026-01-01"}', '{"needs": "A"}', '{"needs": [{}]}', '{"needs": [1.5]}', '{"capabilities": ["A B"]}', '{"capabilities": "a"}',
                    '{"exclusive": [""]}', '{"exclusive": [" x"]}', '{"exclusive": "x"}', '{"details": []}', '{"correlation_id": "7"}', '{"assignee": "ada"}', '{"assignee": 0}']) AS a(options);
SELECT agora_test.raises($$SELECT agora_work.add_task('x', jsonb_build_object('exclusive', (SELECT jsonb_agg('k' || i) FROM generate_series(1, 1000000) AS i)))$$, '22023', 'a million exclusive keys');
SELECT agora_test.raises($$SELECT agora_work.add_task('x', jsonb_build_object('details', jsonb_build_object('x', repeat('x', 100001))))$$, '22023', 'details without end');
SELECT agora_test.raises($$SELECT agora_work.add_tasks(jsonb_build_array(jsonb_build_object('title', 'x', 'details', ('{"a":' || repeat('[', 99) || '1' || repeat(']', 99) || '}')::jsonb)))$$, '22023', 'or deeper than readers read');
SELECT agora_test.raises(format('SELECT agora_work.add_task(%s)', t.title), '22023', 'title ' || left(t.title, 10)) FROM unnest(ARRAY['NULL', '''''', $$repeat('x', 201)$$]) AS t(title);
SELECT agora_test.raises(format('SELECT agora_work.add_tasks(%L)', t.tasks), '22023', 'tasks ' || coalesce(t.tasks, 'NULL')) FROM unnest(ARRAY[NULL, '[]', '{}', '[1]']) AS t(tasks);
SELECT is_empty('SELECT * FROM agora_work._probe_tasks()', 'nothing is wrong');

SELECT * FROM finish();
ROLLBACK;
