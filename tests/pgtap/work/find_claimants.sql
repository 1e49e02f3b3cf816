-- Which agents of many that wait may find something: by the task, and none where there is nothing.
BEGIN;
SELECT plan(42);
SELECT agora_test.at('2026-01-01 00:00+00'), agora_test.restarted_at('2025-12-01 00:00+00');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['ada', 'ben', 'carol', 'dora', 'emil']) AS n(name);
SELECT agora_work.register_agent(agora_test.id(n.name), CASE n.name WHEN 'ben' THEN '{code:go}'::text[] ELSE '{}' END) FROM unnest(ARRAY['ada', 'ben', 'carol', 'dora']) AS n(name);
CREATE FUNCTION pg_temp.id(p_code text) RETURNS bigint LANGUAGE sql STABLE RETURN (SELECT b.task_id FROM agora_work.board AS b WHERE b.code = p_code);
-- Names, in the order in which they are found; with a ! those that have to ask alone.
CREATE FUNCTION pg_temp.found(p_names text[], p_times integer DEFAULT 1, p_closer boolean DEFAULT false, p_kinds text[] DEFAULT '{critical}', p_actor bigint DEFAULT 3) RETURNS text LANGUAGE sql
BEGIN ATOMIC
    SELECT coalesce(string_agg(p.name || CASE WHEN f.is_alone THEN '!' ELSE '' END, ' ' ORDER BY f.ordinality), '-')
      FROM agora_work.find_claimants(ARRAY(SELECT agora_test.id(n.name) FROM unnest(p_names) WITH ORDINALITY AS n(name, place) ORDER BY n.place), p_times, p_closer, p_kinds, p_actor) WITH ORDINALITY AS f
      JOIN agora.principal AS p ON p.principal_id = f.agent_id;
END;

SELECT is(pg_temp.found('{ada}', p_closer => true), 'ada!', 'of whom nothing is known yet');
SELECT count(x.task_id) FROM agora_work.exchange_tasks(ARRAY(SELECT a.agent_id FROM agora_work.agent AS a), '{NULL,NULL,NULL,NULL}', '{NULL,NULL,NULL,NULL}', p_actor => 3) AS x;
SELECT is(pg_temp.found('{ada,ben,carol}'), '-', 'nothing there');
SELECT is(pg_temp.found('{ada,ben,carol}', p_closer => true), '-', 'nor by a closer look');

-- As many as there are tasks
SELECT agora_work.add_task('t', '{"code": "t1"}');
SELECT is(pg_temp.found('{ada,ben,carol}'), 'ada', 'one task is for one, the first');
SELECT is(pg_temp.found('{carol,ben,ada}'), 'carol', 'in the order given');
SELECT is(pg_temp.found('{ada,ben,carol}', 2), 'ada ben', 'so many times over');
SELECT is(pg_temp.found('{emil,ada}'), 'ada', 'who does not take work is passed over');
SELECT is(pg_temp.found('{ada}', p_kinds => '{filler,universal}'), '-', 'of other kinds there is none');
SELECT is(pg_temp.found('{ada}', p_actor => agora_test.id('ada')), 'ada', 'an agent for itself');
SELECT is((SELECT b.status FROM agora_work.board AS b WHERE b.code = 't1'), 'available', 'nothing is taken');
SELECT agora_work.add_tasks('[{"title": "t", "code": "t2"}, {"title": "t", "code": "g1", "capabilities": ["code:go"]}]');
SELECT is(pg_temp.found('{ada,carol,ben,dora}'), 'ada carol ben', 'what only one can do is for that one');
SELECT is(pg_temp.found('{ben,ada,carol,dora}'), 'ben ada', 'who is asked for one lane is not asked for another');
SELECT agora_work.cancel_task(pg_temp.id(c.code), 'a test') FROM unnest(ARRAY['t1', 't2']) AS c(code);
SELECT is(pg_temp.found('{ada,carol,dora}', 1000), '-', 'nobody can');
SELECT agora_work.cancel_task(pg_temp.id('g1'), 'a test');
SELECT agora_work.add_task('t', jsonb_build_object('code', 'own', 'assignee', agora_test.id('carol')));
SELECT is(pg_temp.found('{ada,ben,carol}'), 'carol', 'one that is for one agent');
SELECT is(pg_temp.found('{ada,ben}'), '-', 'is for no other');
SELECT is((SELECT x.code FROM agora_work.exchange_tasks(ARRAY[agora_test.id('carol')], '{NULL}', '{NULL}', p_actor => 3) AS x), 'own', 'which finds it');
SELECT is(pg_temp.found('{ada,ben,carol}'), '-', 'and nothing is left');

-- Keys
SELECT agora_work.add_tasks('[{"title": "t", "code": "k1", "exclusive": ["k"]}, {"title": "t", "code": "k2", "exclusive": ["k"]}]');
SELECT is(pg_temp.found('{ada,ben,carol}'), 'ada ben', 'keys that are free');
SELECT count(c.task_id) FROM agora_work.claim_next(agora_test.id('ada'), p_actor => 3) AS c;
SELECT is(pg_temp.found('{ada,ben,carol}'), '-', 'a key that is held');
SELECT agora_work.add_tasks(jsonb_agg(jsonb_build_object('title', 't', 'exclusive', '{k}'::text[]))) FROM generate_series(1, 100) AS n;
SELECT is(pg_temp.found('{ben,carol}'), 'ben', 'where many stand in the way, one is to put them aside');
SELECT count(x.task_id) FROM agora_work.exchange_tasks(ARRAY[agora_test.id('ben')], '{NULL}', '{NULL}', p_actor => 3) AS x;
SELECT is(pg_temp.found('{ben,carol}'), '-', 'once');
SELECT agora_work.cancel_task(b.task_id, 'a test') FROM agora_work.board AS b WHERE b.closed_at IS NULL;

