-- next_work(): own before next, next before help, help before fillers; fillers stop for better work. Waiting, pausing.
BEGIN;
SELECT plan(74);
SELECT agora_test.at('2026-01-01 00:00+00'), agora_test.restarted_at('2025-12-31 00:00+00');
SELECT agora_test.add_login('ann', 'agora_service', true), agora_test.add_login('ben', 'agora_service', true);
SELECT agora_work.register_agent(agora_test.id(w.name), w.capabilities) FROM (VALUES ('ann', '{code:python}'::text[]), ('ben', '{code:python,data:modelling}')) AS w(name, capabilities);
CREATE FUNCTION pg_temp.add(p_code text, p_options jsonb) RETURNS bigint LANGUAGE sql RETURN agora_work.add_task(p_code, jsonb_build_object('code', p_code) || p_options);
CREATE FUNCTION pg_temp.next(p_name text) RETURNS agora_work.work_offer LANGUAGE sql RETURN (SELECT o FROM agora_work.next_work(agora_test.id(p_name), p_actor => agora_test.id(p_name)) AS o);
CREATE FUNCTION pg_temp.task(p_code text) RETURNS agora_work.board LANGUAGE sql RETURN (SELECT b FROM agora_work.board AS b WHERE b.code = p_code);
CREATE FUNCTION pg_temp.inbox(p_name text) RETURNS text[] LANGUAGE sql
RETURN ARRAY(SELECT m.kind FROM agora_work.read_inbox(100, p_actor => agora_test.id(p_name)) AS m ORDER BY m.message_id);

-- Nothing, and who may ask.
SELECT is_empty($$SELECT * FROM agora_work.next_work(agora_test.id('ann'))$$, 'nothing to do: no row');
SELECT agora_test.become('ann');
SELECT agora_test.raises($$SELECT * FROM agora_work.next_work(agora_test.id('ben'))$$, '42501', 'nobody asks for another');
RESET SESSION AUTHORIZATION;
SELECT agora_test.raises($$SELECT * FROM agora_work.next_work(3)$$, 'ZW002', 'nor for who is no agent');
SELECT agora_test.raises($$SELECT * FROM agora_work.next_work(NULL)$$, 'ZA001', 'nor for nobody');

-- Fillers: one's own before a universal one, one at a time.
SELECT pg_temp.add('U1', '{"kind": "universal", "priority": 90}'), pg_temp.add('F1', jsonb_build_object('kind', 'filler', 'assignee', agora_test.id('ann'))),
       pg_temp.add('F2', jsonb_build_object('kind', 'filler', 'assignee', agora_test.id('ben')));
CREATE TEMP TABLE filler AS SELECT n.* FROM pg_temp.next('ann') AS n;
SELECT results_eq('SELECT f.source, f.code, f.epoch, f.attempt, f.done_parts, f.stopped, f.blocker_id FROM filler AS f',
                  $$VALUES ('filler', 'F1', 1::bigint, 1, '{}'::text[], '{}'::bigint[], NULL::bigint)$$, 'a filler of one''s own comes first');
SELECT is((pg_temp.task('F1')).finish_by, '2026-01-01 00:30+00'::timestamptz, 'it has half an hour');
SELECT is(pg_temp.next('ann'), NULL, 'who fills the time already gets no other');
SELECT agora_work.complete_task(f.task_id, f.epoch, p_actor => agora_test.id('ann')) FROM filler AS f;
SELECT results_eq($$SELECT (pg_temp.next('ann')).source$$, $$VALUES ('universal')$$, 'then a universal one');
SELECT is((pg_temp.task('F2')).status, 'available', 'never another''s');

-- The next task stops the filler.
SELECT pg_temp.add('A', '{"priority": 10}'), pg_temp.add('B', '{"priority": 20}');
SELECT results_eq($$SELECT n.source, n.code, n.stopped FROM pg_temp.next('ann') AS n$$, $$SELECT 'next', 'B', ARRAY[(pg_temp.task('U1')).task_id]$$, 'work comes before a filler, and stops it');
SELECT results_eq($$SELECT c.outcome, c.error FROM agora_work.claim_history AS c WHERE c.task_id = (pg_temp.task('U1')).task_id$$, $$VALUES ('released', 'preempted')$$, 'which is no attempt');
SELECT is((pg_temp.task('U1')).attempts, 0, 'of the filler''s');

