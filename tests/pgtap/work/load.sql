-- Who has how much, who is well, what is on the critical path, and how well the team works.
BEGIN;
SELECT plan(79);
SELECT agora_test.at('2026-01-01 00:00+00'), agora_test.restarted_at('2025-12-31 00:00+00');
SELECT agora.register_principal(w.name) FROM (VALUES ('ann'), ('ben'), ('cy'), ('dee'), ('orchestrator')) AS w(name);
SELECT agora_work.register_agent(agora_test.id(w.name), w.capabilities, p_capacity => '2 hours')
  FROM (VALUES ('ann', '{code:python}'::text[]), ('ben', '{code:python}'), ('cy', '{}')) AS w(name, capabilities);
CREATE FUNCTION pg_temp.add(p_code text, p_options jsonb) RETURNS bigint LANGUAGE sql RETURN agora_work.add_task(p_code, jsonb_build_object('code', p_code) || p_options);
CREATE FUNCTION pg_temp.task(p_code text) RETURNS agora_work.board LANGUAGE sql RETURN (SELECT b FROM agora_work.board AS b WHERE b.code = p_code);
CREATE FUNCTION pg_temp.claim(p_code text, p_name text) RETURNS bigint LANGUAGE sql
RETURN (SELECT c.epoch FROM agora_work.claim_task(agora_test.id(p_name), (pg_temp.task(p_code)).task_id, agora_test.id(p_name)) AS c);
CREATE FUNCTION pg_temp.session(p_name text) RETURNS agora_work.session LANGUAGE sql RETURN (SELECT s FROM agora_work.session AS s WHERE s.agent = p_name);
CREATE FUNCTION pg_temp.score(p_metric text) RETURNS numeric LANGUAGE sql RETURN (SELECT s.value FROM agora_work.scorecard AS s WHERE s.metric = p_metric);

-- Nothing yet.
SELECT is_empty('SELECT * FROM agora_work.critical_path()', 'nothing to do has no path');
SELECT is_empty('SELECT * FROM agora_work.rebalance()', 'and nothing to move');
SELECT is((SELECT count(*) FROM agora_work.scorecard AS s WHERE s.metric <> 'claim_p99' AND s.value IS NULL AND s.is_met IS NULL), 5::bigint, 'there are no figures but of who idles');
SELECT results_eq('SELECT w.tasks, w.by_cost, w.by_time FROM agora_work.waste AS w', 'VALUES (0::bigint, NULL::numeric, NULL::numeric)', 'and no waste');

-- Load: bands at equality.
SELECT pg_temp.add('L1', jsonb_build_object('assignee', agora_test.id('ann'), 'estimate', '59 minutes'));
SELECT results_eq($$SELECT l.agent, l.held_tasks, l.waiting_tasks, l.assigned, l.available, l.load_percent, l.band FROM agora_work.agent_load AS l ORDER BY l.agent$$,
                  $$VALUES ('ann', 0::bigint, 1::bigint, interval '59 minutes', interval '2 hours', 49.2, 'low'), ('ben', 0, 0, interval '0', interval '2 hours', 0.0, 'low'),
                           ('cy', 0, 0, interval '0', interval '2 hours', 0.0, 'low')$$, 'what waits for an agent alone is its load');
