-- Blockers: who may report, who is told, who helps, when it climbs, who closes it.
BEGIN;
SELECT plan(123);
SELECT agora_test.at('2026-01-01 00:00+00'), agora_test.restarted_at('2025-12-31 00:00+00');
SELECT agora.register_principal(w.name) FROM (VALUES ('ann'), ('ben'), ('cy'), ('dee'), ('eve'), ('flo'), ('orchestrator')) AS w(name);
SELECT agora.register_principal('hugh', 'human');
SELECT agora_work.register_agent(agora_test.id(w.name), w.capabilities)
  FROM (VALUES ('ann', '{code:python}'::text[]), ('ben', '{code:python,data:modelling}'), ('cy', '{data:modelling,infra:networking,infra:containers}'), ('dee', '{code:python,data:modelling}'),
               ('eve', '{code:python,data:modelling}'), ('flo', '{}')) AS w(name, capabilities);
CREATE FUNCTION pg_temp.inbox(p_name text) RETURNS text[] LANGUAGE sql
RETURN ARRAY(SELECT m.kind FROM agora_work.read_inbox(100, p_actor => agora_test.id(p_name)) AS m ORDER BY m.message_id);
CREATE FUNCTION pg_temp.status(p_task bigint) RETURNS text LANGUAGE sql RETURN (SELECT b.status FROM agora_work.board AS b WHERE b.task_id = p_task);
CREATE TEMP TABLE made AS
SELECT agora_work.add_task('Count', '{"code": "A", "capabilities": ["code:python"]}') AS a, agora_work.add_task('Weigh', '{"code": "B", "estimate": "90 minutes"}') AS b;
SELECT agora_work.add_task('Sum up', '{"code": "C", "needs": ["A"]}');
CREATE TEMP TABLE got AS SELECT c.* FROM made AS m, agora_work.claim_task(agora_test.id('ann'), m.a, agora_test.id('ann')) AS c;

-- What a report must be.
SELECT agora_test.raises($$SELECT agora_work.report_blocker(m.b, 'Test failure', 'x') FROM made AS m$$, '22023', 'a type is a word');
SELECT agora_test.raises($$SELECT agora_work.report_blocker(m.b, 'test_failure', ' ') FROM made AS m$$, '22023', 'it says what is wrong');
SELECT agora_test.raises($$SELECT agora_work.report_blocker(m.b, 'test_failure', 'x', 'urgent') FROM made AS m$$, '22023', 'severities are four');
SELECT agora_test.raises($$SELECT agora_work.report_blocker(m.b, 'test_failure', 'x', NULL) FROM made AS m$$, '22023', 'and one is needed');
SELECT agora_test.raises($$SELECT agora_work.report_blocker(m.b, 'test_failure', 'x', p_capabilities => '{No Code}') FROM made AS m$$, '22023', 'capabilities are codes');
SELECT agora_test.raises($$SELECT agora_work.report_blocker(m.b, 'test_failure', 'x', p_hazards => '{fire}') FROM made AS m$$, '22023', 'hazards are three');
SELECT agora_test.raises($$SELECT agora_work.report_blocker(m.b, 'test_failure', 'x', p_hazards => NULL) FROM made AS m$$, '22023', 'or none');
SELECT agora_test.raises($$SELECT agora_work.report_blocker(0, 'test_failure', 'x')$$, 'ZW001', 'an unknown task');
SELECT agora_test.raises($$SELECT agora_work.report_blocker(NULL, 'test_failure', 'x')$$, 'ZW001', 'none');
SELECT agora_test.raises($$SELECT agora_work.report_blocker(m.a, 'test_failure', 'x', p_actor => agora_test.id('ann')) FROM made AS m$$, 'ZW005', 'its holder presents the epoch');
SELECT agora_test.raises($$SELECT agora_work.report_blocker(m.a, 'test_failure', 'x', p_epoch => 2, p_actor => agora_test.id('ann')) FROM made AS m$$, 'ZW005', 'the right one');
SELECT agora_test.raises($$SELECT agora_work.report_blocker(m.a, 'test_failure', 'x', p_epoch => 1, p_actor => agora_test.id('ben')) FROM made AS m$$, 'ZW006', 'nobody takes a task from its holder');
SELECT is((SELECT count(*) FROM agora_work.reported_blocker AS b), 0::bigint, 'and nothing of all that is kept');

