-- Who is served together: those of whom nothing is to be looked up, whatever waits for others or in environments that they may not claim from.
BEGIN;
SELECT plan(26);
SELECT agora_test.at('2026-01-01'), agora_test.restarted_at('2025-12-01');
SELECT agora_work.register_agent(agora.register_principal(n.name), p_max_tasks => 100) FROM unnest(ARRAY['ada', 'ben', 'carol', 'dora']) AS n(name);
SELECT agora_work.grant_capability(agora_test.id('carol'), 'code:go', 2, 'a test', NULL, 3), agora_work.set_policy('agent', agora_test.id('dora')::text, '{"min_reputation": 0}', 'a test', 3);
SELECT agora_work.set_policy('environment', e.name, e.rules, 'a test', 3)
  FROM (VALUES ('lab', '{}'::jsonb), ('vault', '{"min_reputation": 0.99}'), ('pit', '{"disqualifying": ["code:go"]}'), ('high', '{"min_level": 2}')) AS e(name, rules);
CREATE FUNCTION pg_temp.add(VARIADIC p_tasks jsonb[]) RETURNS bigint LANGUAGE sql
RETURN (SELECT count(a.task_id) FROM agora_work.add_tasks((SELECT jsonb_agg(jsonb_build_object('title', 't') || t.task) FROM unnest(p_tasks) AS t(task))) AS a(task_id));
-- Who is simple: who got what.
CREATE FUNCTION pg_temp.together(p_names text[], p_kinds text[] DEFAULT '{critical}') RETURNS text LANGUAGE sql
BEGIN ATOMIC
    SELECT concat_ws(': ', (SELECT string_agg(p.name, ' ' ORDER BY p.name) FROM unnest(r.simple) AS s(id) JOIN agora.principal AS p ON p.principal_id = s.id),
                     (SELECT string_agg(p.name || ' ' || c.code, ', ' ORDER BY p.name)
                        FROM unnest(r.agents, r.claimed) AS c(id, task_id, epoch, code, title, details, kind, priority, complexity, attempt, deadline, lease_until, finish_by)
                        JOIN agora.principal AS p ON p.principal_id = c.id))
      FROM agora_work._claim_together(ARRAY(SELECT agora_test.id(n.name) FROM unnest(p_names) AS n(name)), NULL, NULL, p_kinds, true, 3) AS r;
END;
SELECT pg_temp.add('{"code": "a1"}', '{"code": "a2"}', '{"code": "a3"}', '{"code": "a4"}');

-- Who is simple
SELECT is(pg_temp.together('{ada,ben}'), '', 'nobody of whom it is not known what may restrain them');
SELECT is((SELECT string_agg(c.code, ' ' ORDER BY c.code) FROM agora_work.agent AS a CROSS JOIN LATERAL agora_work.claim_next(a.agent_id, p_actor => 3) AS c), 'a1 a2 a3 a4', 'a claim finds out');
SELECT pg_temp.add('{"code": "b1"}', '{"code": "b2"}', '{"code": "b3"}', '{"code": "b4"}');
SELECT is(pg_temp.together('{carol,ada,dora,ben}'), 'ada ben carol dora: ada b2, ben b4, carol b1, dora b3', 'all are, and groups are served in the order of their first');
SELECT pg_temp.add('{"code": "c1"}', '{"code": "c2"}', '{"code": "c3"}', jsonb_build_object('code', 'own', 'assignee', agora_test.id('ben')));
SELECT is(pg_temp.together('{ada,ben,carol,dora}'), 'ada carol dora: ada c1, carol c3, dora c2', 'who has a task of its own waiting is served alone, the others are not');
SELECT is(pg_temp.together('{ben}'), '', 'alone');
SELECT is((SELECT c.code FROM agora_work.claim_next(agora_test.id('ben'), p_actor => 3) AS c), 'own', 'for one that only it gets');
SELECT agora_work._refresh_lanes(100);

