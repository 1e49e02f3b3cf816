-- Claims in time: heartbeats, renewal, loss at the earlier of two times, grace after a restart, sweeps and no sweeps.
BEGIN;
SELECT plan(75);
SELECT agora_test.at('2026-01-01');
SELECT agora_test.restarted_at('2025-12-01');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['ada', 'ben']) AS n(name);
SELECT agora_work.register_agent(agora_test.id(n.name)) FROM unnest(ARRAY['ada', 'ben']) AS n(name);
CREATE FUNCTION pg_temp.id(p_code text) RETURNS bigint LANGUAGE sql STABLE RETURN (SELECT b.task_id FROM agora_work.board AS b WHERE b.code = p_code);
CREATE FUNCTION pg_temp.claim(p_name text, p_code text) RETURNS text LANGUAGE sql
BEGIN ATOMIC SELECT coalesce(max(c.code || ' ' || c.epoch), '-') FROM agora_work.claim_task(agora_test.id(p_name), pg_temp.id(p_code), agora_test.id(p_name)) AS c; END;
CREATE FUNCTION pg_temp.beat(p_name text, p_codes text[], p_epochs bigint[]) RETURNS text LANGUAGE sql
BEGIN ATOMIC SELECT string_agg(to_char(h.lease_until, 'MI:SS') || to_char(h.finish_by, ' MI:SS'), ',' ORDER BY h.ordinality)
               FROM agora_work.heartbeat(ARRAY(SELECT pg_temp.id(c.code) FROM unnest(p_codes) WITH ORDINALITY AS c(code, o) ORDER BY c.o), p_epochs, agora_test.id(p_name)) WITH ORDINALITY AS h; END;
CREATE FUNCTION pg_temp.status(p_code text) RETURNS text LANGUAGE sql STABLE RETURN (SELECT concat_ws(' ', b.status, b.agent, b.attempts) FROM agora_work.board AS b WHERE b.code = p_code);
SELECT agora_work.add_tasks('[{"title": "t", "code": "a"}, {"title": "t", "code": "b"}, {"title": "t", "code": "c", "ttl": 60}, {"title": "t", "code": "d", "max_attempts": 1, "exclusive": ["k"]}]');

-- heartbeats
SELECT is(pg_temp.claim('ada', 'a') || ' ' || pg_temp.claim('ben', 'b'), 'a 1 b 1', 'two claims');
SELECT agora_test.at('2026-01-01 00:00:15');
SELECT is(pg_temp.beat('ada', '{a}', '{1}'), '01:00 05:00', 'a heartbeat moves the lease and not the end');
SELECT results_eq($$SELECT h.task_id, h.is_held FROM agora_work.heartbeat(ARRAY[pg_temp.id('b'), 999999999, pg_temp.id('a'), pg_temp.id('c')], '{1,1,1,0}', agora_test.id('ada')) AS h$$,
                  $$VALUES (pg_temp.id('b'), false), (999999999, false), (pg_temp.id('a'), true), (pg_temp.id('c'), false)$$, 'another''s, an unknown one and a free one do not stop the rest');
SELECT is((SELECT b.lease_until FROM agora_work.board AS b WHERE b.code = 'b'), '2026-01-01 00:00:45'::timestamptz, 'and are not touched');
SELECT is(pg_temp.beat('ada', '{a}', '{0}'), NULL, 'an old epoch');
SELECT is(pg_temp.beat('ada', '{a}', '{2}'), NULL, 'a forged one');
SELECT is((SELECT count(*) FROM agora_work.heartbeat(p_actor => agora_test.id('ada'))), 0::bigint, 'without tasks');
SELECT is((SELECT a.seen_at FROM agora_work.registered_agent AS a WHERE a.name = 'ada'), '2026-01-01 00:00:15'::timestamptz, 'it says that the agent is there');
SELECT results_eq($$SELECT h.is_held FROM agora_work.heartbeat(ARRAY[pg_temp.id('a'), pg_temp.id('b')], '{1,1}') AS h$$, 'VALUES (true), (true)', 'a relay speaks for all');
SELECT agora_test.raises(format('SELECT * FROM agora_work.heartbeat(%s)', a.arguments), '22023', a.arguments)
  FROM unnest(ARRAY['NULL', '''{1}''', '''{1,2}'', ''{1}''', '''{1,1}'', ''{1,1}''', '''{NULL}'', ''{1}''', '''{1}'', ''{NULL}''', '''{{1,2},{3,4}}'', ''{1,2,3,4}''', '''[0:0]={1}'', ''{1}''',
                    '(SELECT array_agg(i) FROM generate_series(1, 10001) AS i), (SELECT array_agg(i) FROM generate_series(1, 10001) AS i)']) AS a(arguments);