-- A report: the task waits, helpers and the orchestrator are told.
CREATE TEMP TABLE told AS
SELECT r.* FROM got AS g, agora_work.report_blocker(g.task_id, 'test_failure', 'Two tests fail', 'high', '{code:python,data:modelling}', p_epoch => g.epoch, p_key => 'k', p_actor => agora_test.id('ann')) AS r;
SELECT results_eq('SELECT t.is_new, t.level, t.invited, t.escalation_id FROM told AS t',
                  $$SELECT true, 1, ARRAY[agora_test.id('ben'), agora_test.id('dee'), agora_test.id('eve')], NULL::bigint$$, 'the three best are asked, not who reports and not who knows half');
SELECT is(pg_temp.status(m.a), 'blocked', 'the task is blocked') FROM made AS m;
SELECT results_eq($$SELECT c.outcome FROM agora_work.claim_history AS c JOIN made AS m ON m.a = c.task_id$$, $$VALUES ('blocked')$$, 'and given up');
SELECT results_eq($$SELECT r.blocker_id, r.is_new FROM got AS g, agora_work.report_blocker(g.task_id, 'test_failure', 'Two tests fail', 'high', '{data:modelling,code:python}', p_epoch => g.epoch, p_key => 'k', p_actor => agora_test.id('ann')) AS r$$,
                  'SELECT t.blocker_id, true FROM told AS t', 'the same call again: the same answer');
SELECT agora_test.raises($$SELECT agora_work.report_blocker(g.task_id, 'test_failure', 'Three', 'high', p_epoch => g.epoch, p_key => 'k', p_actor => agora_test.id('ann')) FROM got AS g$$, 'ZA003', 'the key with other words');
SELECT results_eq($$SELECT r.blocker_id, r.is_new, r.level FROM got AS g, agora_work.report_blocker(g.task_id, 'test_failure', 'Still', p_epoch => g.epoch, p_actor => agora_test.id('ann')) AS r$$,
                  'SELECT t.blocker_id, false, 1 FROM told AS t', 'reported again while it is open: the first report');
SELECT results_eq($$SELECT b.blocker_id, b.task_id, b.code, b.type, b.severity, b.status, b.level, b.is_overdue, b.helpers FROM agora_work.reported_blocker AS b$$,
                  $$SELECT t.blocker_id, m.a, 'A', 'test_failure', 'high', 'open', 1, false, 0::bigint FROM told AS t, made AS m$$, 'it is on record');
SELECT is(pg_temp.inbox('orchestrator'), '{blocker}', 'the orchestrator knows, once');
SELECT is(pg_temp.inbox('ben') || pg_temp.inbox('dee') || pg_temp.inbox('eve'), '{help_wanted,help_wanted,help_wanted}', 'the helpers, too');
SELECT is(pg_temp.inbox('cy') || pg_temp.inbox('flo') || pg_temp.inbox('ann'), '{}', 'nobody else');
SELECT is((SELECT e.payload ->> 'severity' FROM agora_event.event AS e WHERE e.topic = 'work.blocker.reported.v1'), 'high', 'and the world');
SELECT results_eq($$SELECT w.code, w.awaits FROM agora_work.waiting_agent AS w WHERE w.agent_id = agora_test.id('ann')$$, $$VALUES ('A', 'unblocked')$$, 'its reporter waits');