-- Stuck: help before fillers, own before next.
SELECT agora_work.report_blocker((pg_temp.task('B')).task_id, 'slow_query', 'It takes hours', 'low', '{data:modelling}', p_epoch => 1, p_actor => agora_test.id('ann'));
SELECT agora_work.report_blocker((pg_temp.task('A')).task_id, 'slower_query', 'It takes days', 'critical', '{data:modelling}', p_actor => agora_test.id('ann'));
SELECT is((SELECT n.source FROM pg_temp.next('ann') AS n), 'universal', 'who is stuck fills the time');
CREATE TEMP TABLE helped AS SELECT n.* FROM pg_temp.next('ben') AS n;
SELECT results_eq($$SELECT h.source, h.code, h.epoch, h.details ->> 'description', h.help_assignment_id IS NOT NULL FROM helped AS h$$,
                  $$VALUES ('help', 'A', NULL::bigint, 'It takes days', true)$$, 'who could help does, where it is worst, before its own filler');
SELECT is((SELECT n.source FROM pg_temp.next('ben') AS n), 'filler', 'one help at a time');
SELECT agora_work.end_help(h.help_assignment_id, 'unable', p_actor => agora_test.id('ben')) FROM helped AS h;
SELECT results_eq($$SELECT n.source, n.code, cardinality(n.stopped) FROM pg_temp.next('ben') AS n$$, $$VALUES ('help', 'B', 1)$$, 'not the one that it gave up; the filler stops');
SELECT pg_temp.inbox('ann');
SELECT agora_work.close_blocker(b.blocker_id, 'an index', agora_test.id('ben')) FROM agora_work.reported_blocker AS b WHERE b.type = 'slow_query';
SELECT is(pg_temp.inbox('ann'), '{help_ended,unblocked,preempt_filler}', 'what is free again is told at once, and to stop the filler');
SELECT results_eq($$SELECT m.body -> 'fillers' FROM agora_work.inbox_message AS m WHERE m.kind = 'preempt_filler'$$,
                  $$SELECT jsonb_build_array(jsonb_build_object('task_id', (pg_temp.task('U1')).task_id, 'epoch', 2))$$, 'which is named');
SELECT pg_temp.add('X', '{"priority": 99}');
SELECT results_eq($$SELECT n.source, n.code, n.epoch, n.stopped FROM pg_temp.next('ann') AS n$$, $$SELECT 'own', 'B', 2::bigint, ARRAY[(pg_temp.task('U1')).task_id]$$,
                  'what one waited for comes before what is more urgent');
SELECT is((SELECT n.code FROM pg_temp.next('ann') AS n), 'X', 'once');
SELECT is_empty($$SELECT FROM agora_work.waiting_agent AS w WHERE w.code = 'B'$$, 'it is not waited for any more');

-- Somebody else was faster.
SELECT agora_work.close_blocker(b.blocker_id, 'an index', 3) FROM agora_work.reported_blocker AS b WHERE b.type = 'slower_query';
SELECT is((SELECT n.code FROM pg_temp.next('ben') AS n), 'A', 'a free task is anybody''s');
SELECT is((SELECT n.code FROM pg_temp.next('ann') AS n), 'U1', 'who waited for it goes on with something else');
SELECT is_empty($$SELECT FROM agora_work.waiting_agent AS w WHERE w.code = 'A'$$, 'and waits no more');

-- Limits: an agent that holds all that it may is not offered its own.
SELECT agora_work.register_agent(agora_test.id('ann'), '{code:python}', p_max_tasks => 2);
SELECT agora_work.report_blocker((pg_temp.task('A')).task_id, 'no_disk', 'Full', p_capabilities => '{data:modelling}', p_epoch => (pg_temp.task('A')).epoch, p_actor => agora_test.id('ben'));
SELECT agora_work.wait_for((pg_temp.task('A')).task_id, 'unblocked', agora_test.id('ann'));
SELECT agora_work.close_blocker(b.blocker_id, 'more disk', 3) FROM agora_work.reported_blocker AS b WHERE b.type = 'no_disk';
SELECT is(pg_temp.next('ann'), NULL, 'two tasks and a filler are enough for two');
SELECT is((SELECT n.source FROM pg_temp.next('ben') AS n), 'own', 'another waiter gets it');

