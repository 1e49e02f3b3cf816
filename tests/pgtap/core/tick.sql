-- tick: every job that is due, each alone; a failing one is recorded and stops nobody.
BEGIN;
SELECT plan(35);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT is((SELECT j.job FROM agora.job AS j ORDER BY j.ordinal DESC, j.job LIMIT 1), 'core.maintain_partitions', 'what locks tables until the tick ends comes last');
SELECT is((SELECT count(DISTINCT j.job) FROM agora.job AS j WHERE j.ordinal >= 100), 1::bigint, 'and alone');

CREATE TABLE agora.test_log (job text, p_limit integer, at timestamptz);
CREATE FUNCTION agora._test_good(p_limit integer) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN INSERT INTO agora.test_log VALUES ('good', p_limit, agora.now()); RETURN 3; END $$;
CREATE FUNCTION agora._test_idle(p_limit integer) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN INSERT INTO agora.test_log VALUES ('idle', p_limit, agora.now()); RETURN 0; END $$;
CREATE FUNCTION agora._test_bad(p_limit integer) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN INSERT INTO agora.test_log VALUES ('bad', p_limit, agora.now()); RAISE EXCEPTION USING ERRCODE = 'ZA999', MESSAGE = 'out of order'; END $$;
GRANT ALL ON agora.test_log TO agora_owner;
GRANT EXECUTE ON FUNCTION agora._test_good(integer), agora._test_idle(integer), agora._test_bad(integer) TO agora_owner;
DELETE FROM agora.job_state;
DELETE FROM agora.job_run;
DELETE FROM agora.job;
SELECT is((SELECT h.detail FROM agora.health() AS h WHERE h.component = 'jobs'), 'tick() has not been called yet; nothing is overdue', 'healthy before the first tick');
INSERT INTO agora.job (job, function_name, every, description)
VALUES ('test.bad', 'agora._test_bad', '1 minute', 'A test.'),
       ('test.good', 'agora._test_good', '1 minute', 'A test.'),
       ('test.idle', 'agora._test_idle', '1 hour', 'A test.');
SELECT ok((SELECT h.ok FROM agora.health() AS h WHERE h.component = 'jobs'), 'a job that never ran is not overdue');

SELECT is(agora.tick(), 3::bigint, 'rows handled');
SELECT results_eq('SELECT l.job FROM agora.test_log AS l ORDER BY l.job', $$VALUES ('good'), ('idle')$$, 'what failed left nothing, the others ran');
SELECT is((SELECT min(l.p_limit) FROM agora.test_log AS l), 1000, 'with the limit');
SELECT results_eq($$SELECT s.job, s.last_handled, s.last_error, s.next_run_at FROM agora.job_status AS s ORDER BY s.job$$,
                  $$VALUES ('test.bad', 0::bigint, 'ZA999 out of order', '2026-01-01 00:01+00'::timestamptz), ('test.good', 3, NULL, '2026-01-01 00:01+00'), ('test.idle', NULL, NULL, '2026-01-01 01:00+00')$$,
                  'recorded where it handled something or failed');
SELECT results_eq($$SELECT h.ok, h.detail FROM agora.health() AS h WHERE h.component = 'jobs'$$, $$VALUES (false, 'failed: test.bad (ZA999 out of order)')$$, 'health says so');
SELECT is(agora.tick(), 0::bigint, 'nothing is due');
SELECT agora_test.at('2026-01-01 00:00:59.999999+00');
SELECT is(agora.tick(), 0::bigint, 'nor a microsecond too early');
SELECT agora_test.at('2026-01-01 00:01+00');
SELECT is(agora.tick(7), 3::bigint, 'due at exactly that moment');
SELECT is((SELECT max(l.p_limit) FROM agora.test_log AS l WHERE l.at = '2026-01-01 00:01+00'), 7, 'with another limit');
SELECT is((SELECT count(*) FROM agora.test_log AS l WHERE l.job = 'idle'), 1::bigint, 'each at its own pace');