-- Help.
SELECT agora_test.raises($$SELECT agora_work.offer_help(t.blocker_id, agora_test.id('ann')) FROM told AS t$$, 'ZW087', 'who reports does not help');
SELECT agora_test.raises($$SELECT agora_work.offer_help(t.blocker_id, agora_test.id('cy')) FROM told AS t$$, 'ZW087', 'nor who knows half of what is needed');
SELECT agora_test.raises($$SELECT agora_work.offer_help(t.blocker_id, agora_test.id('hugh')) FROM told AS t$$, 'ZW002', 'nor who is no agent');
SELECT agora_test.raises($$SELECT agora_work.offer_help(0, agora_test.id('ben'))$$, 'ZW082', 'with something unknown');
SELECT agora_test.raises($$SELECT agora_work.offer_help(NULL, agora_test.id('ben'))$$, 'ZW082', 'with nothing');
CREATE TEMP TABLE help AS SELECT agora_work.offer_help(t.blocker_id, agora_test.id('ben')) AS id FROM told AS t;
SELECT is(agora_work.offer_help(t.blocker_id, agora_test.id('ben')), h.id, 'offered again: the same help') FROM told AS t, help AS h;
SELECT is(pg_temp.inbox('ann'), '{help_joined}', 'who waits is told');
SELECT agora_work.offer_help(t.blocker_id, agora_test.id('dee')) FROM told AS t;
SELECT agora_work.set_policy('default', NULL, agora_work.policy_for() -> 'parameters' || '{"max_helpers": 2}', 'a test');
SELECT agora_test.raises($$SELECT agora_work.offer_help(t.blocker_id, agora_test.id('eve')) FROM told AS t$$, 'ZW086', 'not more than may');
SELECT agora_test.raises($$SELECT agora_work.end_help(h.id, 'bored', p_actor => agora_test.id('ben')) FROM help AS h$$, '22023', 'outcomes are three');
SELECT agora_test.raises($$SELECT agora_work.end_help(h.id, NULL, p_actor => agora_test.id('ben')) FROM help AS h$$, '22023', 'and one is needed');
SELECT agora_test.raises($$SELECT agora_work.end_help(h.id, 'unable', p_actor => agora_test.id('dee')) FROM help AS h$$, '42501', 'nobody ends another''s help');
SELECT agora_test.raises($$SELECT agora_work.end_help(0, 'unable', p_actor => agora_test.id('ben'))$$, 'ZW088', 'nor what is unknown');
SELECT lives_ok($$SELECT agora_work.end_help(h.id, 'unable', 'I see nothing', agora_test.id('ben')) FROM help AS h$$, 'a helper ends its own');
SELECT lives_ok($$SELECT agora_work.end_help(h.id, 'unable', 'I see nothing', agora_test.id('ben')) FROM help AS h$$, 'said again it is as the first time');
SELECT agora_test.raises($$SELECT agora_work.end_help(h.id, 'solved', p_actor => agora_test.id('ben')) FROM help AS h$$, 'ZW084', 'but not otherwise');
SELECT is(pg_temp.inbox('ann'), '{help_joined,help_ended}', 'who waits is told of both');
SELECT results_eq($$SELECT h.agent_id, h.outcome, h.note FROM agora_work.recorded_help AS h ORDER BY h.help_assignment_id$$,
                  $$VALUES (agora_test.id('ben'), 'unable', 'I see nothing'), (agora_test.id('dee'), NULL, NULL)$$, 'it is on record');
SELECT lives_ok($$SELECT agora_work.offer_help(t.blocker_id, agora_test.id('eve')) FROM told AS t$$, 'now there is a place');
SELECT agora_test.raises($$SELECT agora_work.offer_help(t.blocker_id, agora_test.id('ben')) FROM told AS t$$, 'ZW086', 'for one');

