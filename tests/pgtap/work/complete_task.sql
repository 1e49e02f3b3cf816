-- The ends of a claim: completed, failed, given back, cancelled; who may end it, and what follows.
BEGIN;
SELECT plan(93);
SELECT agora_test.at('2026-01-01');
SELECT agora_test.restarted_at('2025-12-01');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['ada', 'ben', 'eve']) AS n(name);
SELECT agora_work.register_agent(agora_test.id(n.name), p_max_tasks => 100) FROM unnest(ARRAY['ada', 'ben']) AS n(name);
CREATE FUNCTION pg_temp.id(p_code text) RETURNS bigint LANGUAGE sql STABLE RETURN (SELECT b.task_id FROM agora_work.board AS b WHERE b.code = p_code);
CREATE FUNCTION pg_temp.claim(p_name text, p_code text) RETURNS text LANGUAGE sql
BEGIN ATOMIC SELECT coalesce(max(c.code || ' ' || c.epoch), '-') FROM agora_work.claim_task(agora_test.id(p_name), pg_temp.id(p_code), agora_test.id(p_name)) AS c; END;
CREATE FUNCTION pg_temp.status(p_code text) RETURNS text LANGUAGE sql STABLE RETURN (SELECT concat_ws(' ', b.status, b.attempts) FROM agora_work.board AS b WHERE b.code = p_code);
CREATE FUNCTION pg_temp.complete(p_code text, p_epoch bigint, p_name text DEFAULT 'ada', p_result jsonb DEFAULT NULL, p_artefacts text[] DEFAULT NULL, p_cost numeric DEFAULT NULL)
RETURNS timestamptz LANGUAGE sql RETURN agora_work.complete_task(pg_temp.id(p_code), p_epoch, p_result, p_artefacts, p_cost, agora_test.id(p_name));
CREATE FUNCTION pg_temp.fail(p_code text, p_epoch bigint, p_name text DEFAULT 'ada', p_retry boolean DEFAULT true)
RETURNS timestamptz LANGUAGE sql RETURN agora_work.fail_task(pg_temp.id(p_code), p_epoch, 'boom', p_retry, 0.25, agora_test.id(p_name));
CREATE FUNCTION pg_temp.told(p_topic text, p_code text) RETURNS jsonb LANGUAGE sql STABLE
RETURN (SELECT e.payload FROM agora_event.event AS e WHERE e.topic = p_topic AND e.key = pg_temp.id(p_code)::text ORDER BY e.event_id DESC LIMIT 1);
SELECT agora_work.add_tasks((SELECT jsonb_agg(jsonb_build_object('title', 't', 'code', c.code)) FROM unnest(ARRAY['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']) AS c(code)), p_actor => agora_test.id('eve'));
SELECT agora_work.add_task('after', '{"code": "after", "needs": ["a", "b"]}');

-- completed
SELECT agora_test.raises($$SELECT pg_temp.complete('a', 1)$$, 'ZW005', 'nothing without a claim');
SELECT is(pg_temp.claim('ada', 'a'), 'a 1', 'claimed');
SELECT agora_test.at('2026-01-01 00:00:10');
SELECT is(agora_work.start_task(pg_temp.id('a'), 1, agora_test.id('ada')), '2026-01-01 00:00:10'::timestamptz, 'begun');
SELECT is(pg_temp.told('work.task.started.v1', 'a'), jsonb_build_object('task_id', pg_temp.id('a'), 'epoch', 1, 'agent_id', agora_test.id('ada')), 'told');
SELECT agora_test.at('2026-01-01 00:00:20');
SELECT is(agora_work.start_task(pg_temp.id('a'), 1, agora_test.id('ada')), '2026-01-01 00:00:10'::timestamptz, 'begun once');
SELECT is(pg_temp.status('a'), 'in_progress 0', 'in progress');
SELECT agora_test.raises($$SELECT pg_temp.complete('a', 1, 'ben')$$, 'ZW006', 'not by another');
SELECT agora_test.raises(format('SELECT pg_temp.complete(%L, %s)', 'a', e.epoch), 'ZW005', 'epoch ' || e.epoch) FROM unnest(ARRAY['0', '2', '-1', 'NULL', '9223372036854775807']) AS e(epoch);
SELECT agora_test.raises(format('SELECT pg_temp.complete(%L, 1, %L, %s)', 'a', 'ada', a.arguments), '22023', a.arguments)
  FROM unnest(ARRAY[$$'[]'$$, $$'1'$$, $$NULL, '{abc}'$$, $$NULL, '{NULL}'$$, $$NULL, NULL, -1$$, $$NULL, NULL, 'NaN'$$, $$jsonb_build_object('x', repeat('x', 100001))$$]) AS a(arguments);