-- Recovery is recorded, though there was nothing to do.
CREATE OR REPLACE FUNCTION agora._test_bad(p_limit integer) RETURNS bigint LANGUAGE sql RETURN 0;
SELECT agora_test.advance('1 minute');
SELECT agora.tick();
SELECT is((SELECT s.last_error FROM agora.job_status AS s WHERE s.job = 'test.bad'), NULL, 'a failure ends with the next good run');
SELECT ok((SELECT h.ok FROM agora.health() AS h WHERE h.component = 'jobs'), 'health says so, too');
SELECT is((SELECT count(*) FROM agora.job_run AS r WHERE r.job = 'test.bad'), 3::bigint, 'two failures and the run that ended them');
SELECT agora_test.advance('1 minute');
SELECT agora.tick();
SELECT is((SELECT count(*) FROM agora.job_run AS r WHERE r.job = 'test.bad'), 3::bigint, 'the next run with nothing to do is not recorded');

-- A job may be switched off.
UPDATE agora.job_state SET is_enabled = false WHERE job = 'test.good';
SELECT agora_test.advance('1 minute');
SELECT is(agora.tick(), 0::bigint, 'what is switched off does not run');
SELECT ok(NOT (SELECT s.is_enabled FROM agora.job_status AS s WHERE s.job = 'test.good'), 'the view says so');

-- Nobody ticks.
SELECT agora_test.advance('11 minutes');
SELECT ok((SELECT h.ok FROM agora.health() AS h WHERE h.component = 'jobs'), 'overdue by ten minutes: fine');
SELECT agora_test.advance('1 minute 1 microsecond');
SELECT ok(NOT (SELECT h.ok FROM agora.health() AS h WHERE h.component = 'jobs'), 'by more: tick() has stopped');
SELECT agora.tick();
SELECT ok((SELECT h.ok FROM agora.health() AS h WHERE h.component = 'jobs'), 'and goes on');

-- A session whose clock is a little behind runs nothing twice; where the clock was set back, nothing waits for that time to come again.
SELECT agora_test.advance('-1 minute');
SELECT is(agora.tick(), 0::bigint, 'a clock that is a minute behind');
SELECT agora_test.advance('-59 minutes');
SELECT agora.tick();
SELECT is((SELECT count(*) FROM agora.job_status AS s WHERE s.is_enabled AND s.every < interval '59 minutes' AND s.next_run_at > agora.now() + s.every), 0::bigint, 'no job waits for an hour longer than it should');

SELECT agora_test.raises('SELECT agora.tick(0)', '22023', 'a limit of nothing');
SELECT agora_test.raises('SELECT agora.tick(-1)', '22023', 'a negative limit');
SELECT agora_test.raises('SELECT agora.tick(NULL)', '22023', 'no limit');
SELECT agora_test.raises('SELECT agora.tick(1000001)', '22023', 'too large a limit');
SELECT lives_ok('SELECT agora.tick(1000000)', 'the largest limit');

-- Retention of runs.
SELECT is((SELECT count(*) FROM agora.job_run AS r), 7::bigint, 'runs so far');
SELECT agora_test.at('2026-01-31 00:00+00');
SELECT is(agora._forget_old(1000), 0::bigint, 'kept for exactly core.job_run_retention');
SELECT agora_test.at('2026-01-31 00:00:00.000001+00');
SELECT is(agora._forget_old(1000), 2::bigint, 'then forgotten');

-- The order is that of the jobs, however long each has been due.
DELETE FROM agora.test_log;
INSERT INTO agora.job (job, function_name, every, ordinal, description) VALUES ('test.early', 'agora._test_idle', '1 hour', -1, 'A test.'), ('test.late', 'agora._test_good', '1 hour', 1, 'A test.');
INSERT INTO agora.job_state (job, next_run_at) VALUES ('test.early', '2026-02-01 00:00+00'), ('test.late', '2026-01-01 00:00+00');
UPDATE agora.job_state SET is_enabled = job IN ('test.early', 'test.late');
SELECT agora_test.at('2026-02-01 00:00+00');
SELECT agora.tick();
SELECT results_eq('SELECT l.job FROM agora.test_log AS l', ARRAY['idle', 'good'], 'by ordinal, not by age');

SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.become('reader');
SELECT throws_ok('SELECT agora.tick()', '42501', NULL, 'a reader does not tick');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