-- The ladder, at equality, whoever sweeps.
SELECT is(agora_work._climb_ladder(100), 0::bigint, 'nothing is due');
SELECT agora_test.at('2026-01-01 00:04:59.999+00');
SELECT agora_work.heartbeat(p_actor => agora_test.id(w.name)) FROM (VALUES ('dee'), ('eve'), ('flo')) AS w(name);
SELECT is(agora_work._climb_ladder(100), 0::bigint, 'not before five minutes');
SELECT agora_test.at('2026-01-01 00:05+00');
SELECT results_eq('SELECT b.level, b.due_level, b.is_overdue FROM agora_work.reported_blocker AS b', 'VALUES (1, 2, true)', 'at five the view says so');
SELECT cmp_ok(agora.tick(), '>', 0::bigint, 'and a tick does it');
SELECT is(agora_work._climb_ladder(100), 0::bigint, 'once');
SELECT is(pg_temp.inbox('orchestrator'), '{blocker,blocker_overdue}', 'the orchestrator is told again');
SELECT results_eq('SELECT b.level, b.due_level, b.due_at FROM agora_work.reported_blocker AS b', $$VALUES (2, 2, '2026-01-01 00:30+00'::timestamptz)$$, 'half an hour, because there is a longer path');
SELECT results_eq($$SELECT c.code FROM agora_work.critical_path() AS c$$, $$VALUES ('B')$$, 'that of one task');
SELECT agora_test.at('2026-01-01 00:29:59.999+00');
SELECT is(agora_work._climb_ladder(100), 2::bigint, 'the helpers went away, and the blocker waits');
SELECT results_eq($$SELECT h.outcome FROM agora_work.recorded_help AS h ORDER BY h.help_assignment_id$$, $$VALUES ('unable'), ('lost'), ('lost')$$, 'that is on record');
SELECT agora_test.at('2026-01-01 00:30+00');
SELECT is(agora_work._climb_ladder(100), 1::bigint, 'then it is a human''s turn');
SELECT results_eq('SELECT b.level, b.due_level, b.is_overdue FROM agora_work.reported_blocker AS b', 'VALUES (3, 3, false)', 'it climbs no further');
SELECT results_eq($$SELECT e.agent_id, e.reason, e.status, e.items, e.task_ids FROM agora_work.recorded_escalation AS e$$,
                  $$SELECT agora_test.id('ann'), 'overdue', 'open', 1::bigint, ARRAY[m.a] FROM made AS m$$, 'an escalation is open');
SELECT is(ARRAY(SELECT m.kind FROM agora_work.read_inbox() AS m), '{}', 'superusers have their own inbox');
SELECT is(ARRAY(SELECT m.kind FROM agora_work.read_inbox(p_actor => 2) AS m), '{escalation}', 'the operator is told');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'work.blocker.raised.v1'), 2::bigint, 'each step is told to the world');

-- Closing.
SELECT agora_test.raises($$SELECT agora_work.close_blocker(t.blocker_id, 'it works here', agora_test.id('cy')) FROM told AS t$$, '42501', 'no stranger closes it');
SELECT agora_test.raises($$SELECT agora_work.close_blocker(t.blocker_id, 'it works here', agora_test.id('ben')) FROM told AS t$$, '42501', 'nor who helped before');
SELECT agora_test.raises($$SELECT agora_work.close_blocker(t.blocker_id, '', agora_test.id('ann')) FROM told AS t$$, '22023', 'without a word');
SELECT agora_test.raises($$SELECT agora_work.close_blocker(0, 'x')$$, 'ZW082', 'what is unknown');
SELECT agora_work.heartbeat(p_actor => agora_test.id(w.name)) FROM (VALUES ('ben'), ('dee')) AS w(name);
SELECT agora_work.offer_help(t.blocker_id, agora_test.id(w.name)) FROM told AS t, (VALUES ('ben'), ('dee')) AS w(name);
SELECT pg_temp.inbox('ben'), pg_temp.inbox('dee');
SELECT lives_ok($$SELECT agora_work.close_blocker(t.blocker_id, 'a missing index', agora_test.id('ben')) FROM told AS t$$, 'a helper closes it');
SELECT agora_test.raises($$SELECT agora_work.close_blocker(t.blocker_id, 'again', agora_test.id('ann')) FROM told AS t$$, 'ZW084', 'once');
SELECT agora_test.raises($$SELECT agora_work.offer_help(t.blocker_id, agora_test.id('eve')) FROM told AS t$$, 'ZW084', 'nobody helps any more');
SELECT is(pg_temp.status(m.a), 'available', 'the task goes on') FROM made AS m;
SELECT results_eq($$SELECT h.outcome FROM agora_work.recorded_help AS h ORDER BY h.help_assignment_id DESC LIMIT 2$$, $$VALUES ('over'), ('solved')$$, 'who solved it is on record');
SELECT is(pg_temp.inbox('dee'), '{help_ended}', 'who helped is told');
SELECT ok(pg_temp.inbox('ann') @> '{unblocked}', 'who waited is told');
SELECT results_eq($$SELECT b.status, b.resolution, b.closed_by FROM agora_work.reported_blocker AS b$$, $$VALUES ('closed', 'a missing index', agora_test.id('ben'))$$, 'it is on record');