SELECT is(pg_temp.beat('ben', '{b}', '{1}'), '01:00 05:00', 'each for its own');
SELECT agora_work.release_task(pg_temp.id('b'), 1);
SELECT agora_work.register_agent(agora_test.id('ben'), p_lease => '5 minutes');
SELECT is(pg_temp.claim('ben', 'b') || pg_temp.beat('ben', '{b}', '{2}'), 'b 205:15 05:15', 'an agent with a lease of its own');
SELECT agora_work.register_agent(agora_test.id('ben'));

-- lost for want of a heartbeat
SELECT agora_test.at('2026-01-01 00:00:59.999');
SELECT is(pg_temp.status('a'), 'claimed ada 0', 'held until the last moment');
SELECT is(pg_temp.claim('ben', 'a'), '-', 'to nobody else');
SELECT agora_test.at('2026-01-01 00:01:00');
SELECT is(pg_temp.status('a'), 'available 1', 'lost at it, though nobody wrote it down');
SELECT is(pg_temp.beat('ada', '{a}', '{1}'), NULL, 'no heartbeat brings it back');
SELECT agora_test.raises($$SELECT agora_work.complete_task(pg_temp.id('a'), 1, p_actor => agora_test.id('ada'))$$, 'ZW005', 'its work is not taken');
SELECT agora_test.raises($$SELECT agora_work.renew_task(pg_temp.id('a'), 1, p_actor => agora_test.id('ada'))$$, 'ZW005', 'nor is it renewed');
SELECT is(pg_temp.claim('ben', 'a'), 'a 2', 'somebody else has it at once');
SELECT is(pg_temp.status('a'), 'claimed ben 1', 'one attempt is used');
SELECT results_eq($$SELECT c.epoch, c.outcome, c.ended_at FROM agora_work.claim_history AS c WHERE c.task_id = pg_temp.id('a') ORDER BY 1$$,
                  $$VALUES (1::bigint, 'lost', '2026-01-01 00:01:00'::timestamptz), (2, NULL, NULL)$$, 'kept');
SELECT is((SELECT e.payload - 'retry_at' FROM agora_event.event AS e WHERE e.topic = 'work.task.returned.v1' AND e.payload ->> 'reason' = 'lost'),
          jsonb_build_object('task_id', pg_temp.id('a'), 'epoch', 1, 'agent_id', agora_test.id('ada'), 'reason', 'lost', 'error', NULL), 'told');
SELECT agora_test.raises($$SELECT agora_work.complete_task(pg_temp.id('a'), 1, p_actor => agora_test.id('ada'))$$, 'ZW005', 'the fence holds');
SELECT agora_test.raises($$SELECT agora_work.complete_task(pg_temp.id('a'), 2, p_actor => agora_test.id('ada'))$$, 'ZW006', 'another''s epoch');

-- lost at the end of its time, whatever the heartbeats
SELECT is(pg_temp.claim('ada', 'c'), 'c 1', 'a minute');
SELECT agora_test.at('2026-01-01 00:01:40');
SELECT is(pg_temp.beat('ada', '{c}', '{1}') || ',' || pg_temp.beat('ben', '{a}', '{2}'), '02:25 02:00,02:25 06:00', 'alive');
SELECT agora_test.at('2026-01-01 00:02:00');
SELECT is(pg_temp.status('c'), 'available 1', 'the earlier of the two');
SELECT is((SELECT c.code FROM agora_work.claim_next(agora_test.id('ada')) AS c), 'c', 'claiming what is next sweeps');
SELECT is((SELECT c.ended_at FROM agora_work.claim_history AS c WHERE c.task_id = pg_temp.id('c') AND c.outcome = 'lost'), '2026-01-01 00:02:00'::timestamptz, 'when it was lost');
SELECT is(agora_work.renew_task(pg_temp.id('c'), 2, '24 hours', agora_test.id('ada')), '2026-01-02 00:02:00'::timestamptz, 'more time');
SELECT is((SELECT b.lease_until FROM agora_work.board AS b WHERE b.code = 'c'), '2026-01-01 00:02:45'::timestamptz, 'counts as a heartbeat');
SELECT agora_test.raises(format($$SELECT agora_work.renew_task(pg_temp.id('c'), 2, %L)$$, t.ttl), '22023', 'ttl ' || coalesce(t.ttl, 'NULL')) FROM unnest(ARRAY['59 seconds', '24 hours 1 second', '-1 hour', '1 month -29 days', NULL]) AS t(ttl);

-- a restart
SELECT is(agora_work.loss_horizon('45 seconds'), agora.now(), 'lost is what ended by now');
SELECT agora_test.restarted_at('2026-01-01 00:10:00');
SELECT agora_test.at('2026-01-01 00:10:44');
SELECT is(agora_work.loss_horizon('45 seconds'), '-infinity'::timestamptz, 'nothing');
SELECT is(agora_work._release_expired(100), 0::bigint, 'for one lease after the server started nothing is lost');
SELECT is(pg_temp.status('c'), 'claimed ada 1', 'nor on the board');
SELECT agora_test.at('2026-01-01 00:10:45');
SELECT is(pg_temp.status('c'), 'available 2', 'then it is');
SELECT is(agora_work._release_expired(1), 1::bigint, 'a job writes it down, no more than it is told');
SELECT is(agora_work._release_expired(100), 1::bigint, 'the rest, but for one with a longer lease');
SELECT is(agora_work._release_expired(100), 0::bigint, 'once');