-- Environments
SELECT pg_temp.add('{"code": "l1", "environment": "lab", "priority": 99}', '{"code": "d1"}', '{"code": "d2"}', '{"code": "d3"}');
SELECT is(pg_temp.together('{ada,ben,carol,dora}'), 'ada ben carol dora: ada l1, ben d1, carol d3, dora d2', 'from one that all may claim from, in its place');
SELECT pg_temp.add('{"code": "v1", "environment": "vault", "priority": 99}', '{"code": "e1"}', '{"code": "e2"}', '{"code": "e3"}');
SELECT is(pg_temp.together('{ada,ben,carol,dora}'), 'ada ben carol dora: ada e1, ben e2, carol e3, dora v1', 'from another only who may');
SELECT pg_temp.add('{"code": "v2", "environment": "vault", "priority": 99}', '{"code": "p1", "environment": "pit", "priority": 90}', '{"code": "p2", "environment": "pit"}', '{"code": "f1", "priority": 40}', '{"code": "f2", "priority": 40}');
SELECT agora_work._refresh_lanes(100);
SELECT is(pg_temp.together('{carol,ada,ben}'), 'ada ben carol: ada p1, ben p2, carol f1', 'each by the rules of each, drawn or looked up');
SELECT is(pg_temp.together('{dora,carol}'), 'carol dora: carol f2, dora v2', 'who may claim from more is no hindrance');
SELECT pg_temp.add('{"code": "h1", "environment": "high", "priority": 90, "capabilities": ["code:go"]}', '{"code": "g1"}', '{"code": "h2", "environment": "high", "kind": "filler"}');
SELECT is(pg_temp.together('{ada,carol}'), 'ada carol: ada g1, carol h1', 'by what is held');
SELECT is(pg_temp.together('{ada}', '{filler}'), 'ada: ada h2', 'of the kinds that are wanted');
SELECT is_empty($$SELECT b.code FROM agora_work.board AS b
                    JOIN agora_work.task AS t ON t.task_id = b.task_id
                   CROSS JOIN LATERAL agora_work._may_claim(t.holder_id, ARRAY[t.lane_id]) AS m
                   WHERE t.holder_id IS NOT NULL AND m.refusal IS NOT NULL$$, 'nobody has what it may not');

-- What is picked for several
SELECT pg_temp.add('{"code": "l2", "environment": "lab"}', '{"code": "p3", "environment": "pit"}', jsonb_build_object('code', 'mine', 'assignee', agora_test.id('ada')));
CREATE FUNCTION pg_temp.pick(p_lanes bigint[]) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(b.code, ' ' ORDER BY b.code) FROM agora_work.board AS b WHERE b.task_id = ANY (agora_work._pick_tasks(agora_test.id('ada'), '{critical}', 9, '8 hours', true, p_lanes)));
SELECT is(pg_temp.pick('{}'), NULL, 'is of no environment, and nobody''s own');
SELECT is(pg_temp.pick(ARRAY(SELECT l.lane_id FROM agora_work.lane AS l WHERE l.environment IN ('pit', 'high'))), 'p3', 'or of those that are named and that it may claim from');
SELECT is(pg_temp.pick(NULL), 'l2 mine p3', 'for one it is of all');

-- Who is not simple is told from who is full, closed or without room.
SELECT agora_work.register_agent(agora_test.id('ben'), p_max_tasks => 100, p_is_open => false), agora_work.register_agent(agora_test.id('carol'), p_max_tasks => 1);
SELECT pg_temp.add('{"code": "i1", "estimate": "1 hour"}', '{"code": "i2"}');
SELECT is(pg_temp.together('{ben,carol,dora}'), 'ben carol dora: dora p3', 'nothing for who is closed or full');
SELECT agora.suspend_principal(agora_test.id('dora'), 'a test', 2);
SELECT is(pg_temp.together('{ben,carol,dora}'), 'ben carol', 'suspended');
SELECT agora.resume_principal(agora_test.id('dora'), 2);
SELECT agora_model.set_budget(1, p_principal => agora_test.id('ben'));
SELECT is(pg_temp.together('{ben,carol}'), 'ben carol', 'with a budget, too');
SELECT agora_model.set_budget(0, p_principal => agora_test.id('ben'));
SELECT is(pg_temp.together('{ben,carol}'), 'carol', 'but for one that is used up');
SELECT agora_test.at('2026-01-01 00:00:04.5');
SELECT is(pg_temp.together('{carol,dora}'), 'carol dora: dora i1', 'seen a tenth of a lease ago');
CREATE FUNCTION pg_temp.seen() RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(concat_ws(' ', p.name, extract(second FROM a.seen_at)::real), ', ' ORDER BY p.name) FROM agora_work.agent AS a JOIN agora.principal AS p ON p.principal_id = a.agent_id);
SELECT is(pg_temp.seen(), 'ada 0, ben 0, carol 0, dora 0', 'which is not written');
SELECT agora_test.at('2026-01-01 00:00:04.501');
SELECT is(pg_temp.together('{ben,carol,dora}'), 'carol dora: dora i2', 'longer ago, together all the same');
SELECT is(pg_temp.seen(), 'ada 0, ben 0, carol 4.501, dora 4.501', 'but it is written, also of who gets nothing');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'work.task.claimed.v1'), (SELECT count(*) FROM agora_work.claim_history AS h), 'an event for each claim');
SELECT is_empty('SELECT * FROM agora_work._probe_tasks()', 'nothing is wrong');

SELECT * FROM finish();
ROLLBACK;