SELECT pg_temp.add('L2', jsonb_build_object('assignee', agora_test.id('ann'), 'estimate', '1 minute', 'needs', '["L1"]'::jsonb));
SELECT results_eq($$SELECT l.load_percent, l.band FROM agora_work.agent_load AS l WHERE l.agent = 'ann'$$, $$VALUES (50.0, 'medium')$$, 'also where it is blocked; half is medium');
SELECT pg_temp.add('L3', jsonb_build_object('assignee', agora_test.id('ann'), 'estimate', '36 minutes', 'not_before', '2026-01-02T00:00:00Z', 'priority', 90));
SELECT results_eq($$SELECT l.load_percent, l.band FROM agora_work.agent_load AS l WHERE l.agent = 'ann'$$, $$VALUES (80.0, 'medium')$$, 'or has to wait; four fifths are, too');
SELECT is(pg_temp.claim('L1', 'ann'), 1::bigint, 'it takes the first');
SELECT results_eq($$SELECT l.held_tasks, l.waiting_tasks, l.load_percent FROM agora_work.agent_load AS l WHERE l.agent = 'ann'$$, $$VALUES (1::bigint, 2::bigint, 80.0)$$, 'which counts once');
SELECT pg_temp.add('L4', jsonb_build_object('assignee', agora_test.id('ann'), 'estimate', '24 minutes', 'priority', 10));
SELECT results_eq($$SELECT l.load_percent, l.band FROM agora_work.agent_load AS l WHERE l.agent = 'ann'$$, $$VALUES (100.0, 'high')$$, 'all is high');
SELECT is_empty('SELECT * FROM agora_work.rebalance()', 'but not too much');
SELECT agora_work.change_task((pg_temp.task('L4')).task_id, '{"estimate": 1441}');
SELECT results_eq($$SELECT l.load_percent, l.band FROM agora_work.agent_load AS l WHERE l.agent = 'ann'$$, $$VALUES (100.0, 'over')$$, 'a second more is over, though no percentage says so');
SELECT agora_work.change_task((pg_temp.task('L4')).task_id, '{"estimate": "24 minutes"}');
SELECT pg_temp.add('L5', jsonb_build_object('assignee', agora_test.id('ann'), 'estimate', '2 hours', 'capabilities', '["code:python"]'::jsonb, 'priority', 20));
SELECT results_eq($$SELECT l.load_percent, l.band FROM agora_work.agent_load AS l WHERE l.agent = 'ann'$$, $$VALUES (200.0, 'over')$$, 'more is over');

-- Moves.
SELECT agora_test.raises('SELECT * FROM agora_work.rebalance(0)', '22023', 'no moves');
SELECT agora_test.raises('SELECT * FROM agora_work.rebalance(NULL)', '22023', 'who knows how many');
SELECT results_eq($$SELECT r.code, r.from_agent, r.to_agent, r.estimate FROM agora_work.rebalance() AS r ORDER BY r.code$$,
                  $$VALUES ('L2', agora_test.id('ann'), agora_test.id('cy'), interval '1 minute'), ('L3', agora_test.id('ann'), agora_test.id('cy'), interval '36 minutes'),
                           ('L4', agora_test.id('ann'), agora_test.id('ben'), interval '24 minutes')$$,
                  'the least urgent first, to who has the least to do; what nobody else can take stays');
SELECT is((SELECT count(*) FROM agora_work.rebalance(1)), 1::bigint, 'not more than asked for');
SELECT agora_test.raises($$SELECT agora_work.move_tasks(ARRAY[(pg_temp.task('L4')).task_id], ARRAY[agora_test.id('ben')], p_actor => agora_test.id('ben'))$$, '42501', 'no agent takes work from another');
SELECT agora_test.raises(format('SELECT agora_work.move_tasks(%L, %L)', w.tasks, w.agents), '22023', format('moves %s to %s', coalesce(w.tasks, 'NULL'), coalesce(w.agents, 'NULL')))
  FROM (VALUES ('{}', '{}'), ('{1}', '{}'), ('{1,1}', '{1,2}'), (NULL, '{1}'), ('{1}', NULL), ('{1}', '{NULL}'), ('{NULL}', '{1}'), ('{{1}}', '{{1}}')) AS w(tasks, agents);
SELECT agora_test.raises($$SELECT agora_work.move_tasks(ARRAY[(pg_temp.task('L4')).task_id], ARRAY[agora_test.id('dee')])$$, 'ZW002', 'to who is no agent');
SELECT is(agora_work.move_tasks(ARRAY[(pg_temp.task('L4')).task_id, (pg_temp.task('L1')).task_id, 0], ARRAY[agora_test.id('ben'), agora_test.id('ben'), agora_test.id('ben')], 'k', agora_test.id('orchestrator')),
          ARRAY[(pg_temp.task('L4')).task_id], 'the orchestrator moves what waits; what is held or unknown stays');
