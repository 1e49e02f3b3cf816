-- Availability: the share of the time for which an agent held tasks in which it was there, by its last claims.
BEGIN;
SELECT plan(20);
SELECT agora.register_principal(n) FROM unnest(ARRAY['alice', 'bob', 'runner']) AS n;
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_work.register_agent(agora_test.id(n), p_max_tasks => 1000, p_capacity => '1000 hours') FROM unnest(ARRAY['alice', 'bob']) AS n;
SELECT agora.set_setting('work.max_attempts', '100', 'a test');
-- An agent claims a task, holds it for a time and completes it, or is not heard of again.
CREATE FUNCTION pg_temp.held(p_agent text, p_for interval) RETURNS void LANGUAGE plpgsql AS $$
DECLARE v_task bigint := agora_work.add_task('a task', jsonb_build_object('assignee', agora_test.id(p_agent), 'ttl', '3 hours'));
BEGIN
    PERFORM agora_work.claim_task(agora_test.id(p_agent), v_task);
    PERFORM agora_test.advance(p_for);
    UPDATE agora_work.task AS t SET lease_until = agora.now() + t.lease WHERE t.task_id = v_task;
    PERFORM agora_work.complete_task(v_task, 1, p_actor => agora_test.id(p_agent));
END $$;
CREATE FUNCTION pg_temp.lost(p_agent text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE v_task bigint := agora_work.add_task('a task', jsonb_build_object('assignee', agora_test.id(p_agent), 'max_attempts', 1));
BEGIN
    PERFORM agora_work.claim_task(agora_test.id(p_agent), v_task);
    PERFORM agora_test.advance('5 minutes');
    PERFORM agora_work._release_expired(100);
END $$;
CREATE FUNCTION pg_temp.there(p_agent text DEFAULT 'alice') RETURNS numeric LANGUAGE sql AS $$ SELECT agora_work._availability(agora_test.id(p_agent)) $$;
CREATE FUNCTION pg_temp.breached(p_agent text DEFAULT 'alice') RETURNS boolean LANGUAGE sql AS $$ SELECT s.is_breached FROM agora_work.agent_standing AS s WHERE s.name = p_agent $$;
CREATE FUNCTION pg_temp.told(p_topic text) RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM agora_event.event AS e WHERE e.topic = p_topic $$;

SELECT is(pg_temp.there(), NULL, 'of who held nothing nothing is known');
SELECT pg_temp.held('alice', '5 minutes') FROM generate_series(1, 9);
SELECT is(pg_temp.there(), NULL, 'nor by nine claims');
SELECT pg_temp.held('alice', '5 minutes');
SELECT is(pg_temp.there(), 1::numeric, 'ten of five minutes, all completed');
SELECT agora_work.record_operation(agora_test.id('alice'), 'test', true, 5, 'one', agora_test.id('runner'));
SELECT is((SELECT s.availability FROM agora_work.agent_standing AS s WHERE s.name = 'alice'), 1::agora.score, 'shown as it is measured');
SELECT pg_temp.lost('alice');
SELECT is(pg_temp.there(), round(1 - 45 / 3045.0, 6), 'one lost: its lease of 45 seconds, of 3045 that it held');
SELECT is(pg_temp.breached(), false, 'nobody has looked yet');
SELECT is(agora_work._measure_lost(100), 1::bigint, 'the job looks');
SELECT is(pg_temp.breached(), true, 'less than 99 in 100');
SELECT is(pg_temp.told('work.objective.missed.v1'), 1::bigint, 'which is told');
SELECT is(agora_work._measure_lost(100), 0::bigint, 'once');
SELECT is((SELECT s.samples FROM agora_work.agent_standing AS s WHERE s.name = 'alice'), 1::bigint, 'that is no sample');
SELECT pg_temp.held('alice', '2 hours');
SELECT agora_work.record_operation(agora_test.id('alice'), 'test', true, 5, 'two', agora_test.id('runner'));
SELECT is(pg_temp.breached(), false, 'two hours later it is met again');
SELECT is(pg_temp.told('work.objective.met.v1'), 1::bigint, 'which is told, too');

-- Who has no other measures
SELECT pg_temp.lost('bob') FROM generate_series(1, 10);
SELECT is(pg_temp.there('bob'), 0::numeric, 'who is never heard of again is never there');
SELECT is(agora_work._measure_lost(100), 1::bigint, 'also without an operation');
SELECT results_eq($$SELECT s.is_breached, s.samples, s.reputation::numeric FROM agora_work.agent_standing AS s WHERE s.name = 'bob'$$, $$VALUES (true, 0::bigint, 0.7)$$, 'it misses its objectives, and its reputation is not measured by that');
SELECT is_empty('SELECT * FROM agora_work._probe_measures()', 'measures count their samples');

-- The window, the contract
SELECT agora.set_setting('work.slo_window', '10', 'a test');
SELECT pg_temp.held('alice', '1 minute') FROM generate_series(1, 10);
SELECT is(pg_temp.there(), 1::numeric, 'what left the window counts no more');
SELECT agora_work.grant_capability(agora_test.id('bob'), 'code:go', 2, 'a test');
SELECT agora_work.agree_contract(agora_test.id('bob'), p_availability => 0);
SELECT agora_work._remeasure(agora_test.id('bob'), 0, 1);
SELECT is(pg_temp.breached('bob'), false, 'a contract may ask for nothing');
SELECT agora_test.raises(format('SELECT agora_work.agree_contract(%s, p_availability => %s)', agora_test.id('bob'), 1.1), '22023', 'but not for more than all');

SELECT * FROM finish();
ROLLBACK;
