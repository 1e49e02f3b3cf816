-- One task by its id: a closed one is refused as such, and whose it is already gets the same claim, whatever it may claim besides.
BEGIN;
SELECT plan(28);
SELECT agora_test.at('2026-01-01 00:00+00'), agora_test.restarted_at('2025-12-31 00:00+00');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['ada', 'ben', 'dora']) AS n(name);
SELECT agora_work.register_agent(agora_test.id(n.name)) FROM unnest(ARRAY['ada', 'ben']) AS n(name);
SELECT agora_work.add_tasks(jsonb_agg(jsonb_build_object('title', 't', 'code', 't' || n, 'max_attempts', 1))) FROM generate_series(1, 9) AS n;
CREATE FUNCTION pg_temp.task(p_code text) RETURNS bigint LANGUAGE sql STABLE RETURN (SELECT b.task_id FROM agora_work.board AS b WHERE b.code = p_code);
CREATE FUNCTION pg_temp.claim(p_name text, p_code text, p_actor text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN coalesce((SELECT c.code || ' ' || c.epoch FROM agora_work.claim_task(agora_test.id(p_name), pg_temp.task(p_code), coalesce(agora_test.id(p_actor), agora.current_principal())) AS c), '-');
EXCEPTION WHEN OTHERS THEN
    RETURN sqlstate;
END $$;
CREATE FUNCTION pg_temp.told() RETURNS bigint LANGUAGE sql RETURN (SELECT count(*) FROM agora_event.event AS e WHERE e.topic LIKE 'work.task.%');

-- Closed: nobody will ever have it, and whoever asks is told so.
SELECT is(pg_temp.claim('ada', 't1'), 't1 1', 'claimed');
SELECT agora_work.complete_task(pg_temp.task('t1'), 1);
SELECT is(pg_temp.claim('ada', 't1'), 'ZW007', 'completed, for who did it');
SELECT is(pg_temp.claim('ben', 't1'), 'ZW007', 'and for others');
SELECT agora_work.fail_task(c.task_id, c.epoch, 'a test') FROM agora_work.claim_task(agora_test.id('ada'), pg_temp.task('t2')) AS c;
SELECT is(pg_temp.claim('ben', 't2'), 'ZW007', 'failed');
SELECT agora_work.cancel_task(pg_temp.task('t3'), 'a test');
SELECT throws_ok(format('SELECT agora_work.claim_task(%s, %s)', agora_test.id('ben'), pg_temp.task('t3')), 'ZW007', 'task is closed', 'cancelled, in the words of every call');
SELECT is(pg_temp.claim('ben', 't4'), 't4 1', 'another is held');
SELECT is(pg_temp.claim('ada', 't4'), '-', 'which is not now');
SELECT agora_test.advance('46 seconds');
SELECT is((SELECT b.status FROM agora_work.board AS b WHERE b.code = 't4'), 'failed', 'lost for the last time');
SELECT is(pg_temp.claim('ada', 't4'), 'ZW007', 'it is closed, swept or not');
SELECT is(pg_temp.claim('ben', 't4'), 'ZW007', 'also for who lost it');
SELECT is(pg_temp.claim('dora', 't5'), 'ZW002', 'who is no agent has nothing');
SELECT is(pg_temp.claim('ada', 't1', 'ben'), '42501', 'nobody asks in the name of another, also of what is closed');
SELECT agora.suspend_principal(agora_test.id('ben'), 'a test');
SELECT is(pg_temp.claim('ben', 't1'), 'ZA002', 'nor for who is suspended');
SELECT agora.resume_principal(agora_test.id('ben'));

-- One's own, again: before what else the agent may is asked.
SELECT is(pg_temp.claim('ada', 't5'), 't5 1', 'claimed');
SELECT agora_work.set_policy('agent', agora_test.id('ada')::text, '{"claim_pause_seconds": 600}', 'a test');
SELECT agora_work.register_agent(agora_test.id('ada'), p_max_tasks => 1);
CREATE TEMP TABLE before AS SELECT pg_temp.told() AS told, b.epoch, b.lease_until FROM agora_work.board AS b WHERE b.code = 't5';
SELECT is(pg_temp.claim('ada', 't6'), 'ZW095', 'within its pause');
SELECT is(pg_temp.claim('ada', 't1'), 'ZW007', 'it need not wait for what is closed');
SELECT is(pg_temp.claim('ada', 't5'), 't5 1', 'what it has it has');
SELECT is(pg_temp.claim('ada', 't5', 'ada'), 't5 1', 'whoever says so');
SELECT is(pg_temp.claim('ada', 't5', 'ben'), '42501', 'but another agent');
SELECT agora_work.set_policy('agent', agora_test.id('ada')::text, '{"claim_pause_seconds": 0}', 'a test');
SELECT is(pg_temp.claim('ada', 't6'), 'ZW004', 'full');
SELECT is(pg_temp.claim('ada', 't5'), 't5 1', 'of what it has');
SELECT agora_work.register_agent(agora_test.id('ada'), p_is_open => false);
SELECT is(pg_temp.claim('ada', 't5'), 't5 1', 'also when it takes no more');
SELECT agora_model.set_budget(0, p_principal => agora_test.id('ada'));
SELECT is(pg_temp.claim('ada', 't5'), 't5 1', 'or has nothing left to spend');
SELECT results_eq($$SELECT pg_temp.told(), b.epoch, b.lease_until FROM agora_work.board AS b WHERE b.code = 't5'$$, 'SELECT * FROM before', 'no new claim, no longer lease, and nothing is told');
SELECT agora_test.advance('45 seconds');
SELECT isnt(pg_temp.claim('ada', 't5'), 't5 1', 'until it is lost');
SELECT agora_test.advance('-45 seconds');
SELECT agora.trip_breaker(agora_work.agent_breaker(agora_test.id('ada')), 'manual', 'a test');
SELECT is(pg_temp.claim('ada', 't5'), 'ZW061', 'who is halted has nothing any more');
SELECT is(pg_temp.claim('ada', 't1'), 'ZW007', 'and closed is closed');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');
SELECT * FROM finish();
ROLLBACK;