-- A closer look
SELECT agora_work.add_task('t', '{"code": "later", "not_before": "2026-01-01T00:00:10Z"}');
SELECT agora_test.advance('10 seconds');
SELECT is(pg_temp.found('{ada,ben}'), '-', 'its time has come, and nobody noted it');
SELECT is(pg_temp.found('{ada,ben}', p_closer => true), 'ada', 'a closer look does');
SELECT is(pg_temp.found('{ada,ben}'), 'ada', 'for all');
UPDATE agora_work.lane SET first_ready = 9223372036854775807;
SELECT is(pg_temp.found('{ada,ben}'), '-', 'a hint that is late');
SELECT is(pg_temp.found('{ada,ben}', p_closer => true), 'ada', 'is put right');
SELECT count(c.task_id) FROM agora_work.claim_next(agora_test.id('dora'), p_actor => 3) AS c;
SELECT agora_test.advance('50 seconds');
SELECT is(pg_temp.found('{ada,ben}', p_closer => true), 'ada', 'what another lost is swept up');
SELECT results_eq($$SELECT p.name, a.seen_at, a.held_since FROM agora_work.agent AS a JOIN agora.principal AS p ON p.principal_id = a.agent_id WHERE p.name IN ('ada', 'ben') ORDER BY p.name$$,
                  $$VALUES ('ada', '2026-01-01 00:01:00+00'::timestamptz, '2026-01-01 00:01:00+00'::timestamptz), ('ben', '2026-01-01 00:01:00+00', '2026-01-01 00:01:00+00')$$,
                  'who looks is there, and holds nothing from before');
SELECT count(c.task_id) FROM agora_work.claim_next(agora_test.id('ada'), p_actor => 3) AS c;
SELECT agora_test.advance('20 seconds');
SELECT pg_temp.found('{ada,ben}', p_closer => true);
SELECT results_eq($$SELECT p.name, a.seen_at, a.held_since FROM agora_work.agent AS a JOIN agora.principal AS p ON p.principal_id = a.agent_id WHERE p.name IN ('ada', 'ben') ORDER BY p.name$$,
                  $$VALUES ('ada', '2026-01-01 00:01:20+00'::timestamptz, '2026-01-01 00:01:00+00'::timestamptz), ('ben', '2026-01-01 00:01:20+00', '2026-01-01 00:01:20+00')$$,
                  'who holds something is counted from before');

-- Of whom something is to be looked up
SELECT is(pg_temp.found('{ada,emil}', p_closer => true), 'emil!', 'who does not take work is told so by a call of its own');
SELECT agora.suspend_principal(agora_test.id('dora'), 'a test', 2);
SELECT agora.trip_breaker(agora_work.agent_breaker(agora_test.id('carol')), 'manual', 'a test', 2);
SELECT agora_model.set_budget(5, p_principal => agora_test.id('ben'), p_actor => 2);
SELECT is(pg_temp.found('{ben,carol,dora}', p_closer => true), 'carol! dora!', 'who is halted or suspended, too, but not who has budget');
SELECT agora_model.set_budget(0, p_principal => agora_test.id('ben'), p_actor => 2);
SELECT is(pg_temp.found('{ben}', p_closer => true), 'ben!', 'who has none left');
SELECT agora_work.report_blocker(pg_temp.id('later'), 'information', 'a test', p_epoch => 2, p_actor => agora_test.id('ada'));
SELECT is(pg_temp.found('{ada}', p_closer => true), 'ada!', 'who waits for a task of its own');
SELECT is(pg_temp.found('{ada,ben,carol,dora}'), '-', 'without a task at hand a quick look asks nobody');

-- What a look reads does not grow with what is ready.
CREATE FUNCTION pg_temp.pages() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE v_plan jsonb;
BEGIN
    EXECUTE format('EXPLAIN (ANALYZE, BUFFERS, FORMAT json) SELECT * FROM agora_work.find_claimants(ARRAY[%s], p_actor => 3)', agora_test.id('ada')) INTO v_plan;
    RETURN (v_plan #>> '{0,Plan,Shared Hit Blocks}')::bigint + (v_plan #>> '{0,Plan,Shared Read Blocks}')::bigint;
END $$;
SELECT agora_work.add_tasks((SELECT jsonb_agg('{"title": "t", "priority": 1}'::jsonb) FROM generate_series(1, 100)));
SELECT pg_temp.pages(), pg_temp.pages();
CREATE TEMP TABLE few AS SELECT pg_temp.pages() AS pages;
SELECT agora_work.add_tasks((SELECT jsonb_agg('{"title": "t", "priority": 1}'::jsonb) FROM generate_series(1, 10000)));
SELECT cmp_ok(pg_temp.pages(), '<', f.pages + 50, 'ten thousand tasks at hand cost as much as a hundred') FROM few AS f;

-- What is refused
SELECT agora_test.raises(format($$SELECT * FROM agora_work.find_claimants(%s, p_actor => 3)$$, a.arguments), '22023', a.arguments)
  FROM unnest(ARRAY['NULL', '''{}''', '''{NULL}''', '''{{4}}'', 0', '''{4}'', 0', '''{4}'', p_kinds => ''{other}''']) AS a(arguments);
SELECT agora_test.raises(format($$SELECT * FROM agora_work.find_claimants(ARRAY[%s, %s], p_actor => %1$s)$$, agora_test.id('ada'), agora_test.id('ben')), '42501', 'for another');
SELECT * FROM finish();
ROLLBACK;