SELECT is(agora_work.move_tasks(ARRAY[(pg_temp.task('L4')).task_id, (pg_temp.task('L1')).task_id, 0], ARRAY[agora_test.id('ben'), agora_test.id('ben'), agora_test.id('ben')], 'k', agora_test.id('orchestrator')),
          ARRAY[(pg_temp.task('L4')).task_id], 'the same call again');
SELECT agora_test.raises($$SELECT agora_work.move_tasks(ARRAY[1, 2], ARRAY[agora_test.id('ben'), agora_test.id('ben')], 'k', agora_test.id('orchestrator'))$$, 'ZA003', 'the key with other moves');
SELECT results_eq($$SELECT (pg_temp.task('L4')).assignee_id, (pg_temp.task('L1')).assignee_id$$, $$SELECT agora_test.id('ben'), agora_test.id('ann')$$, 'so it is');
SELECT is((SELECT c.code FROM agora_work.claim_next(agora_test.id('ben'), 1, p_actor => agora_test.id('ben')) AS c), 'L4', 'and it can be claimed there');

-- The critical path.
SELECT pg_temp.add('P1', '{"estimate": "10 hours"}'), pg_temp.add('P2', '{"needs": ["P1"]}'), pg_temp.add('P3', '{"needs": ["P1"], "estimate": "1 hour"}'), pg_temp.add('P4', '{"needs": ["P2", "P3"], "estimate": 60}');
SELECT results_eq('SELECT p.code, p.starts_after, p.remaining FROM agora_work.critical_path() AS p',
                  $$VALUES ('P1', interval '0', interval '11:01'), ('P3', interval '10:00', interval '1:01'), ('P4', interval '11:00', interval '0:01')$$, 'the longest chain, without the shorter way');
SELECT agora_work.change_task((pg_temp.task('P2')).task_id, '{"estimate": "1 hour"}');
SELECT results_eq('SELECT p.code FROM agora_work.critical_path() AS p', $$VALUES ('P1'), ('P2'), ('P3'), ('P4')$$, 'both ways where they are of one length');
SELECT agora_work.register_agent(agora_test.id('dee'), p_capacity => '20 hours');
SELECT pg_temp.claim('P1', 'dee');
SELECT agora_work.start_task((pg_temp.task('P1')).task_id, 1, agora_test.id('dee'));
SELECT agora_test.advance('30 seconds');
SELECT is((SELECT p.remaining FROM agora_work.critical_path() AS p WHERE p.code = 'P1'), interval '12:00:30' - interval '1 hour', 'what is done of a task remains no more');
SELECT agora_work.cancel_task((pg_temp.task('P3')).task_id, 'not wanted');
SELECT results_eq('SELECT p.code FROM agora_work.critical_path() AS p', $$VALUES ('P1'), ('P2'), ('P4')$$, 'what is cancelled is on no path');

-- Sessions.
SELECT results_eq($$SELECT s.agent, s.status, s.health, s.can_help FROM agora_work.session AS s ORDER BY s.agent$$,
                  $$VALUES ('ann', 'claiming', 'suspect', false), ('ben', 'claiming', 'suspect', false), ('cy', 'waiting', 'suspect', true), ('dee', 'working', 'suspect', false)$$, 'after half a minute of silence');
