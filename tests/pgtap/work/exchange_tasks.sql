-- One call for several agents: what each completes, and the next for each.
BEGIN;
SELECT plan(77);
SELECT agora_test.at('2026-01-01');
SELECT agora_test.restarted_at('2025-12-01');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['ada', 'ben', 'carol', 'dora', 'emil']) AS n(name);
SELECT agora_work.register_agent(agora_test.id(n.name), p_max_tasks => 2, p_capacity => '3 hours') FROM unnest(ARRAY['ada', 'ben', 'carol', 'dora']) AS n(name);
CREATE FUNCTION pg_temp.id(p_code text) RETURNS bigint LANGUAGE sql STABLE RETURN (SELECT b.task_id FROM agora_work.board AS b WHERE b.code = p_code);
CREATE FUNCTION pg_temp.ids(VARIADIC p_names text[]) RETURNS bigint[] LANGUAGE sql STABLE RETURN ARRAY(SELECT agora_test.id(n.name) FROM unnest(p_names) WITH ORDINALITY AS n(name, place) ORDER BY n.place);
CREATE FUNCTION pg_temp.status(p_code text) RETURNS text LANGUAGE sql STABLE RETURN (SELECT concat_ws(' ', b.status, b.agent) FROM agora_work.board AS b WHERE b.code = p_code);
-- Each item is "agent", or "agent task", or "agent task epoch"; the answer has one word for each: task, refusal or -.
CREATE FUNCTION pg_temp.exchange(p_items text[], p_results jsonb DEFAULT NULL, p_kinds text[] DEFAULT '{critical}', p_key text DEFAULT NULL, p_actor bigint DEFAULT 3)
RETURNS text LANGUAGE sql
BEGIN ATOMIC
    WITH item AS (
        SELECT i.place, agora_test.id(split_part(i.item, ' ', 1)) AS agent_id,
               CASE WHEN i.item LIKE '% %' THEN coalesce(pg_temp.id(split_part(i.item, ' ', 2)), 999999999) END AS task_id,
               coalesce(nullif(split_part(i.item, ' ', 3), ''), '1')::bigint AS epoch
          FROM unnest(p_items) WITH ORDINALITY AS i(item, place)
    )
    SELECT string_agg(coalesce(x.refusal, x.code, '-'), ' ' ORDER BY x.ordinality)
      FROM agora_work.exchange_tasks((SELECT array_agg(i.agent_id ORDER BY i.place) FROM item AS i), (SELECT array_agg(i.task_id ORDER BY i.place) FROM item AS i),
                                     (SELECT array_agg(i.epoch ORDER BY i.place) FROM item AS i), p_results, p_kinds, p_key, p_actor) WITH ORDINALITY AS x;
END;
-- What was told since it was asked last: topic, key and trace of each event.
CREATE TEMP TABLE told AS SELECT coalesce(max(e.event_id), 0) AS at FROM agora_event.event AS e;
CREATE FUNCTION pg_temp.told() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_told text;
BEGIN
    SELECT string_agg(concat_ws(' ', e.topic, e.key, e.trace_parent), ', ' ORDER BY e.event_id) INTO v_told FROM agora_event.event AS e WHERE e.event_id > (SELECT t.at FROM told AS t);
    UPDATE told SET at = (SELECT max(e.event_id) FROM agora_event.event AS e);
    RETURN v_told;
END;
$$;
SELECT agora_work.add_tasks((SELECT jsonb_agg(jsonb_build_object('title', 't', 'code', 't' || i, 'priority', 60)) FROM generate_series(1, 12) AS i));
SELECT agora_work.add_tasks('[{"title": "t", "code": "after", "needs": ["t1"], "priority": 90}]');

