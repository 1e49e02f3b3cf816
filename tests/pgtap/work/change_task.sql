-- Tasks that change while they wait: dependencies, facts, what they wait for.
BEGIN;
SELECT plan(58);
SELECT agora_test.at('2026-01-01');
SELECT agora_test.restarted_at('2025-12-01');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['ada', 'eve']) AS n(name);
SELECT agora_work.register_agent(agora_test.id('ada'));
CREATE FUNCTION pg_temp.id(p_code text) RETURNS bigint LANGUAGE sql STABLE RETURN (SELECT b.task_id FROM agora_work.board AS b WHERE b.code = p_code);
CREATE FUNCTION pg_temp.needs(p_code text, p_needs text, p_actor bigint DEFAULT agora.current_principal()) RETURNS void LANGUAGE sql RETURN agora_work.add_dependency(pg_temp.id(p_code), pg_temp.id(p_needs), p_actor);
CREATE FUNCTION pg_temp.status(p_code text) RETURNS text LANGUAGE sql STABLE RETURN (SELECT concat_ws(' ', b.status, b.unmet, b.blockers) FROM agora_work.board AS b WHERE b.code = p_code);
CREATE FUNCTION pg_temp.claim(p_code text) RETURNS text LANGUAGE sql
BEGIN ATOMIC SELECT coalesce(max(c.code || ' ' || c.epoch), '-') FROM agora_work.claim_task(agora_test.id('ada'), pg_temp.id(p_code)) AS c; END;
SELECT agora_work.add_tasks('[{"title": "t", "code": "a"}, {"title": "t", "code": "b"}, {"title": "t", "code": "c"}, {"title": "t", "code": "d"}]', p_actor => agora_test.id('eve'));

-- dependencies
SELECT lives_ok($$SELECT pg_temp.needs('b', 'a', agora_test.id('eve'))$$, 'by who added it');
SELECT is(pg_temp.status('b'), 'blocked 1 0', 'blocked');
SELECT is((SELECT e.payload FROM agora_event.event AS e WHERE e.topic = 'work.task.changed.v1'), jsonb_build_object('task_id', pg_temp.id('b'), 'needs', pg_temp.id('a')), 'told');
SELECT pg_temp.needs('b', 'a');
SELECT is(pg_temp.status('b'), 'blocked 1 0', 'once');
SELECT pg_temp.needs('c', 'b');
SELECT agora_test.raises($$SELECT pg_temp.needs('a', 'a')$$, 'ZW008', 'itself');
SELECT agora_test.raises($$SELECT pg_temp.needs('a', 'c')$$, 'ZW008', 'a circle of three');
SELECT agora_test.raises($$SELECT pg_temp.needs('c', 'a', agora_test.id('ada'))$$, '42501', 'not by anybody');
SELECT agora_test.raises($$SELECT agora_work.add_dependency(pg_temp.id('a'), 999999999)$$, 'ZW001', 'an unknown need');
SELECT agora_test.raises($$SELECT agora_work.add_dependency(999999999, pg_temp.id('a'))$$, 'ZW001', 'an unknown task');
SELECT is(pg_temp.claim('a'), 'a 1', 'claimed');
SELECT agora_test.raises($$SELECT pg_temp.needs('a', 'd')$$, 'ZW009', 'what is worked on cannot begin to wait');
SELECT agora_test.raises($$SELECT agora_work.change_task(pg_temp.id('a'), '{"priority": 1}')$$, 'ZW009', 'nor change');
SELECT agora_work.complete_task(pg_temp.id('a'), 1);
SELECT is(pg_temp.status('b') || ', ' || pg_temp.status('c'), 'available 0 0, blocked 1 0', 'one step at a time');
SELECT pg_temp.needs('d', 'a');
SELECT is(pg_temp.status('d'), 'available 0 0', 'what is completed blocks nothing');
SELECT agora_test.raises($$SELECT pg_temp.needs('a', 'd')$$, 'ZW008', 'and still has its place in the order');
SELECT agora_work.add_task('t', '{"code": "e"}');
SELECT agora_test.raises($$SELECT pg_temp.needs('a', 'e')$$, 'ZW007', 'what is closed waits for nothing');
SELECT agora_work.cancel_task(pg_temp.id('b'), 'a test');
SELECT is(pg_temp.status('c'), 'blocked 1 0', 'what needs something cancelled stays blocked');