SELECT agora_test.restarted_at('2026-01-01 00:11:31');
SELECT is(agora_work.loss_horizon('45 seconds'), agora.now(), 'a clock that was set back behind the start stops no loss for as long as it was set back');
SELECT agora_test.restarted_at('2026-01-01 00:11:29');
SELECT is(agora_work.loss_horizon('45 seconds'), '-infinity'::timestamptz, 'a little is nothing');
SELECT agora_test.restarted_at('2025-12-01');

-- once too often
SELECT is(pg_temp.claim('ada', 'd'), 'd 1', 'a task with one attempt');
SELECT agora_test.at('2026-01-01 01:00:00');
SELECT is(pg_temp.status('d'), 'failed 1', 'that was its only attempt');
SELECT is(agora.tick() > 0, true, 'tick() sweeps');
SELECT is(pg_temp.status('d'), 'failed 1', 'a dead letter');
SELECT is((SELECT count(*) FROM agora_work.exclusive_key), 0::bigint, 'its key is free');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'work.task.failed.v1'), 1::bigint, 'told');

-- a clock that jumps back: nothing is handed out twice
SELECT is(pg_temp.claim('ada', 'a'), 'a 3', 'claimed');
SELECT agora_test.at('2026-01-01 00:30:00');
SELECT is(pg_temp.claim('ben', 'a'), '-', 'still held');
SELECT is(pg_temp.beat('ada', '{a}', '{3}'), '30:45 05:00', 'still alive');
SELECT is_empty('SELECT * FROM agora_work._probe_tasks()', 'nothing is wrong');

-- how much an agent holds is counted from its oldest claim on, also where the clock was set back behind that
SELECT agora_work.register_agent(agora_test.id('ben'), p_max_tasks => 2);
SELECT agora_work.add_tasks('[{"title": "t", "code": "n1"}, {"title": "t", "code": "n2"}, {"title": "t", "code": "n3"}]');
SELECT agora_test.at('2026-01-03');
SELECT is(pg_temp.claim('ben', 'n1'), 'n1 1', 'one of two');
SELECT agora_test.at('2026-01-02');
SELECT is(pg_temp.claim('ben', 'n2'), 'n2 1', 'the other, before it');
SELECT agora_test.raises($$SELECT pg_temp.claim('ben', 'n3')$$, 'ZW004', 'no third');

-- where the clock was set back, who is silent is lost after a lease all the same, not when that time comes again
SELECT agora_test.at('2026-01-04 12:00:00'), agora.tick();
SELECT is(pg_temp.claim('ben', 'n1'), 'n1 2', 'claimed by a clock that is fast');
SELECT agora_test.at('2026-01-04 11:59:00'), agora_work._release_expired(100);
SELECT is((SELECT to_char(b.lease_until, 'HH24:MI:SS ') || to_char(b.finish_by, 'HH24:MI:SS') FROM agora_work.board AS b WHERE b.code = 'n1'), '12:00:45 12:05:00', 'a minute may be another session''s clock');
SELECT agora_test.at('2026-01-04 12:00:00'), agora_work._release_expired(100);
SELECT agora_test.at('2026-01-04 11:00:00'), agora_work._release_expired(100);
SELECT is((SELECT to_char(b.lease_until, 'HH24:MI:SS ') || to_char(b.finish_by, 'HH24:MI:SS') FROM agora_work.board AS b WHERE b.code = 'n1'), '11:00:45 11:05:00', 'what was left to it begins anew');
SELECT agora_test.at('2026-01-04 11:00:50'), agora_work._release_expired(100);
SELECT is(pg_temp.claim('ada', 'n1'), 'n1 3', 'another has it');
SELECT is_empty('SELECT * FROM agora_work._probe_tasks()', 'nothing is wrong');

-- the time box of a filler is its ttl, however often it is renewed
SELECT agora_work.add_task('t', '{"code": "f", "kind": "filler", "ttl": "10 minutes"}');
SELECT is((SELECT c.epoch FROM agora_work.claim_next(agora_test.id('ada'), 1, '{filler}') AS c), 1::bigint, 'a filler is claimed');
SELECT agora_test.advance('30 seconds');
SELECT is(agora_work.renew_task(pg_temp.id('f'), 1, '5 minutes', agora_test.id('ada')), '2026-01-04 11:06:20'::timestamptz, 'less than its time box');
SELECT is(agora_work.renew_task(pg_temp.id('f'), 1, '24 hours', agora_test.id('ada')), '2026-01-04 11:10:50'::timestamptz, 'and no more');

SELECT * FROM finish();
ROLLBACK;