-- A task for each, then the next for each
SELECT is(pg_temp.exchange('{ada,ben,carol}'), 't1 t2 t3', 'by age, in the order of the agents');
SELECT is((SELECT array_agg(pg_temp.status(c.code)) FROM unnest(ARRAY['t1', 't2', 't3']) AS c(code)), '{claimed ada,claimed ben,claimed carol}', 'each has its own');
SELECT agora_test.at('2026-01-01 00:00:01');
SELECT results_eq($$SELECT x.agent_id, x.refusal, x.code, x.epoch, x.kind, x.priority, x.attempt, x.lease_until, x.finish_by
                      FROM agora_work.exchange_tasks(pg_temp.ids('ben', 'ada'), ARRAY[NULL, pg_temp.id('t1')], '{NULL,1}', '[null, {"n": 1}]', p_actor => 3) AS x$$,
                  $$VALUES (agora_test.id('ben'), NULL, 'after', 1::bigint, 'critical', 90, 1, '2026-01-01 00:00:46'::timestamptz, '2026-01-01 00:05:01'::timestamptz),
                           (agora_test.id('ada'), NULL, 't4', 1, 'critical', 60, 1, '2026-01-01 00:00:46', '2026-01-01 00:05:01')$$,
                  'all of the task, the one that was just freed first, one completes nothing');
SELECT is(pg_temp.status('t1'), 'completed', 'completed');
SELECT results_eq($$SELECT h.outcome, h.agent_id, h.ended_at FROM agora_work.claim_history AS h WHERE h.task_id = pg_temp.id('t1')$$,
                  $$VALUES ('completed', agora_test.id('ada'), '2026-01-01 00:00:01'::timestamptz)$$, 'on record, of its holder');
SELECT is((SELECT b.result FROM agora_work.board AS b WHERE b.code = 't1'), '{"n": 1}', 'with its result');
SELECT results_eq($$SELECT e.topic, e.key, e.payload -> 'task_ids' FROM agora_event.event AS e WHERE e.occurred_at = '2026-01-01 00:00:01' AND e.topic <> 'work.task.unblocked.v1' ORDER BY e.event_id$$,
                  $$VALUES ('work.task.completed.v1', pg_temp.id('t1')::text, NULL::jsonb),
                           ('work.task.claimed.v1', agora_test.id('ben')::text, jsonb_build_array(pg_temp.id('after'))),
                           ('work.task.claimed.v1', agora_test.id('ada')::text, jsonb_build_array(pg_temp.id('t4')))$$, 'an event for each claim');
SELECT is(pg_temp.exchange('{ada t4,ben,carol t3}'), 't5 - t6', 'who is full gets none, the others do');
SELECT is(pg_temp.exchange('{ada t5}', p_actor => agora_test.id('ada')), 't7', 'an agent for itself');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'work.task.claimed.v1' AND e.principal_id = agora_test.id('ada')), 1::bigint, 'who is who acts');

-- What is refused counts for nothing, the rest counts
SELECT is(pg_temp.exchange('{ada t6,ben t2 2,carol t99,dora}'), 'ZW006 ZW005 ZW001 t8', 'another''s, a claim that is not, no task, and one that gets the next');
SELECT is((SELECT array_agg(pg_temp.status(c.code)) FROM unnest(ARRAY['t2', 't6', 't7']) AS c(code)), '{claimed ben,claimed carol,claimed ada}', 'as they were');
SELECT is(pg_temp.exchange('{ada t6}'), 'ZW006', 'another''s, of one alone');
SELECT is(pg_temp.exchange('{ben t2 2}'), 'ZW005', 'a claim that is not');
SELECT is(pg_temp.exchange('{carol t99}'), 'ZW001', 'no task');
SELECT is(pg_temp.exchange('{ada t1}', '[{"n": 1}]'), '-', 'completed before: no error, and no other task');
SELECT is(pg_temp.exchange('{ada t1}', '[{"n": 2}]'), 'ZW007', 'completed with another result');
SELECT is(pg_temp.exchange('{emil,carol t6}'), 'ZW002 t9', 'not registered for work');
SELECT is(pg_temp.exchange('{emil}'), 'ZW002', 'alone, too');
SELECT is((SELECT x.refusal FROM agora_work.exchange_tasks('{999999999}', '{NULL}', '{NULL}', p_actor => 3) AS x), 'ZA001', 'nobody at all');
SELECT agora.suspend_principal(agora_test.id('dora'), 'a test', 2);
SELECT is(pg_temp.exchange('{dora}'), 'ZA002', 'suspended, alone');
SELECT is(pg_temp.exchange('{dora,carol t9}'), 'ZA002 t10', 'suspended');
SELECT pg_temp.told();
SELECT is(pg_temp.exchange('{dora t8}'), '-', 'whose completion counts all the same');
SELECT is(pg_temp.told(), format('work.task.completed.v1 %s', pg_temp.id('t8')), 'and is told');
SELECT is(pg_temp.status('t8'), 'completed', 'it does');
SELECT agora.resume_principal(agora_test.id('dora'), 2);

