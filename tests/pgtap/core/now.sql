-- The two clocks and their replacement.
BEGIN;
SELECT plan(7);

SELECT is(agora.now(), statement_timestamp(), 'the time of the statement, until a test sets it');
SELECT is(agora.started_at(), pg_postmaster_start_time(), 'the start of the server, until a test sets it');
SELECT agora_test.at('2026-03-01 12:00+00');
SELECT is(agora.now(), '2026-03-01 12:00+00'::timestamptz, 'stopped where the test puts it');
SELECT agora_test.advance('90 minutes');
SELECT is(agora.now(), '2026-03-01 13:30+00'::timestamptz, 'and moved on from there');
SELECT agora_test.restarted_at('2026-02-01 00:00+00');
SELECT is(agora.started_at(), '2026-02-01 00:00+00'::timestamptz, 'a restart');
SAVEPOINT here;
SELECT agora_test.advance('1 day');
ROLLBACK TO here;
SELECT is(agora.now(), '2026-03-01 13:30+00'::timestamptz, 'what is rolled back did not pass');
SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.become('reader');
SELECT is(agora.now(), '2026-03-01 13:30+00'::timestamptz, 'one clock for everybody');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