-- To a human at once.
CREATE TEMP TABLE hazard AS SELECT r.* FROM made AS m, agora_work.report_blocker(m.b, 'licence', 'May we?', p_hazards => '{legal,legal}', p_actor => agora_test.id('dee')) AS r;
SELECT results_eq('SELECT h.level, h.escalation_id IS NOT NULL FROM hazard AS h', 'VALUES (3, true)', 'a hazard is a human''s matter');
SELECT results_eq($$SELECT b.hazards, b.due_at FROM agora_work.reported_blocker AS b JOIN hazard AS h USING (blocker_id)$$, $$VALUES ('{legal}'::text[], NULL::timestamptz)$$, 'at once');
SELECT agora_test.raises($$SELECT agora_work.close_blocker(h.blocker_id, 'we may', agora_test.id('dee')) FROM hazard AS h$$, '42501', 'no agent decides it');
SELECT agora_test.raises($$SELECT agora_work.close_blocker(h.blocker_id, 'we may', agora_test.id('orchestrator')) FROM hazard AS h$$, '42501', 'nor the orchestrator');
SELECT lives_ok($$SELECT agora_work.close_blocker(h.blocker_id, 'we may', agora_test.id('hugh')) FROM hazard AS h$$, 'a human does');
SELECT results_eq($$SELECT r.level, r.invited FROM made AS m, agora_work.report_blocker(m.b, 'silence', 'Nobody knows this', p_capabilities => '{docs:tutorials}', p_actor => agora_test.id('dee')) AS r$$,
                  $$VALUES (3, '{}'::bigint[])$$, 'where nobody can help it is one, too');
SELECT is((SELECT e.reason FROM agora_work.recorded_escalation AS e ORDER BY e.escalation_id DESC LIMIT 1), 'no_helper', 'and it says why');
SELECT results_eq($$SELECT r.level FROM made AS m, agora_work.report_blocker(m.b, 'silence_again', 'Nor this', p_capabilities => '{docs:tutorials}', p_actor => agora_test.id('dee')) AS r$$, 'VALUES (3)', 'another of one reason');
SELECT results_eq($$SELECT e.items FROM agora_work.recorded_escalation AS e ORDER BY e.escalation_id DESC LIMIT 1$$, 'VALUES (2::bigint)', 'is added to what is open');
SELECT is((SELECT b.blockers FROM agora_work.board AS b WHERE b.code = 'B'), 2, 'the task waits for both');