-- Agents of which there is something to be looked up
SELECT agora_model.set_budget(0, p_principal => agora_test.id('carol'));
SELECT is(pg_temp.exchange('{carol,dora}'), 'ZW004 t11', 'without a budget');
SELECT is(pg_temp.exchange('{carol t10,dora t11}'), '- t12', 'which has completed all the same');
SELECT agora_model.set_budget(5, p_principal => agora_test.id('carol'));
SELECT agora.trip_breaker(agora_work.agent_breaker(agora_test.id('carol')), 'manual', 'a test', 2);
SELECT agora_work.add_tasks('[{"title": "t", "code": "u1"}, {"title": "t", "code": "u2"}, {"title": "t", "code": "u3"}]'::jsonb || jsonb_build_object('title', 't', 'code', 'mine', 'assignee', agora_test.id('dora'), 'priority', 10));
SELECT is(pg_temp.exchange('{carol,ada t7}'), 'ZW061 u1', 'halted');
SELECT agora.reset_breaker(agora_work.agent_breaker(agora_test.id('carol')), 'a test', 2);
SELECT agora_test.at('2026-01-01 00:00:07');

SELECT is(pg_temp.exchange('{ada u1}'), '-', 'where a sweep is due whoever completes gets none');
SELECT is(pg_temp.status('u1'), 'completed', 'though it is completed');
SELECT is(pg_temp.exchange('{ada}'), 'u2', 'whoever only claims sweeps');