SELECT agora_work.heartbeat(p_actor => agora_test.id('cy'));
SELECT is((pg_temp.session('cy')).health, 'ok', 'a heartbeat says that all is well');
SELECT agora_test.advance('19.5 seconds');
SELECT is((pg_temp.session('cy')).health, 'ok', 'for an interval and what may be behind');
SELECT agora_test.advance('1 millisecond');
SELECT is((pg_temp.session('cy')).health, 'suspect', 'and no longer');
SELECT results_eq($$SELECT s.status, s.health FROM agora_work.session AS s WHERE s.agent = 'ann'$$, $$VALUES ('offline', 'lost')$$, 'who is silent for a lease is offline');
SELECT is_empty($$SELECT FROM agora_work.idle_time AS i WHERE i.agent = 'ann'$$, 'and idles no more');
SELECT agora_work.heartbeat(p_actor => agora_test.id('ann')), agora_work.heartbeat(p_actor => agora_test.id('ben')), agora_work.heartbeat(p_actor => agora_test.id('cy'));
SELECT agora_work._release_expired(100);
SELECT results_eq($$SELECT b.code, r.detection, r.recovery, r.resumed_at FROM agora_work.recovery AS r JOIN agora_work.board AS b USING (task_id) ORDER BY b.code$$,
                  $$VALUES ('L1', 49.501, 4.501, NULL::timestamptz), ('L4', 49.501, 4.501, NULL), ('P1', 49.501, 4.501, NULL)$$, 'losses, and how long nobody has had the tasks');
SELECT pg_temp.claim('L1', 'ann');
SELECT agora_work.start_task((pg_temp.task('L1')).task_id, 2, agora_test.id('ann'));
SELECT pg_temp.add('U1', '{"kind": "universal"}'), pg_temp.add('U2', '{"kind": "universal"}'), pg_temp.add('S', '{"priority": 100}');
CREATE TEMP TABLE filler AS SELECT n.* FROM agora_work.claim_next(agora_test.id('cy'), 1, '{universal}', p_actor => agora_test.id('cy')) AS n;
SELECT pg_temp.claim('S', 'ben');
SELECT agora_work.report_blocker((pg_temp.task('S')).task_id, 'no_key', 'No key', p_epoch => 1, p_actor => agora_test.id('ben'));
SELECT agora_work.offer_help(b.blocker_id, agora_test.id('dee')) FROM agora_work.reported_blocker AS b;
SELECT results_eq($$SELECT s.agent, s.status, s.held_tasks, s.is_helping, s.awaited_tasks, s.help_wanted, s.can_help FROM agora_work.session AS s ORDER BY s.agent$$,
                  $$VALUES ('ann', 'working', 1::bigint, false, 0::bigint, false, false), ('ben', 'blocked', 0, false, 1, true, true), ('cy', 'working_on_filler', 1, false, 0, false, true),
                           ('dee', 'helping', 0, true, 0, false, false)$$, 'each of them is busy in its way');
SELECT results_eq('SELECT i.agent, i.idle_for, i.is_too_long FROM agora_work.idle_time AS i', $$VALUES ('ben', interval '0', false)$$, 'but who is stuck and does not ask for anything else');

-- The scorecard.
SELECT agora_test.advance('15 seconds');
SELECT agora_work.complete_task((pg_temp.task('L1')).task_id, 2, p_cost_usd => 0.5, p_actor => agora_test.id('ann'));
SELECT results_eq('SELECT w.tasks, w.claims, w.wasted_claims, w.cost_usd, w.by_cost, w.by_time FROM agora_work.waste AS w',
                  'VALUES (1::bigint, 2::bigint, 1::bigint, 0.5, 0.7500, 0.7500)', 'what was lost took time, and what that costs');