-- needs that are not needed any more
CREATE FUNCTION pg_temp.drops(p_code text, p_needs text, p_actor bigint DEFAULT agora.current_principal()) RETURNS void LANGUAGE sql RETURN agora_work.drop_dependency(pg_temp.id(p_code), pg_temp.id(p_needs), p_actor);
SELECT agora_work.add_tasks('[{"title": "t", "code": "x"}, {"title": "t", "code": "y"}, {"title": "t", "code": "z", "needs": ["x", "y"], "priority": 90}]', p_actor => agora_test.id('eve'));
SELECT agora_work.wait_for(pg_temp.id('z'), 'unblocked', agora_test.id('ada'));
SELECT agora_test.raises($$SELECT pg_temp.drops('z', 'x', agora_test.id('ada'))$$, '42501', 'not by anybody, either');
SELECT agora_test.raises($$SELECT agora_work.drop_dependency(pg_temp.id('z'), 999999999)$$, 'ZW001', 'an unknown need');
SELECT agora_test.raises($$SELECT agora_work.drop_dependency(999999999, pg_temp.id('z'))$$, 'ZW001', 'an unknown task');
SELECT agora_test.raises($$SELECT agora_work.drop_dependency(NULL, NULL)$$, 'ZW001', 'none');
SELECT lives_ok($$SELECT pg_temp.drops('z', 'd')$$, 'what is not needed may be said not to be');
SELECT is(pg_temp.status('z'), 'blocked 2 0', 'and nothing changes');
SELECT lives_ok($$SELECT pg_temp.drops('z', 'x', agora_test.id('eve'))$$, 'by who added it');
SELECT is(pg_temp.status('z'), 'blocked 1 0', 'one need less');
SELECT pg_temp.drops('z', 'x');
SELECT is(pg_temp.status('z'), 'blocked 1 0', 'once');
SELECT is((SELECT e.payload FROM agora_event.event AS e WHERE e.topic = 'work.task.changed.v1' ORDER BY e.event_id DESC LIMIT 1), jsonb_build_object('task_id', pg_temp.id('z'), 'needs_no_more', pg_temp.id('x')), 'told');
SELECT agora_work.cancel_task(pg_temp.id('y'), 'a test');
SELECT pg_temp.drops('z', 'y');
SELECT is(pg_temp.status('z'), 'available 0 0', 'what needs something cancelled goes on without');
SELECT results_eq($$SELECT m.kind FROM agora_work.read_inbox(p_actor => agora_test.id('ada')) AS m$$, $$VALUES ('unblocked')$$, 'and who waits is told');
SELECT lives_ok($$SELECT pg_temp.needs('x', 'z')$$, 'what went away closes no circle');
SELECT is(pg_temp.claim('z'), 'z 1', 'it is claimed');
SELECT agora_test.raises($$SELECT pg_temp.drops('z', 'y')$$, 'ZW009', 'what is worked on stays as it is');
SELECT agora_work.complete_task(pg_temp.id('z'), 1);
SELECT agora_test.raises($$SELECT pg_temp.drops('z', 'y')$$, 'ZW007', 'and so does what is closed');
SELECT pg_temp.drops('x', 'z');
SELECT is(pg_temp.status('x'), 'available 0 0', 'a need that was met goes away without effect');

SELECT throws_ok($$UPDATE agora_work.task SET status = 'available' WHERE task_id = pg_temp.id('c')$$, '23514', NULL, 'nobody sets it free by hand');
SELECT throws_ok($$UPDATE agora_work.task SET status = 'blocked' WHERE task_id = pg_temp.id('d')$$, '23514', NULL, 'nor blocks one');
SELECT agora_test.raises($$UPDATE agora_work.task SET status = 'completed' WHERE task_id = pg_temp.id('d')$$, 'ZA009', 'nor takes a step that there is not');

-- blockers, which other functions report
SELECT agora_work._change_waits(ARRAY[pg_temp.id('d')], '{0}', '{1}', 1);
SELECT is(pg_temp.status('d'), 'blocked 0 1', 'stuck');
SELECT agora_work._change_waits(ARRAY[pg_temp.id('d'), pg_temp.id('d')], '{0,0}', '{1,-2}', 1);
SELECT is(pg_temp.status('d'), 'available 0 0', 'differences add up');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'work.task.unblocked.v1' AND e.key = pg_temp.id('d')::text), 1::bigint, 'told');
SELECT is(pg_temp.claim('d'), 'd 1', 'claimed');
SELECT agora_work._change_waits(ARRAY[pg_temp.id('d'), pg_temp.id('a')], '{0,0}', '{1,1}', 1);
SELECT is(pg_temp.status('d') || ', ' || pg_temp.status('a'), 'blocked 0 1, completed 0 0', 'a held task gets stuck, a closed one does not');
SELECT is((SELECT c.outcome FROM agora_work.claim_history AS c WHERE c.task_id = pg_temp.id('d')), 'blocked', 'its claim is over');
SELECT is((SELECT e.payload ->> 'reason' FROM agora_event.event AS e WHERE e.topic = 'work.task.returned.v1' AND e.key = pg_temp.id('d')::text), 'blocked', 'told');
SELECT agora_work._change_waits(ARRAY[pg_temp.id('d')], '{0}', '{-1}', 1);
SELECT is(pg_temp.claim('d'), 'd 2', 'and can be claimed again');
SELECT agora_work.release_task(pg_temp.id('d'), 2);