-- A key.
SELECT agora_work.register_agent(agora_test.id('ann'), '{code:python}');
SELECT pg_temp.add('Y', '{}'), pg_temp.add('Z', '{}');
CREATE TEMP TABLE keyed AS SELECT n.* FROM agora_work.next_work(agora_test.id('ann'), p_key => 'k', p_actor => agora_test.id('ann')) AS n;
SELECT results_eq($$SELECT n.* FROM agora_work.next_work(agora_test.id('ann'), p_key => 'k', p_actor => agora_test.id('ann')) AS n$$, 'SELECT k.* FROM keyed AS k', 'the same call again: the same work');
SELECT is((SELECT k.code FROM keyed AS k), 'Y', 'which is one task');

-- Pausing.
SELECT agora_work.register_agent(agora.register_principal('cy'));
SELECT pg_temp.add('P', '{"kind": "universal", "priority": 100}');
SELECT results_eq($$SELECT c.code, c.epoch FROM agora_work.claim_next(agora_test.id('cy'), 1, '{universal}', p_actor => agora_test.id('cy')) AS c$$, $$VALUES ('P', 1::bigint)$$, 'a filler');
SELECT agora_test.raises($$SELECT agora_work.pause_filler((pg_temp.task('P')).task_id, 2, p_actor => agora_test.id('cy'))$$, 'ZW005', 'with another epoch it is not paused');
SELECT agora_test.raises($$SELECT agora_work.pause_filler((pg_temp.task('P')).task_id, 1, p_actor => agora_test.id('ben'))$$, 'ZW006', 'nor by another');
SELECT agora_test.raises($$SELECT agora_work.pause_filler(0, 1, p_actor => agora_test.id('cy'))$$, 'ZW001', 'nor one that is not');
SELECT agora_test.raises($$SELECT agora_work.pause_filler((pg_temp.task('P')).task_id, 1, NULL, agora_test.id('cy'))$$, '22023', 'parts are named');
SELECT agora_test.raises($$SELECT agora_work.pause_filler((pg_temp.task('P')).task_id, 1, '{NULL}', agora_test.id('cy'))$$, '22023', 'each of them');
SELECT agora_test.raises($$SELECT agora_work.pause_filler((pg_temp.task('P')).task_id, 1, array_fill('x'::text, ARRAY[101]), agora_test.id('cy'))$$, '22023', 'a hundred at most');
SELECT agora_test.raises($$SELECT agora_work.pause_filler((pg_temp.task('Y')).task_id, 1, '{}', agora_test.id('ann'))$$, '22023', 'work is no filler');
SELECT lives_ok($$SELECT agora_work.pause_filler((pg_temp.task('P')).task_id, 1, '{two,one,one}', agora_test.id('cy'))$$, 'its holder pauses it');
SELECT lives_ok($$SELECT agora_work.pause_filler((pg_temp.task('P')).task_id, 1, '{three}', agora_test.id('cy'))$$, 'said again it is as the first time');
SELECT results_eq($$SELECT f.part, f.done_by FROM agora_work.filler_progress AS f ORDER BY f.part$$, $$VALUES ('one', agora_test.id('cy')), ('two', agora_test.id('cy'))$$, 'with what is done');
SELECT results_eq($$SELECT n.code, n.epoch, n.done_parts FROM pg_temp.next('cy') AS n$$, $$VALUES ('Z', 1::bigint, '{}'::text[])$$, 'there is work');
SELECT agora_work.complete_task((pg_temp.task('Z')).task_id, 1, p_actor => agora_test.id('cy'));
SELECT results_eq($$SELECT n.code, n.epoch, n.done_parts FROM pg_temp.next('cy') AS n$$, $$VALUES ('P', 2::bigint, '{one,two}'::text[])$$, 'then who goes on knows what is done');

-- What one wants of it.
SELECT agora_test.raises(format('SELECT * FROM agora_work.next_work(agora_test.id(''cy''), %L)', s.sources), '22023', 'sources ' || coalesce(s.sources::text, 'NULL'))
  FROM (VALUES (NULL::text[]), ('{}'), ('{own,luck}'), ('{NULL}')) AS s(sources);