-- Escalations.
SELECT agora_test.raises($$SELECT agora_work.escalate('Not A Word', '{}')$$, '22023', 'a reason is a word');
SELECT agora_test.raises($$SELECT agora_work.escalate('unsure', NULL)$$, '22023', 'with details');
SELECT agora_test.raises($$SELECT agora_work.escalate('unsure', '{}', 0)$$, 'ZW001', 'about a task there is');
CREATE TEMP TABLE unsure AS SELECT agora_work.escalate('unsure', '{"question": "which one?"}', m.a, 'k', agora_test.id('ann')) AS id FROM made AS m;
SELECT is(agora_work.escalate('unsure', '{"question": "which one?"}', m.a, 'k', agora_test.id('ann')), u.id, 'the same call again') FROM made AS m, unsure AS u;
SELECT agora_test.raises($$SELECT agora_work.escalate('unsure', '{"question": "what?"}', NULL, 'k', agora_test.id('ann'))$$, 'ZA003', 'the key with another question');
SELECT is(agora_work.escalate('unsure', '{"question": "and this?"}', p_actor => agora_test.id('ann')), u.id, 'what is unsure again is added') FROM unsure AS u;
SELECT is((SELECT count(*) FROM agora_work.escalation_detail AS x WHERE x.escalation_id = u.id), 2::bigint, 'to what a human reads') FROM unsure AS u;
SELECT agora_test.raises($$SELECT agora_work.close_escalation(u.id, 'this', agora_test.id('ben')) FROM unsure AS u$$, '42501', 'no agent closes it');
SELECT agora_test.raises($$SELECT agora_work.close_escalation(u.id, NULL) FROM unsure AS u$$, '22023', 'without an answer');
SELECT agora_test.raises($$SELECT agora_work.close_escalation(0, 'this')$$, 'ZW083', 'what is unknown');
SELECT lives_ok($$SELECT agora_work.close_escalation(u.id, 'the first', agora_test.id('hugh')) FROM unsure AS u$$, 'a human closes it');
SELECT agora_test.raises($$SELECT agora_work.close_escalation(u.id, 'the second') FROM unsure AS u$$, 'ZW084', 'once');
SELECT ok(pg_temp.inbox('ann') @> '{escalation_closed}', 'and the agent is told');
CREATE TEMP TABLE human AS SELECT agora_work.escalate('mine', '{}', p_actor => agora_test.id('hugh')) AS id;
SELECT agora_test.raises($$SELECT agora_work.close_escalation(h.id, 'fine', agora_test.id('hugh')) FROM human AS h$$, '42501', 'nobody decides their own matter');

-- Storms.
SELECT agora.set_setting('work.report_quota', '3', 'a test');
SELECT agora_test.advance('1 hour');
SELECT lives_ok(format($$SELECT agora_work.escalate('later_%s', '{}', p_actor => agora_test.id('ann'))$$, n.n), 'another matter') FROM generate_series(1, 2) AS n(n);
SELECT lives_ok($$SELECT agora_work.report_blocker(m.b, 'one_more', 'x', p_actor => agora_test.id('ann')) FROM made AS m$$, 'a third');
SELECT agora_test.raises($$SELECT agora_work.escalate('later_4', '{}', p_actor => agora_test.id('ann'))$$, 'ZW085', 'a report and two escalations are enough');
SELECT agora_test.raises($$SELECT agora_work.report_blocker(m.b, 'two_more', 'x', p_actor => agora_test.id('ann')) FROM made AS m$$, 'ZW085', 'for a report, too');
SELECT lives_ok($$SELECT agora_work.report_blocker(m.b, 'one_more', 'x', p_actor => agora_test.id('ann')) FROM made AS m$$, 'what is reported already is answered');
SELECT lives_ok($$SELECT agora_work.report_blocker(m.b, 'two_more', 'x', p_actor => agora_test.id('dee')) FROM made AS m$$, 'others have a measure of their own');
SELECT lives_ok($$SELECT agora_work.report_blocker(m.b, 'three_more', 'x') FROM made AS m$$, 'the service has no limit');
SELECT agora_test.advance('1199 seconds');
SELECT agora_test.raises($$SELECT agora_work.escalate('later_4', '{}', p_actor => agora_test.id('ann'))$$, 'ZW085', 'a moment too early');
SELECT agora_test.advance('1 second');
SELECT lives_ok($$SELECT agora_work.escalate('later_4', '{}', p_actor => agora_test.id('ann'))$$, 'in a third of an hour there is room for one');
SELECT agora_test.add_login('lia', 'agora_service', true);
SELECT agora_test.become('lia');
SELECT lives_ok($$SELECT agora_work.escalate('lost', '{}')$$, 'a bound login has its own measure');
SELECT agora_test.raises($$SELECT agora.take_token(format('agent:%s:reports', agora_test.id('dee')))$$, '42501', 'and takes nothing out of another''s');
SELECT ok((agora.take_token(format('agent:%s:reports', agora_test.id('lia')))).granted, 'its own it may use up');
RESET SESSION AUTHORIZATION;

