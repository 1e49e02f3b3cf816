-- The retention of closed tasks: what goes, what stays because something lives depends on it, and that cycles leave nothing behind.
BEGIN;
SELECT plan(27);
SELECT agora_test.at('2026-01-01'), agora_test.restarted_at('2025-12-01');
SELECT agora_work.register_agent(agora.register_principal(n.name), p_max_tasks => 10000) FROM unnest(ARRAY['ada', 'ben']) AS n(name);
SELECT agora.register_principal('hugh', 'human');
CREATE FUNCTION pg_temp.add(p_code text, p_options jsonb DEFAULT '{}') RETURNS bigint LANGUAGE sql RETURN agora_work.add_task(p_code, jsonb_build_object('code', p_code) || p_options);
CREATE FUNCTION pg_temp.task(p_code text) RETURNS bigint LANGUAGE sql RETURN (SELECT b.task_id FROM agora_work.board AS b WHERE b.code = p_code);
CREATE FUNCTION pg_temp.codes() RETURNS text LANGUAGE sql RETURN (SELECT string_agg(b.code, ' ' ORDER BY b.code) FROM agora_work.board AS b);
CREATE FUNCTION pg_temp.done(p_code text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM agora_work.complete_task(c.task_id, c.epoch, p_actor => agora_test.id('ada')) FROM agora_work.claim_task(agora_test.id('ada'), pg_temp.task(p_code), agora_test.id('ada')) AS c;
END $$;
-- Rows of everything that belongs to tasks.
CREATE FUNCTION pg_temp.size() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_total bigint := 0;
    v_rows  bigint;
    r_table text;
BEGIN
    FOREACH r_table IN ARRAY '{task,task_detail,dependency,claim,exclusive_key,waiter,blocker,help_assignment,escalation,escalation_item,filler_part,unclaimable,parked_task,credential}'::text[] LOOP
        EXECUTE format('SELECT count(*) FROM agora_work.%I', r_table) INTO v_rows;
        v_total := v_total + v_rows;
    END LOOP;
    RETURN v_total;
END $$;

-- A finished piece of work with all that belongs to one.
SELECT pg_temp.add('need'), pg_temp.add('work', '{"needs": ["need"], "exclusive": ["x"]}'), pg_temp.add('filler', '{"kind": "filler"}');
SELECT pg_temp.done('need');
SELECT agora_work.report_blocker(c.task_id, 'stuck', 'x', p_epoch => c.epoch, p_actor => agora_test.id('ada')) FROM agora_work.claim_task(agora_test.id('ada'), pg_temp.task('work'), agora_test.id('ada')) AS c;
SELECT agora_work.end_help(agora_work.offer_help(b.blocker_id, agora_test.id('ben')), 'solved', p_actor => agora_test.id('ben')) FROM agora_work.reported_blocker AS b;
SELECT agora_work.close_blocker(b.blocker_id, 'done', 3) FROM agora_work.reported_blocker AS b;
SELECT pg_temp.done('work');
SELECT agora_work.pause_filler(c.task_id, c.epoch, '{one}', agora_test.id('ada')) FROM agora_work.claim_next(agora_test.id('ada'), 1, '{filler}', NULL, agora_test.id('ada')) AS c;
SELECT agora_work.cancel_task(pg_temp.task('filler'), 'a test');
SELECT pg_temp.add('lost', '{"max_attempts": 1}');
SELECT agora_work.fail_task(c.task_id, c.epoch, 'no', p_actor => agora_test.id('ada')) FROM agora_work.claim_task(agora_test.id('ada'), pg_temp.task('lost'), agora_test.id('ada')) AS c;
SELECT is(agora_work._forget_tasks(100), 0::bigint, 'what is new stays');
SELECT throws_ok('DELETE FROM agora_work.claim', 'ZA010', NULL, 'history is not deleted before its time');
SELECT throws_ok('UPDATE agora_work.claim SET error = NULL', 'ZA010', NULL, 'nor changed');
SELECT throws_ok('TRUNCATE agora_work.claim', 'ZA010', NULL, 'nor emptied');
SELECT agora_test.advance('90 days');
SELECT is(agora_work._forget_tasks(100), 0::bigint, 'after ninety days it is not over yet');
SELECT agora_test.advance('1 second');
SELECT is(agora_work._forget_tasks(1), 1::bigint, 'then it is, so many at once');
SELECT is(agora_work._forget_tasks(100), 2::bigint, 'and the rest');
SELECT is(pg_temp.codes(), 'lost', 'what is before a human stays');
SELECT agora_work.close_escalation(e.escalation_id, 'never mind', agora_test.id('hugh')) FROM agora_work.recorded_escalation AS e WHERE e.status = 'open';
SELECT is(agora_work._forget_tasks(100), 0::bigint, 'also when that is just decided');
SELECT agora_test.advance('91 days');
SELECT is(agora_work._forget_tasks(100), 2::bigint, 'until it was long ago');
SELECT is(pg_temp.size(), 0::bigint, 'nothing is left of it');
SELECT pg_temp.add('old');
SELECT pg_temp.done('old');
SELECT agora_test.advance('91 days');
SELECT throws_ok('UPDATE agora_work.claim SET error = NULL', 'ZA010', NULL, 'what is old is not changed either');
SELECT agora_work._forget_tasks(100);

-- What lives keeps what it needs.
SELECT pg_temp.add('done'), pg_temp.add('off'), pg_temp.add('past', '{"needs": ["done"]}'), pg_temp.add('open', '{"needs": ["off"]}'), pg_temp.add('ready', '{"needs": ["done"]}');
SELECT pg_temp.done('done'), agora_work.cancel_task(pg_temp.task('off'), 'a test');
SELECT pg_temp.done('past');
SELECT agora_test.advance('91 days');
SELECT is(agora_work._forget_tasks(100), 1::bigint, 'one is needed by nobody');
SELECT is(pg_temp.codes(), 'done off open ready', 'the others are');
SELECT is((SELECT b.unmet FROM agora_work.board AS b WHERE b.code = 'open'), 1, 'so what waits for ever still says so');
SELECT pg_temp.done('ready');
SELECT agora_work.cancel_task(pg_temp.task('open'), 'a test');
SELECT is(agora_work._forget_tasks(100), 2::bigint, 'what they needed goes when they are closed');
SELECT agora_test.advance('91 days');
SELECT is(agora_work._forget_tasks(100), 2::bigint, 'and they, when their time is over');
SELECT is(pg_temp.add('done') > 0, true, 'and its codes are free');
SELECT agora_work.cancel_task(pg_temp.task('done'), 'a test');

-- Never shorter than keys are answered, or the scorecard looks back.
SELECT agora.set_setting('work.task_retention', '1 day', 'a test');
SELECT agora_test.advance('2 days');
SELECT is(agora_work._forget_tasks(100), 0::bigint, 'a repeated call may still be answered with it');
SELECT agora.set_setting('core.idempotency_retention', '1 day', 'a test');
SELECT agora.set_setting('work.score_window', '3 days', 'a test');
SELECT is(agora_work._forget_tasks(100), 0::bigint, 'and the scorecard may still count it');
SELECT agora.set_setting('work.score_window', '1 day', 'a test');
SELECT is(agora_work._forget_tasks(100), 1::bigint, 'then it is over');

-- Of a long chain whose end is open there stays what that needs itself.
SELECT agora_work.add_tasks((SELECT jsonb_agg(jsonb_build_object('title', 't', 'code', 'c' || n, 'needs', CASE WHEN n > 1 THEN jsonb_build_array('c' || n - 1) ELSE '[]' END)) FROM generate_series(1, 500) AS n)) IS NULL;
SELECT count(agora_work.cancel_task(pg_temp.task('c' || n), 'a test')) FROM generate_series(1, 499) AS n;
SELECT agora_test.advance('91 days');
SELECT is(agora_work._forget_tasks(1000) > 497, true, 'of a chain all goes');
SELECT is(pg_temp.codes(), 'c499 c500', 'but the end, and what that needs');
SELECT agora_work.cancel_task(pg_temp.task('c500'), 'a test');
SELECT agora_test.advance('91 days');
SELECT agora_work._forget_tasks(1000);

-- Cycles leave nothing behind, and tick() is enough.
CREATE TEMP TABLE size (cycle integer, rows bigint);
CREATE FUNCTION pg_temp.cycle(p_number integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_ids bigint[] := agora_work.add_tasks((SELECT jsonb_agg('{"title": "t"}'::jsonb) FROM generate_series(1, 50)));
BEGIN
    PERFORM agora_work.complete_tasks(array_agg(c.task_id), array_agg(c.epoch), p_actor => agora_test.id('ada')) FROM agora_work.claim_next(agora_test.id('ada'), 50, p_actor => agora_test.id('ada')) AS c;
    PERFORM agora_test.advance('12 hours');
    PERFORM agora.tick();
    INSERT INTO size VALUES (p_number, pg_temp.size());
END $$;
SELECT pg_temp.cycle(n) FROM generate_series(1, 20) AS s(n);
SELECT is((SELECT max(s.rows) FROM size AS s), (SELECT s.rows FROM size AS s WHERE s.cycle = 5), 'the size is that of the retention');
SELECT cmp_ok((SELECT s.rows FROM size AS s WHERE s.cycle = 20), '<=', (SELECT s.rows FROM size AS s WHERE s.cycle = 5), 'and stays');
SELECT is((SELECT count(*) FROM agora_work.lane AS l), (SELECT count(DISTINCT (l.kind, l.priority)) FROM agora_work.lane AS l), 'lanes are those of the kinds of work, not of tasks');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');
SELECT * FROM finish();
ROLLBACK;