SELECT pg_temp.add('F', '{}');
SELECT agora_work.fail_task((pg_temp.task('F')).task_id, pg_temp.claim('F', 'ann'), 'no', false, 0.1, agora_test.id('ann'));
SELECT is(pg_temp.score('waste'), 0.7917, 'what failed cost: 0.1, and 1.8 for 45 seconds at 0.6 for 15, of 2.4');
SELECT is((SELECT s.is_met FROM agora_work.scorecard AS s WHERE s.metric = 'waste'), false, 'which is more than a tenth');
SELECT is(pg_temp.score('timeline_variance'), 0.9958, 'a quarter of a minute instead of an hour');
SELECT agora_work.complete_task(f.task_id, f.epoch, p_actor => agora_test.id('cy')) FROM filler AS f;
SELECT is(pg_temp.score('filler_completion'), 1.0000, 'the filler was completed');
SELECT agora_work.pause_filler(c.task_id, c.epoch, p_actor => agora_test.id('cy')) FROM agora_work.claim_next(agora_test.id('cy'), 1, '{universal}', p_actor => agora_test.id('cy')) AS c;
SELECT results_eq($$SELECT s.value, s.target, s.is_met, s.samples FROM agora_work.scorecard AS s WHERE s.metric = 'filler_completion'$$, 'VALUES (0.5000, 0.9, false, 2::bigint)', 'the other was begun');
SELECT results_eq($$SELECT s.value, s.target, s.is_met FROM agora_work.scorecard AS s WHERE s.metric = 'detection'$$, 'VALUES (49.501, 60::numeric, true)', 'losses were seen within a minute');
SELECT is(pg_temp.score('recovery'), 19.501, 'nobody took the others yet');
SELECT agora_work.heartbeat(p_actor => agora_test.id('cy'));
SELECT agora_test.advance('120 seconds');
SELECT agora_work.heartbeat(p_actor => agora_test.id('cy'));
SELECT results_eq('SELECT i.agent, i.idle_for, i.is_too_long FROM agora_work.idle_time AS i', $$VALUES ('cy', interval '2 minutes', false)$$, 'two minutes are not too long');
SELECT results_eq($$SELECT s.value, s.is_met FROM agora_work.scorecard AS s WHERE s.metric = 'idle'$$, 'VALUES (120.000, true)', 'to have nothing to do');
SELECT agora_test.advance('1 millisecond');
SELECT is((SELECT s.is_met FROM agora_work.scorecard AS s WHERE s.metric = 'idle'), false, 'more is');
-- Who is halted or suspended has nothing to do for a reason: it is neither idle nor given more.
SELECT pg_temp.add('O1', jsonb_build_object('assignee', agora_test.id('ann'), 'estimate', '7 hours')), pg_temp.add('O2', jsonb_build_object('assignee', agora_test.id('ann'), 'estimate', '6 hours'));
SELECT agora_work.heartbeat(p_actor => agora_test.id(n)) FROM unnest(ARRAY['ann', 'cy']) AS n;
SELECT results_eq('SELECT DISTINCT r.to_agent FROM agora_work.rebalance() AS r', $$SELECT agora_test.id('cy')$$, 'who has nothing to do takes what is too much for another');
SELECT agora.trip_breaker(agora_work.agent_breaker(agora_test.id('cy')), 'manual', '{}');
SELECT is(((pg_temp.session('cy')).status, (pg_temp.session('cy')).can_help)::text, '(error,f)', 'but not who is halted');
SELECT is_empty('SELECT FROM agora_work.rebalance()', 'which gets nothing');
SELECT is_empty($$SELECT FROM agora_work.idle_time AS i WHERE i.agent = 'cy'$$, 'nor is it idle');
SELECT agora.reset_breaker(agora_work.agent_breaker(agora_test.id('cy')), 'a test');
SELECT is((pg_temp.session('cy')).status, 'waiting', 'until it is put right');
SELECT agora.suspend_principal(agora_test.id('cy'), 'a test');
SELECT is((pg_temp.session('cy')).status, 'error', 'nor who is suspended');
SELECT agora.resume_principal(agora_test.id('cy'));
SELECT is((pg_temp.session('cy')).status, 'waiting', 'for as long');
SELECT agora_work.set_policy('environment', 'vault', '{"min_reputation": 0.99}', 'a test');
SELECT agora_work.change_task(b.task_id, '{"environment": "vault"}') FROM agora_work.board AS b WHERE b.assignee_id = agora_test.id('ann') AND b.closed_at IS NULL AND b.agent_id IS NULL;
SELECT is_empty('SELECT FROM agora_work.rebalance()', 'nor does anybody get what the policy of its environment keeps from it');
SELECT agora_work.cancel_task((pg_temp.task(n)).task_id, 'a test') FROM unnest(ARRAY['O1', 'O2']) AS n;
SELECT agora_work.register_agent(agora_test.id('cy'), p_is_open => false);
SELECT is((pg_temp.session('cy')).status, 'completed', 'who takes nothing more has completed');
SELECT agora_test.advance('1 day');
SELECT is((SELECT count(*) FROM agora_work.scorecard AS s WHERE s.metric <> 'claim_p99' AND s.samples = 0), 6::bigint, 'what is older than the window does not count');