SELECT pg_temp.add('W', '{}');
SELECT is_empty($$SELECT FROM agora_work.next_work(agora_test.id('cy'), '{own,help,filler,universal}', p_actor => agora_test.id('cy'))$$, 'who does not want the next task is not given it');
SELECT agora_test.raises($$SELECT * FROM agora_work.next_work(agora_test.id('ann'), '{own}', 'k', agora_test.id('ann'))$$, 'ZA003', 'a key is that of its sources');
SELECT results_eq($$SELECT n.source, n.code, cardinality(n.stopped) FROM agora_work.next_work(agora_test.id('cy'), '{next}', p_actor => agora_test.id('cy')) AS n$$, $$VALUES ('next', 'W', 1)$$, 'who does is, and stops for it');
SELECT results_eq($$SELECT n.code FROM agora_work.next_work(agora_test.id('cy'), '{universal}', p_actor => agora_test.id('cy')) AS n$$, $$VALUES ('P')$$, 'what it stopped is offered anew');
SELECT agora_work.complete_task((pg_temp.task('W')).task_id, 1, p_actor => agora_test.id('cy'));

-- Whoever is full with fillers, in number or in estimate, makes room all the same; whoever is full with work does not.
SELECT agora_work.register_agent(agora.register_principal('flo'), p_max_tasks => 1, p_capacity => '1 hour');
SELECT pg_temp.add('V1', '{"kind": "universal", "priority": 100, "estimate": "50 min"}');
SELECT is((SELECT n.code FROM pg_temp.next('flo') AS n), 'V1', 'a filler for all the time that there is');
SELECT is(pg_temp.next('flo'), NULL, 'nothing better yet');
SELECT pg_temp.add('V2', '{"priority": 99, "estimate": "61 min"}'), pg_temp.add('V3', '{"priority": 98, "estimate": "60 min"}');
SELECT results_eq($$SELECT n.source, n.code, cardinality(n.stopped) FROM pg_temp.next('flo') AS n$$, $$VALUES ('next', 'V3', 1)$$, 'it stops for what fits without it');
SELECT is(pg_temp.next('flo'), NULL, 'and holds one task at a time');
SELECT agora_work.register_agent(agora_test.id('flo'), p_max_tasks => 2, p_capacity => '1 hour');
SELECT agora_work.complete_task((pg_temp.task('V3')).task_id, 1, p_actor => agora_test.id('flo'));
SELECT is((SELECT n.code FROM pg_temp.next('flo') AS n), 'V1', 'then the filler goes on');
SELECT pg_temp.add('V4', '{"priority": 98, "estimate": "60 min"}');
SELECT results_eq($$SELECT n.code, cardinality(n.stopped) FROM pg_temp.next('flo') AS n$$, $$VALUES ('V4', 1)$$, 'with a place free it makes room for what is long');
SELECT agora_work.complete_task((pg_temp.task('V4')).task_id, 1, p_actor => agora_test.id('flo')), agora_work.cancel_task((pg_temp.task('V2')).task_id, 'a test'),
       agora_work.cancel_task((pg_temp.task('V1')).task_id, 'a test');

-- Waiting.
SELECT agora_test.raises($$SELECT agora_work.wait_for((pg_temp.task('Y')).task_id, 'monday', agora_test.id('cy'))$$, '22023', 'two things can be awaited');
SELECT agora_test.raises($$SELECT agora_work.wait_for((pg_temp.task('Y')).task_id, NULL, agora_test.id('cy'))$$, '22023', 'and one is');
SELECT agora_test.raises($$SELECT agora_work.wait_for(0, p_actor => agora_test.id('cy'))$$, 'ZW001', 'of a task there is');
SELECT agora_test.raises($$SELECT agora_work.wait_for((pg_temp.task('Y')).task_id)$$, 'ZW002', 'by an agent');
SELECT is(agora_work.wait_for((pg_temp.task('Z')).task_id, p_actor => agora_test.id('cy')), 'completed', 'what is closed is not waited for');
SELECT is(agora_work.wait_for((pg_temp.task('Y')).task_id, p_actor => agora_test.id('cy')), 'claimed', 'what is not, is');
SELECT results_eq($$SELECT w.agent, w.code, w.awaits FROM agora_work.waiting_agent AS w WHERE w.agent = 'cy'$$, $$VALUES ('cy', 'Y', 'closed')$$, 'that is on record');
SELECT agora_work.complete_task((pg_temp.task('Y')).task_id, 1, p_actor => agora_test.id('ann'));
SELECT is((SELECT m.body ->> 'status' FROM agora_work.read_inbox(p_actor => agora_test.id('cy')) AS m WHERE m.kind = 'unblocked'), 'completed', 'and told');