-- facts
SELECT agora_work.change_task(pg_temp.id('d'), jsonb_build_object('title', 'new', 'priority', 99, 'kind', 'filler', 'assignee', agora_test.id('ada'), 'capabilities', '["code:go"]'::jsonb, 'estimate', '2 hours',
    'not_before', '2026-01-02T00:00:00Z', 'deadline', '2026-01-03T00:00:00Z', 'complexity', 2, 'max_attempts', 7, 'exclusive', '["k"]'::jsonb, 'details', '{"n": 1}'::jsonb));
SELECT results_eq($$SELECT b.title, b.priority, b.kind, b.assignee_id, b.capabilities, b.estimate, b.ready_at, b.deadline, b.complexity, b.max_attempts, b.exclusive, b.details FROM agora_work.board AS b WHERE b.code = 'd'$$,
                  $$VALUES ('new', 99, 'filler', agora_test.id('ada'), '{code:go}'::text[], interval '2 hours', '2026-01-02'::timestamptz, '2026-01-03'::timestamptz, 2, 7, '{k}'::text[], '{"n": 1}'::jsonb)$$, 'changed');
SELECT agora_work.change_task(pg_temp.id('d'), '{"not_before": null, "kind": null, "assignee": null, "capabilities": null, "exclusive": null}');
SELECT results_eq($$SELECT b.title, b.priority, b.kind, b.assignee_id, b.capabilities, b.ready_at, b.exclusive FROM agora_work.board AS b WHERE b.code = 'd'$$,
                  $$VALUES ('new', 99, 'critical', NULL::bigint, '{}'::text[], NULL::timestamptz, NULL::text[])$$, 'null takes one away, what is not named stays');
SELECT is((SELECT c.code FROM agora_work.claim_next(agora_test.id('ada')) AS c), 'd', 'found in its new place');
SELECT agora_work.release_task(pg_temp.id('d'), 3);
SELECT agora_test.raises(format('SELECT agora_work.change_task(pg_temp.id(%L), %L)', 'd', c.changes), '22023', 'refused: ' || coalesce(c.changes, 'NULL'))
  FROM unnest(ARRAY[NULL, '[]', '{"code": "z"}', '{"needs": []}', '{"title": null}', '{"priority": 1000}', '{"other": 1}']) AS c(changes);
SELECT agora_test.raises($$SELECT agora_work.change_task(pg_temp.id('d'), '{"priority": 1}', agora_test.id('ada'))$$, '42501', 'not by anybody');
SELECT is_empty('SELECT * FROM agora_work._probe_tasks()', 'nothing is wrong');

-- what the probe finds
UPDATE agora_work.task SET unmet = 2 WHERE task_id = pg_temp.id('c');
UPDATE agora_work.task SET epoch = 9 WHERE task_id = pg_temp.id('d');
INSERT INTO agora_work.exclusive_key (key, task_id) VALUES ('stray', pg_temp.id('d'));
INSERT INTO agora_work.claim (task_id, epoch, agent_id, outcome, claimed_at, ended_at) VALUES (999999999, 1, agora_test.id('ada'), 'lost', agora.now(), agora.now());
INSERT INTO agora_work.waiter (task_id, agent_id, awaits, waiting_at) SELECT t.task_id, agora_test.id('ada'), 'unblocked', agora.now() FROM agora_work.task AS t WHERE t.closed_at IS NULL AND NOT t.is_awaited LIMIT 1;
UPDATE agora_work.agent SET is_restrained = false;
SELECT is((SELECT count(*) FROM agora.check_invariants() AS v WHERE v.probe = 'work.tasks'), 6::bigint,
          'a wrong count, a gap in the epochs, a stray key, a claim of nothing, a task that does not know that it is awaited, an agent that does not know that it is restrained');

SELECT * FROM finish();
ROLLBACK;