SELECT is(pg_temp.complete('a', 1, p_result => '{"lines": 7}', p_artefacts => ARRAY[repeat('ab', 32)], p_cost => 0.5), '2026-01-01 00:00:20'::timestamptz, 'completed');
SELECT results_eq($$SELECT b.status, b.result, b.artefacts, b.agent_id, b.closed_at FROM agora_work.board AS b WHERE b.code = 'a'$$,
                  $$VALUES ('completed', '{"lines": 7}'::jsonb, ARRAY[repeat('ab', 32)], NULL::bigint, '2026-01-01 00:00:20'::timestamptz)$$, 'with what came of it');
SELECT results_eq($$SELECT c.epoch, c.agent_id, c.outcome, c.claimed_at, c.started_at, c.ended_at, c.cost_usd::numeric FROM agora_work.claim_history AS c WHERE c.task_id = pg_temp.id('a')$$,
                  $$VALUES (1::bigint, agora_test.id('ada'), 'completed', '2026-01-01'::timestamptz, '2026-01-01 00:00:10'::timestamptz, '2026-01-01 00:00:20'::timestamptz, 0.5)$$, 'kept');
SELECT is(pg_temp.told('work.task.completed.v1', 'a'), jsonb_build_object('task_id', pg_temp.id('a'), 'epoch', 1, 'agent_id', agora_test.id('ada')), 'told');
SELECT agora_test.at('2026-01-01 00:00:30');
SELECT is(pg_temp.complete('a', 1, p_result => '{"lines": 7}', p_artefacts => ARRAY[repeat('ab', 32)], p_cost => 0.5), '2026-01-01 00:00:20'::timestamptz, 'the same call again: the same answer');
SELECT agora_test.raises($$SELECT pg_temp.complete('a', 1, p_result => '{"lines": 8}')$$, 'ZW007', 'twice with another result');
SELECT agora_test.raises($$SELECT pg_temp.complete('a', 1, p_result => '{"lines": 7}', p_artefacts => ARRAY[repeat('ab', 32)], p_cost => 1)$$, 'ZW007', 'or cost');
SELECT agora_test.raises($$SELECT pg_temp.complete('a', 1, 'ben')$$, 'ZW006', 'nor by another');
SELECT agora_test.raises($$SELECT pg_temp.fail('a', 1)$$, 'ZW007', 'nor failed afterwards');
SELECT agora_test.raises($$SELECT agora_work.release_task(pg_temp.id('a'), 1)$$, 'ZW007', 'nor given back');
SELECT agora_test.raises($$SELECT agora_work.cancel_task(pg_temp.id('a'), 'x')$$, 'ZW007', 'nor cancelled');
SELECT agora_test.raises($$SELECT agora_work.change_task(pg_temp.id('a'), '{"priority": 1}')$$, 'ZW007', 'nor changed');
SELECT agora_test.raises($$UPDATE agora_work.task SET attempts = 9 WHERE task_id = pg_temp.id('a')$$, 'ZA010', 'closed rows never change');
SELECT agora_test.raises($$UPDATE agora_work.claim SET error = 'x'$$, 'ZA010', 'nor do claims that ended');
SELECT agora_test.raises($$DELETE FROM agora_work.claim$$, 'ZA010', 'nor go');
SELECT agora_test.raises($$TRUNCATE agora_work.claim$$, 'ZA010', 'nor all of them');
SELECT agora_test.raises($$SELECT pg_temp.claim('ben', 'a')$$, 'ZW007', 'nobody claims it');