-- Cancelled: nothing waits any more.
SELECT agora_work.wait_for(m.b, 'closed', agora_test.id('flo')) FROM made AS m;
SELECT agora_work.cancel_task(m.b, 'not wanted') FROM made AS m;
SELECT is_empty($$SELECT FROM agora_work.reported_blocker AS b JOIN made AS m ON m.b = b.task_id WHERE b.status = 'open'$$, 'blockers of a cancelled task are closed');
SELECT is(pg_temp.inbox('flo'), '{unblocked}', 'who waits for it is told');
SELECT agora_test.raises($$SELECT agora_work.report_blocker(m.b, 'too_late', 'x') FROM made AS m$$, 'ZW007', 'a closed task is not stuck');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');

-- On the critical path a human comes sooner; what nobody swept for long climbs both steps at once.
CREATE TEMP TABLE late AS SELECT agora_work.add_task('Build', '{"estimate": "100 hours"}') AS long, agora_work.add_task('Paint', '{}') AS short;
SELECT agora_work.heartbeat(p_actor => agora_test.id('flo'));
SELECT agora_work.report_blocker(w.task, w.type, 'x', p_actor => agora_test.id('eve')) FROM late AS l, LATERAL (VALUES (l.long, 'no_steel'), (l.short, 'no_paint')) AS w(task, type);
SELECT agora_test.advance('5 minutes');
SELECT is(agora_work._climb_ladder(100), 2::bigint, 'two are due');
SELECT results_eq($$SELECT b.due_at - b.reported_at FROM agora_work.reported_blocker AS b WHERE b.type IN ('no_steel', 'no_paint') ORDER BY b.blocker_id$$,
                  $$VALUES (interval '15 minutes'), (interval '30 minutes')$$, 'a quarter of an hour on the critical path, else half of one');
SELECT agora_work.heartbeat(p_actor => agora_test.id('flo'));
SELECT agora_work.report_blocker(l.short, 'no_brush', 'x', p_actor => agora_test.id('eve')) FROM late AS l;
SELECT agora_test.advance('30 minutes');
SELECT results_eq($$SELECT b.due_level FROM agora_work.reported_blocker AS b WHERE b.type = 'no_brush'$$, 'VALUES (3)', 'the view knows without a sweep');
SELECT is(agora_work._climb_ladder(100), 4::bigint, 'three are due, one of them twice');
SELECT is((SELECT count(*) FROM agora_work.reported_blocker AS b WHERE b.level = 3 AND b.type IN ('no_steel', 'no_paint', 'no_brush')), 3::bigint, 'all of them are a human''s');
SELECT is((SELECT e.items FROM agora_work.recorded_escalation AS e WHERE e.agent = 'eve' AND e.reason = 'overdue'), 3::bigint, 'as one matter');

-- A service speaks for the agents: who held the task is stuck, waits and goes on with it, and is not asked to help itself.
CREATE TEMP TABLE spoken AS SELECT agora_work.add_task('Speak', '{"code": "S", "priority": 1}') AS id;
SELECT count(*) FROM spoken AS s, agora_work.claim_task(agora_test.id('flo'), s.id, agora_test.id('flo'));
CREATE TEMP TABLE spoken_report AS SELECT r.* FROM spoken AS s, agora_work.report_blocker(s.id, 'no_voice', 'hoarse', p_epoch => 1, p_actor => 3) AS r;
SELECT ok(agora_test.id('flo') <> ALL (r.invited), 'the holder is not asked to help') FROM spoken_report AS r;
SELECT results_eq('SELECT b.reported_by FROM agora_work.reported_blocker AS b JOIN spoken_report AS r USING (blocker_id)', $$SELECT agora_test.id('flo')$$, 'it is the holder who is stuck');
SELECT results_eq($$SELECT w.code, w.awaits FROM agora_work.waiting_agent AS w WHERE w.agent_id = agora_test.id('flo')$$, $$VALUES ('S', 'unblocked')$$, 'and waits');
SELECT agora_work.close_blocker(r.blocker_id, 'tea', 3) FROM spoken_report AS r;
SELECT results_eq($$SELECT n.source, n.code FROM agora_work.next_work(agora_test.id('flo'), p_actor => agora_test.id('flo')) AS n$$, $$VALUES ('own', 'S')$$, 'and goes on');
SELECT * FROM finish();
ROLLBACK;