-- A dead letter goes to a human; who waits for it is told.
SELECT agora_work.wait_for(pg_temp.add('D', '{"max_attempts": 1}'), 'closed', agora_test.id('cy'));
SELECT agora_work.fail_task(c.task_id, c.epoch, 'no', p_actor => agora_test.id('ben')) FROM agora_work.claim_task(agora_test.id('ben'), (pg_temp.task('D')).task_id, agora_test.id('ben')) AS c;
SELECT results_eq($$SELECT e.agent, e.reason, e.task_ids FROM agora_work.recorded_escalation AS e WHERE e.reason = 'dead_letter'$$, $$SELECT 'ben', 'dead_letter', ARRAY[(pg_temp.task('D')).task_id]$$, 'a dead letter is a human''s matter');
SELECT is((SELECT m.body ->> 'status' FROM agora_work.read_inbox(p_actor => agora_test.id('cy')) AS m WHERE m.kind = 'unblocked'), 'failed', 'who waits for it is told');

-- What a task needed is done: the agent it is for is told; and the sweep of blockers that are due needs nobody but who asks.
SELECT pg_temp.add('N', '{"estimate": "1 min"}'), pg_temp.add('M', jsonb_build_object('needs', '["N"]'::jsonb, 'assignee', agora_test.id('cy')));
SELECT agora_work.complete_task(c.task_id, c.epoch, p_actor => agora_test.id('ben')) FROM agora_work.claim_task(agora_test.id('ben'), (pg_temp.task('N')).task_id, agora_test.id('ben')) AS c;
SELECT is(pg_temp.inbox('cy'), '{unblocked,preempt_filler}', 'the agent a task is for is told');
SELECT agora_work.report_blocker(pg_temp.add('Q', '{}'), 'no_idea', 'Hm', p_capabilities => '{data:modelling}', p_actor => agora_test.id('cy'));
SELECT agora_test.advance('5 minutes');
SELECT count(*) FROM agora_work.next_work(agora_test.id('ann'));
SELECT is((SELECT b.level FROM agora_work.reported_blocker AS b WHERE b.type = 'no_idea'), 2, 'whoever asks for work raises what is due');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');

-- What is lost ends as lost, whoever finds it.
SELECT pg_temp.add('V', '{"kind": "universal", "priority": 100}'), pg_temp.add('K', '{}'), agora_work.register_agent(agora.register_principal('eve'));
CREATE TEMP TABLE lost AS SELECT c.code FROM agora_work.claim_next(agora_test.id('eve'), 1, '{universal}', p_actor => agora_test.id('eve')) AS c;
SELECT agora_test.advance('1 hour');
SELECT is(cardinality((pg_temp.next('eve')).stopped), 0, 'a filler that is lost is not stopped');
SELECT is((SELECT c.outcome FROM agora_work.claim_history AS c JOIN agora_work.board AS b USING (task_id) JOIN lost AS l ON l.code = b.code ORDER BY c.epoch DESC LIMIT 1), 'lost', 'it is lost');
SELECT pg_temp.add('O', '{"max_attempts": 1}'), pg_temp.add('R', '{}');
SELECT agora_work.wait_for((pg_temp.task(w.code)).task_id, 'closed', agora_test.id('ann')) FROM (VALUES ('O'), ('R')) AS w(code);
SELECT agora_work.claim_task(agora_test.id('eve'), (pg_temp.task(w.code)).task_id, agora_test.id('eve')) FROM (VALUES ('O'), ('R')) AS w(code);
SELECT agora_test.advance('1 hour');
SELECT agora_test.raises($$SELECT agora_work.report_blocker((pg_temp.task('O')).task_id, 'gone', 'x', p_actor => agora_test.id('ben'))$$, 'ZW007', 'what was lost for the last time has failed');
SELECT ok((agora_work.report_blocker((pg_temp.task('R')).task_id, 'gone', 'x', p_actor => agora_test.id('ben'))).is_new, 'what was lost is reported by anybody');
SELECT agora_work._release_expired(100);
SELECT is(ARRAY(SELECT w.code FROM agora_work.waiting_agent AS w WHERE w.agent = 'ann' AND w.awaits = 'closed'), '{R}', 'who waits for what goes on waits on');

-- The invariants can be broken.
UPDATE agora_work.task AS t SET blockers = 2 WHERE t.task_id = (pg_temp.task('R')).task_id;
SELECT matches((SELECT string_agg(i.violation, ' ') FROM agora.check_invariants() AS i), 'waits for 2 blockers, but 1 are open', 'a count that is wrong is found');

SELECT * FROM finish();
ROLLBACK;