-- Tasks of one's own, of an environment, of several capabilities, in their places
SELECT is(pg_temp.exchange('{ada u2,dora t12,carol}'), 'u3 mine -', 'its own after the more urgent, which no other gets');
SELECT is(pg_temp.exchange('{ada,carol}'), '- -', 'nothing there');
SELECT agora_work.add_capability(c.code, c.code, p_actor => 2) FROM unnest(ARRAY['test:sql', 'test:css']) AS c(code);
SELECT agora_work.register_agent(agora_test.id('ada'), ARRAY['test:sql'], 5, '8 hours');
SELECT agora_work.register_agent(agora_test.id('ben'), ARRAY['test:sql'], 5, '8 hours');
SELECT agora_work.register_agent(agora_test.id('carol'), ARRAY['test:css'], 5, '8 hours');
SELECT agora_work.add_tasks('[{"title": "t", "code": "c1", "capabilities": ["test:css"]}, {"title": "t", "code": "s1", "capabilities": ["test:sql"]}, {"title": "t", "code": "s2", "capabilities": ["test:sql"]}]');
SELECT is(pg_temp.exchange('{ada,carol,ben}'), 's1 c1 s2', 'each what it can do');
SELECT agora_work.add_tasks('[{"title": "t", "code": "long", "estimate": "7 hours"}, {"title": "t", "code": "long2", "estimate": "7 hours"}, {"title": "t", "code": "short", "estimate": "1 hour"}]');
SELECT is(pg_temp.exchange('{ada s1,ben s2,carol c1}'), 'long short long2', 'together more than one of them may hold');
SELECT agora_work.add_tasks('[{"title": "t", "code": "long3", "estimate": "7 hours"}, {"title": "t", "code": "x1", "exclusive": ["x"], "priority": 10}, {"title": "t", "code": "x2", "exclusive": ["x"], "priority": 10}]');
SELECT is(pg_temp.exchange('{ada,ben,carol}'), 'x1 long3 -', 'who has no room gets less; of two with one key one is claimed');
SELECT is(pg_temp.exchange('{ada x1,ben,carol}'), 'x2 - -', 'whose end frees the other');
SELECT agora_work.set_policy('environment', 'lab', '{}', 'a test', 3);
SELECT agora_work.set_policy('environment', 'vault', '{"min_reputation": 0.99}', 'a test', 3);
SELECT agora_work.add_tasks('[{"title": "t", "code": "f1", "kind": "filler"}, {"title": "t", "code": "v1", "environment": "vault", "priority": 99}, {"title": "t", "code": "e1", "environment": "lab", "priority": 60}, {"title": "t", "code": "e2"}]');
SELECT is(pg_temp.exchange('{ada,ben}', p_kinds => '{filler}'), 'f1 -', 'of the kinds that are wanted');
SELECT is(pg_temp.exchange('{ada,ben}'), 'e1 e2', 'of an environment whose policy has nothing against them');

SELECT agora_work.add_task('t', jsonb_build_object('code', 'own', 'assignee', agora_test.id('ada')));
SELECT is(agora_work._pick_tasks(agora_test.id('ada'), '{critical}', 5, '8 hours', true, '{}'), '{}', 'what is picked for several is nobody''s own, and of no environment');
SELECT is(agora_work._pick_tasks(agora_test.id('ada'), '{critical}', 5, '8 hours', true), ARRAY[pg_temp.id('own')], 'for one it is');
SELECT agora_work.cancel_task(pg_temp.id('own'), 'a test');
SELECT agora_work._refresh_lanes(100);

-- Who has to pause between claims
SELECT agora_work.set_policy('agent', agora_test.id('dora')::text, '{"claim_pause_seconds": 60}', 'a test', 3);
SELECT agora_work.add_task('t', '{"code": "p1"}');
SELECT agora_work.add_task('t', '{"code": "p2"}');
SELECT is(pg_temp.exchange('{dora mine,carol}'), '- p1', 'is not yet given another task');
SELECT is(pg_temp.exchange('{dora,carol}'), 'ZW095 p2', 'and told so where that is all it asks for');
SELECT agora_work.cancel_task(pg_temp.id('p2'), 'a test');

-- Who speaks for all agents, as one of them
SELECT is((SELECT x.refusal FROM agora_work.exchange_tasks('{3}', ARRAY[pg_temp.id('p1')], '{1}', p_actor => 3) AS x), NULL, 'completes whoever''s task it is');
SELECT results_eq($$SELECT h.outcome, h.agent_id FROM agora_work.claim_history AS h WHERE h.task_id = pg_temp.id('p1')$$, $$VALUES ('completed', agora_test.id('carol'))$$, 'for its holder');

-- What is told, and with what led to it
SELECT agora_work.add_tasks((SELECT jsonb_agg(jsonb_build_object('title', 't', 'code', 'e' || i, 'priority', 99)) FROM generate_series(3, 8) AS i));
SELECT is(pg_temp.exchange('{emil,carol}'), 'ZW002 e3', 'claimed');
SELECT pg_temp.told();
SELECT is(pg_temp.exchange('{carol e3}'), 'e4', 'the next');
SELECT is(pg_temp.told(), format('work.task.completed.v1 %s, work.task.claimed.v1 %s', pg_temp.id('e3'), agora_test.id('carol')), 'both, in order');
SELECT agora_event.set_context(p_trace_parent => '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01');
SELECT is(pg_temp.exchange('{carol e4}'), 'e5', 'and on');
SELECT is(pg_temp.told(), format('work.task.completed.v1 %1$s %3$s, work.task.claimed.v1 %2$s %3$s', pg_temp.id('e4'), agora_test.id('carol'), '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'),
          'of one');