-- what waited goes on
SELECT is((SELECT b.status || ' ' || b.unmet FROM agora_work.board AS b WHERE b.code = 'after'), 'blocked 1', 'one of two');
SELECT is(pg_temp.claim('ada', 'after'), '-', 'nobody claims what is blocked');
SELECT is(pg_temp.claim('ada', 'b'), 'b 1', 'claimed');
SELECT isnt(pg_temp.complete('b', 1), NULL, 'completed without having been begun');
SELECT is(pg_temp.status('after'), 'available 0', 'both');
SELECT is(pg_temp.told('work.task.unblocked.v1', 'after'), jsonb_build_object('task_id', pg_temp.id('after')), 'told');

-- failed
SELECT is(pg_temp.claim('ada', 'c'), 'c 1', 'claimed');
SELECT agora_test.raises($$SELECT pg_temp.fail('c', 1, 'ben')$$, 'ZW006', 'not by another');
SELECT agora_test.raises($$SELECT agora_work.fail_task(pg_temp.id('c'), 1, '', p_actor => agora_test.id('ada'))$$, '22023', 'not without a reason');
SELECT agora_test.raises($$SELECT agora_work.fail_task(pg_temp.id('c'), 1, 'x', p_cost_usd => -1, p_actor => agora_test.id('ada'))$$, '22023', 'not at a negative cost');
SELECT is(pg_temp.fail('c', 1), '2026-01-01 00:00:31'::timestamptz, 'tried again after a second');
SELECT is(pg_temp.fail('c', 1), '2026-01-01 00:00:31'::timestamptz, 'the same call again: the same answer');
SELECT is(pg_temp.status('c'), 'available 1', 'one attempt');
SELECT is(pg_temp.claim('ben', 'c'), '-', 'not before');
SELECT agora_test.at('2026-01-01 00:00:31');
SELECT is(pg_temp.claim('ben', 'c'), 'c 2', 'then');
SELECT is(pg_temp.fail('c', 2, 'ben'), '2026-01-01 00:00:33'::timestamptz, 'two seconds');
SELECT agora_test.at('2026-01-01 00:00:33');
SELECT is(pg_temp.claim('ben', 'c'), 'c 3', 'the third');
SELECT is(pg_temp.fail('c', 3, 'ben'), NULL, 'is the last');
SELECT results_eq($$SELECT b.status, b.attempts, b.closing_reason FROM agora_work.board AS b WHERE b.code = 'c'$$, $$VALUES ('failed', 3, 'boom')$$, 'a dead letter');
SELECT is(pg_temp.told('work.task.failed.v1', 'c') - 'retry_at', jsonb_build_object('task_id', pg_temp.id('c'), 'epoch', 3, 'agent_id', agora_test.id('ben'), 'reason', 'failed', 'error', 'boom'), 'told');
SELECT agora_test.raises($$SELECT pg_temp.complete('c', 3, 'ben')$$, 'ZW007', 'not completed after failure');
SELECT is((SELECT sum(c.cost_usd) FROM agora_work.claim_history AS c WHERE c.task_id = pg_temp.id('c')), 0.75, 'what it cost');
SELECT is(pg_temp.claim('ada', 'd'), 'd 1', 'claimed');
SELECT is(pg_temp.fail('d', 1, p_retry => false), NULL, 'failed for good at once');
SELECT is(pg_temp.status('d'), 'failed 1', 'whatever attempts are left');
SELECT is(ARRAY(SELECT extract(epoch FROM agora_work._backoff(i))::integer FROM generate_series(0, 7) AS i ORDER BY i), '{1,1,2,5,10,30,30,30}', 'how long it waits');
SELECT agora.set_setting('work.backoff', 'no number', 'a test');
SELECT is(agora_work._backoff(3), interval '0', 'a setting without a number is no wait');