-- How long claims take.
CREATE TEMP TABLE latency AS SELECT l.* FROM agora_work.claim_latency() AS l;
SELECT agora_work.heartbeat(p_actor => agora_test.id('ann'));
SELECT pg_temp.add('T', '{}');
SELECT pg_temp.claim('T', 'ann');
SELECT is((SELECT sum(l.claims) FROM agora_work.claim_latency() AS l) - (SELECT sum(l.claims) FROM latency AS l), 1::numeric, 'a claim is counted');
SELECT results_eq('SELECT count(*), max(l.share), count(l.below_ms) FROM agora_work.claim_latency() AS l', 'VALUES (12::bigint, 1.000000, 11::bigint)', 'in one of twelve buckets');
SELECT isnt(pg_temp.score('claim_p99'), 0::numeric, 'all but one of a hundred are below a bound');
SELECT is(agora_work._keep_latency(100), 1::bigint, 'a snapshot is kept where there is something new');
SELECT is(agora_work._keep_latency(100), 0::bigint, 'and only there');
SELECT agora_test.advance('1 day');
SELECT is((SELECT sum(l.claims) FROM agora_work.claim_latency() AS l), 0::numeric, 'what was before the window does not count');
SELECT pg_temp.add('V', '{}');
SELECT agora_work.heartbeat(p_actor => agora_test.id('ann'));
SELECT pg_temp.claim('V', 'ann');
SELECT agora_work._keep_latency(100);
SELECT agora_test.advance('1 day');
SELECT cmp_ok(agora_work._keep_latency(100), '>', 0::bigint, 'old snapshots go, but the one that the window begins with');
SELECT is((SELECT count(*) FROM agora_work.claim_latency AS l), 1::bigint, 'one is left');

-- Who holds a task is seen by its lease.
SELECT agora_work._climb_ladder(100);
SELECT agora_work.heartbeat(p_actor => agora_test.id('ann'));
SELECT pg_temp.add('W', '{}');
SELECT pg_temp.claim('W', 'ann');
SELECT agora_work.report_blocker(pg_temp.add('X', '{}'), 'stuck', 'x', p_actor => agora_test.id('ben'));
SELECT agora_work.offer_help(b.blocker_id, agora_test.id('ann')) FROM agora_work.reported_blocker AS b WHERE b.type = 'stuck';
SELECT agora_test.advance('40 seconds');
SELECT agora_work.heartbeat(ARRAY[(pg_temp.task('W')).task_id], ARRAY[1], agora_test.id('ann'));
SELECT agora_test.advance('10 seconds');
SELECT is((pg_temp.session('ann')).health, 'ok', 'the heartbeat of a task is one of its holder');
SELECT is(agora_work._live_helpers((pg_temp.task('X')).task_id), 1::bigint, 'which helps on');
SELECT is(agora_work._climb_ladder(100), 0::bigint, 'and is not given up');
SELECT is((SELECT count(*) FROM agora_work._may_help('{}', ARRAY[agora_test.id('ann'), agora_test.id('cy')], NULL)), 1::bigint, 'nor out of the question');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');

SELECT * FROM finish();
ROLLBACK;