SELECT is(pg_temp.exchange('{emil,carol e5}'), 'ZW002 e6', 'of two');
SELECT is(pg_temp.told(), format('work.task.completed.v1 %1$s %3$s, work.task.claimed.v1 %2$s %3$s', pg_temp.id('e5'), agora_test.id('carol'), '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'),
          'in sets');
SELECT agora_event.set_context();
SELECT agora_work.cancel_task(b.task_id, 'a test') FROM agora_work.board AS b WHERE b.code IN ('e6', 'e7', 'e8');

-- The same call again
SELECT agora_work.add_tasks((SELECT jsonb_agg(jsonb_build_object('title', 't', 'code', 'k' || i)) FROM generate_series(1, 9) AS i));
SELECT is(pg_temp.exchange('{ada e1,ben e2,carol x2}', p_key => 'k'), 'k1 k2 ZW006', 'with a key');
SELECT is(pg_temp.exchange('{ada e1,ben e2,carol x2}', p_key => 'k'), 'k1 k2 ZW006', 'the same answer');
SELECT is(pg_temp.exchange('{ada e1,ben e2,carol x2}'), '- - ZW006', 'without it no other tasks');
SELECT agora_test.raises($$SELECT pg_temp.exchange('{ada e1,ben e2}', p_key => 'k')$$, 'ZA003', 'the key with other arguments');

-- What is refused as a whole changes nothing
SELECT agora_test.raises(format($$SELECT * FROM agora_work.exchange_tasks(%s, p_actor => 3)$$, a.arguments), '22023', left(a.arguments, 60))
  FROM unnest(ARRAY['NULL, NULL, NULL', '''{}'', ''{}'', ''{}''', '''{1}'', ''{NULL,NULL}'', ''{1}''', '''{1}'', ''{NULL}'', ''{}''', '''{NULL}'', ''{NULL}'', ''{1}''', '''{7,7}'', ''{NULL,NULL}'', ''{1,1}''',
                    '''{7,8}'', ''{9,9}'', ''{1,1}''', '''{7}'', ''{9}'', ''{NULL}''', '''[2:2]={7}'', ''{9}'', ''{1}''', '''{{7}}'', ''{{9}}'', ''{{1}}''',
                    'ARRAY(SELECT generate_series(1, 1001)), array_fill(NULL::bigint, ''{1001}''), array_fill(NULL::bigint, ''{1001}'')',
                    '''{7}'', ''{9}'', ''{1}'', ''{}''', '''{7}'', ''{9}'', ''{1}'', ''[]''', '''{7}'', ''{9}'', ''{1}'', ''[1]''', '''{7}'', ''{9}'', ''{1}'', p_kinds => ''{other}''',
                    '''{7}'', ''{9}'', ''{1}'', p_kinds => NULL', '''{7}'', ''{9}'', ''{1}'', p_key => '''''])
       AS a(arguments);
SELECT agora_test.raises($$SELECT pg_temp.exchange('{ada k1,ben k2}', p_actor => agora_test.id('ada'))$$, '42501', 'for another');
SELECT agora_test.raises($$SELECT pg_temp.exchange('{ada k1}', p_actor => 999999999)$$, 'ZA001', 'nobody');
SELECT is(pg_temp.status('k1'), 'claimed ada', 'as it was');
SELECT is_empty('SELECT * FROM agora_work._probe_tasks()', 'nothing is wrong');

SELECT * FROM finish();
ROLLBACK;