-- given back
SELECT is(pg_temp.claim('ada', 'e'), 'e 1', 'claimed');
SELECT agora_test.raises($$SELECT agora_work.release_task(pg_temp.id('e'), 1, p_actor => agora_test.id('ben'))$$, 'ZW006', 'not by another');
SELECT is(agora_work.release_task(pg_temp.id('e'), 1, 'no time', agora_test.id('ada')), agora.now(), 'given back');
SELECT is(agora_work.release_task(pg_temp.id('e'), 1, 'no time', agora_test.id('ada')), agora.now(), 'once');
SELECT is(pg_temp.status('e'), 'available 0', 'no attempt');
SELECT is(pg_temp.told('work.task.returned.v1', 'e') ->> 'reason', 'released', 'told');
SELECT agora_test.raises($$SELECT pg_temp.complete('e', 1)$$, 'ZW005', 'and not completed afterwards');

-- cancelled
SELECT agora_test.raises($$SELECT agora_work.cancel_task(pg_temp.id('f'), 'x', agora_test.id('ada'))$$, '42501', 'not by anybody');
SELECT agora_test.raises($$SELECT agora_work.cancel_task(pg_temp.id('f'), NULL)$$, '22023', 'not without a reason');
SELECT is(agora_work.cancel_task(pg_temp.id('f'), 'not needed', agora_test.id('eve')), agora.now(), 'by who added it');
SELECT is(agora_work.cancel_task(pg_temp.id('f'), 'not needed', agora_test.id('eve')), agora.now(), 'once');
SELECT is(pg_temp.claim('ada', 'g'), 'g 1', 'claimed');
SELECT isnt(agora_work.cancel_task(pg_temp.id('g'), 'not needed'), NULL, 'by the service, though somebody works on it');
SELECT results_eq($$SELECT h.is_held FROM agora_work.heartbeat(ARRAY[pg_temp.id('g')], '{1}', agora_test.id('ada')) AS h$$, 'VALUES (false)', 'who learns it from the next heartbeat');
SELECT results_eq($$SELECT b.code, b.status, b.closing_reason FROM agora_work.board AS b WHERE b.code IN ('f', 'g') ORDER BY 1$$,
                  $$VALUES ('f', 'cancelled', 'not needed'), ('g', 'cancelled', 'not needed')$$, 'cancelled');
SELECT agora_test.raises(format('SELECT agora_work.%s', c.call), 'ZW001', 'no such task: ' || c.call)
  FROM unnest(ARRAY['cancel_task(999999999, ''x'')', 'complete_task(999999999, 1)', 'fail_task(NULL, 1, ''x'')', 'start_task(999999999, 1)', 'change_task(999999999, ''{}'')']) AS c(call);

-- many at once
SELECT is(pg_temp.claim('ada', 'h') || pg_temp.claim('ada', 'i') || pg_temp.claim('ben', 'e'), 'h 1i 1e 2', 'claimed');
SELECT agora_work.add_task('after', '{"code": "last", "needs": ["h", "i"]}');
SELECT results_eq($$SELECT c.is_completed FROM agora_work.complete_tasks(ARRAY[pg_temp.id('i'), pg_temp.id('e'), pg_temp.id('a'), 999999999, pg_temp.id('h'), pg_temp.id('c')], '{1,2,1,1,1,3}',
                         '[{"n": 9}, null, null, null, null, {}]', agora_test.id('ada')) AS c$$,
                  'VALUES (true), (false), (true), (false), (true), (false)', 'each for itself');
SELECT is((SELECT array_agg(b.result::text ORDER BY b.code) FROM agora_work.board AS b WHERE b.code IN ('h', 'i')), ARRAY[NULL, '{"n": 9}'], 'results by position');
SELECT is(pg_temp.status('last'), 'available 0', 'what waited goes on');
SELECT agora_test.raises(format($$SELECT * FROM agora_work.complete_tasks('{1}', '{1}', %L)$$, r.results), '22023', 'results ' || r.results) FROM unnest(ARRAY['{}', '[]', '[1]', '[{}, {}]']) AS r(results);
SELECT agora_test.raises($$SELECT * FROM agora_work.complete_tasks('{1}', '{1,2}')$$, '22023', 'arrays of two lengths');
SELECT is_empty('SELECT * FROM agora_work._probe_tasks()', 'nothing is wrong');

SELECT * FROM finish();
ROLLBACK;
