-- Sandbox jobs: who may ask, who may do, what a verdict counts, whom a violation halts, and how a claim ends.
BEGIN;
SELECT plan(93);
ALTER TABLE agora_work.request ALTER COLUMN request_id RESTART;
SELECT agora_test.add_login('alice', 'agora_service', true), agora_test.add_login('bob', 'agora_service', true), agora_test.add_login('box', 'agora_service');
SELECT agora.register_principal(n) FROM unnest(ARRAY['worker', 'worker2', 'nobody', 'judge']) AS n;
SELECT agora_memory.appoint_reviewer(agora_test.id(n)) FROM unnest(ARRAY['worker', 'worker2', 'judge']) AS n;
SELECT agora_test.at('2026-01-01 00:00+00');
CREATE TEMP TABLE made AS
SELECT (agora_memory.register_transform(E'def twice(n: int) -> int:\n    "Double it."\n    return 2 * n', p_actor => agora_test.id('alice'))).transform_id AS id,
       (agora_memory.register_transform('SELECT 1', 'sql', p_actor => agora_test.id('alice'))).transform_id AS other;
GRANT SELECT ON made TO PUBLIC;
CREATE FUNCTION pg_temp.ask(p_who text, p_key text, p_cases jsonb DEFAULT '[{"call": "twice", "args": [2], "expected": 4}]') RETURNS bigint LANGUAGE sql AS $$
    SELECT r.request_id FROM made AS m, agora_work.submit_sandbox_job(m.id, p_cases => p_cases, p_key => p_key, p_actor => agora_test.id(p_who)) AS r $$;
CREATE FUNCTION pg_temp.take(p_who text DEFAULT 'worker') RETURNS text LANGUAGE sql AS $$
    SELECT format('%s %s', c.request_id, c.epoch) FROM agora_work.claim_request('sandbox', p_actor => agora_test.id(p_who)) AS c $$;
CREATE FUNCTION pg_temp.done(p_id bigint, p_epoch bigint, p_outcome text, p_violations text[] DEFAULT '{}', p_who text DEFAULT 'worker') RETURNS text LANGUAGE sql AS $$
    SELECT agora_work.finish_request(p_id, p_epoch, p_outcome, '{"environment": {"python": "3.11"}}', p_violations, p_actor => agora_test.id(p_who)) $$;
CREATE FUNCTION pg_temp.verdicts() RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(format('%s %s %s', v.job, p.name, v.verdict), ', ' ORDER BY v.transform_verification_id) FROM agora_memory.transform_verification AS v JOIN agora.principal AS p ON p.principal_id = v.verifier_id $$;
CREATE FUNCTION pg_temp.breaker(p_who text) RETURNS text LANGUAGE sql AS $$
    SELECT format('%s %s %s', b.status, b.reason_class, b.failures) FROM agora.breaker AS b WHERE b.breaker = agora_work.agent_breaker(agora_test.id(p_who)) $$;

-- Asking
SELECT is(pg_temp.ask('judge', 'one'), 1::bigint, 'a run of a transform');
SELECT is(pg_temp.ask('judge', 'one'), 1::bigint, 'asked twice it is one');
SELECT agora_test.raises($$SELECT pg_temp.ask('judge', 'one', '[{"call": "twice", "args": [3], "expected": 6}]')$$, 'ZA003', 'other cases under the key');
SELECT results_eq('SELECT status, vouches, limits FROM agora_work.submitted_request',
    $$VALUES ('queued', true, '{"processes": 1, "file_bytes": 16777216, "cpu_seconds": 30, "memory_bytes": 268435456, "output_bytes": 1000000, "wall_seconds": 60}'::jsonb)$$, 'it waits, with the limits of the settings, and counts');
SELECT is((SELECT count(*) FROM agora_event.published AS e WHERE e.topic = 'work.request.submitted.v1'), 1::bigint, 'workers hear of it');
SELECT agora_work.submit_sandbox_job(m.id, p_test => 'assert twice(1) == 2', p_limits => '{"cpu_seconds": 3}', p_key => 'less', p_actor => agora_test.id('alice')) FROM made AS m;
SELECT is((SELECT r.limits ->> 'cpu_seconds' FROM agora_work.request AS r WHERE r.request_id = 2), '3', 'less is asked for, with a test');
SELECT is((SELECT r.vouches FROM agora_work.request AS r WHERE r.request_id = 2), false, 'of one''s own it counts nothing');
SELECT agora_work.submit_sandbox_job(p_code => 'x = 1', p_test => 'assert x', p_key => 'code', p_actor => agora_test.id('bob'));
SELECT is((SELECT r.author_id FROM agora_work.request AS r WHERE r.request_id = 3), agora_test.id('bob'), 'code without a transform is the asker''s');

-- Wrong input
SELECT agora_test.raises(format('SELECT agora_work.submit_sandbox_job(%s, %L, %L, %L, %L, %L, agora_test.id(''judge''))', coalesce(i.transform, 'NULL'), i.code, i.cases, i.test, i.limits, i.key), i.state, i.what)
  FROM (VALUES (NULL, NULL, '[]', 'x', '{}', 'k', '22023', 'nothing to run'), ('1', 'x', '[]', 'x', '{}', 'k', '22023', 'two things'), (NULL, 'x', '[]', NULL, '{}', 'k', '22023', 'nothing to try'),
               (NULL, 'x', '{}', 'x', '{}', 'k', '22023', 'no list'), (NULL, 'x', '[1]', NULL, '{}', 'k', '22023', 'no case'), (NULL, 'x', NULL, 'x', '{}', 'k', '22023', 'NULL cases'),
               (NULL, 'x', '[{"call": "f", "args": [], "expected": ' || repeat('[', 98) || '1' || repeat(']', 98) || '}]', NULL, '{}', 'k', '22023', 'deeper than a worker reads'),
               (NULL, 'x', '[{"call": "f", "args": []}]', NULL, '{}', 'k', '22023', 'nothing expected'), (NULL, 'x', '[{"call": "f()", "args": [], "expected": 1}]', NULL, '{}', 'k', '22023', 'no name'),
               (NULL, 'x', '[{"call": "f", "args": {}, "expected": 1}]', NULL, '{}', 'k', '22023', 'no arguments'), (NULL, 'x', '[{"call": "f", "args": [], "kwargs": [], "expected": 1}]', NULL, '{}', 'k', '22023', 'no named ones'),
               (NULL, 'x', '[{"call": "f", "args": [], "expected": 1, "more": 1}]', NULL, '{}', 'k', '22023', 'something else'), (NULL, 'x', '[]', 'x', '{"cpu_seconds": 31}', 'k', '22023', 'more than there is'),
               (NULL, 'x', '[]', 'x', '{"cpu_seconds": 0}', 'k', '22023', 'nothing'), (NULL, 'x', '[]', 'x', '{"cpu_seconds": 1.5}', 'k', '22023', 'a part'), (NULL, 'x', '[]', 'x', '{"luck": 1}', 'k', '22023', 'an unknown limit'),
               (NULL, 'x', '[]', 'x', '{"cpu_seconds": "1"}', 'k', '22023', 'a text'), (NULL, 'x', '[]', 'x', NULL, 'k', '22023', 'NULL limits'), (NULL, 'x', '[]', 'x', '{}', NULL, '22023', 'no key'),
               ('999999', NULL, '[]', 'x', '{}', 'k', 'ZM005', 'no transform'), ((SELECT m.other::text FROM made AS m), NULL, '[]', 'x', '{}', 'k', 'ZW103', 'SQL'))
    AS i(transform, code, cases, test, limits, key, state, what);
SELECT is((SELECT count(*) FROM agora_work.request), 3::bigint, 'and nothing of it is on record');
SELECT agora_memory.block_transform(m.id, 'a look') FROM made AS m;
SELECT agora_test.raises($$SELECT pg_temp.ask('judge', 'blocked')$$, 'ZW103', 'what is blocked is not run');
SELECT agora_memory.unblock_transform(m.id, 'looked') FROM made AS m;
SELECT agora.set_setting('work.open_requests', '1', 'a test');
SELECT agora_test.raises($$SELECT pg_temp.ask('bob', 'more')$$, 'ZW104', 'no more than may be open');
SELECT agora.set_setting('work.open_requests', '100', 'a test');

-- Who sees and who does
SELECT agora_test.become('alice');
SELECT is((SELECT array_agg(r.request_id) FROM agora_work.submitted_request AS r), '{2}', 'a bound login sees its own');
SELECT agora_test.raises($$SELECT agora_work.claim_request('sandbox')$$, '42501', 'and is no worker');
RESET SESSION AUTHORIZATION;
SELECT agora_test.become('box');
SELECT agora_test.raises($$SELECT agora_work.claim_request('sandbox', p_actor => agora_test.id('nobody'))$$, '42501', 'one that may not vouch is none for code');
SELECT agora_test.raises($$SELECT agora_work.claim_request('dreams', p_actor => agora_test.id('worker'))$$, '22023', 'an unknown kind');
SELECT agora_test.raises($$SELECT agora_work.claim_request('sandbox', '0', p_actor => agora_test.id('worker'))$$, '22023', 'no time');
SELECT agora_test.raises($$SELECT agora_work.claim_request('sandbox', '61 minutes', p_actor => agora_test.id('worker'))$$, '22023', 'too much');
SELECT results_eq($$SELECT c.request_id, c.epoch, c.body ->> 'code', c.lease_until FROM agora_work.claim_request('sandbox', '1 minute', 'k', agora_test.id('worker')) AS c$$,
                  $$VALUES (1::bigint, 1::bigint, E'def twice(n: int) -> int:\n    "Double it."\n    return 2 * n', '2026-01-01 00:01+00'::timestamptz)$$, 'the oldest, with the code');
SELECT is((SELECT c.epoch FROM agora_work.claim_request('sandbox', '1 minute', 'k', agora_test.id('worker')) AS c), 1::bigint, 'the same key: the same claim');
SELECT is(pg_temp.take() || ', ' || pg_temp.take(), '2 1, 3 1', 'then the next ones');
SELECT is(pg_temp.take(), NULL, 'until there are none');
RESET SESSION AUTHORIZATION;

-- The lease
SELECT agora_test.raises($$SELECT pg_temp.done(1, 2, 'passed')$$, 'ZW102', 'another epoch');
SELECT agora_test.raises($$SELECT pg_temp.done(1, 1, 'passed', p_who => 'worker2')$$, 'ZW102', 'another worker');
SELECT agora_test.raises($$SELECT pg_temp.done(9, 1, 'passed')$$, 'ZW100', 'no request');
SELECT agora_test.raises($$SELECT pg_temp.done(1, 1, 'splendid')$$, '22023', 'no outcome');
SELECT agora_test.raises($$SELECT pg_temp.done(1, 1, 'failed', '{rudeness}')$$, '22023', 'no violation');
SELECT agora_test.raises($$SELECT pg_temp.done(1, 1, 'failed', '{NULL}')$$, '22023', 'a violation that is none');
SELECT agora_test.raises($$SELECT agora_work.finish_request(1, 1, 'passed', '[]', p_actor => agora_test.id('worker'))$$, '22023', 'no result');
SELECT agora_test.at('2026-01-01 00:01+00');
SELECT agora_test.raises($$SELECT pg_temp.done(1, 1, 'passed')$$, 'ZW102', 'at its end the lease is over');
SELECT is(pg_temp.take('worker2'), '1 2', 'and another gets it');
SELECT agora_test.raises($$SELECT pg_temp.done(1, 1, 'passed')$$, 'ZW102', 'the first comes too late');

-- What a verdict counts
SELECT is(pg_temp.done(1, 2, 'passed', p_who => 'worker2'), 'passed', 'done');
SELECT is(pg_temp.done(1, 2, 'passed', p_who => 'worker2'), 'passed', 'said twice, done once');
SELECT agora_test.raises($$SELECT pg_temp.done(1, 2, 'failed', p_who => 'worker2')$$, 'ZA003', 'but not another way');
SELECT agora_test.raises($$SELECT agora_work.finish_request(1, 2, 'failed', p_key => 'again', p_actor => agora_test.id('worker2'))$$, 'ZW101', 'it has ended');
SELECT is(pg_temp.verdicts(), 'request 1 worker2 passed', 'a reviewer asked: it verifies, signed by the worker');
SELECT is(pg_temp.done(2, 1, 'passed'), 'passed', 'the author asked');
SELECT is(pg_temp.verdicts(), 'request 1 worker2 passed', 'that verifies nothing');
SELECT agora_test.raises($$UPDATE agora_work.request SET status = 'running', finished_at = NULL, outcome = NULL, result = NULL WHERE request_id = 1$$, 'ZA009', 'what has ended stays ended');

-- Violations
SELECT is(pg_temp.done(3, 1, 'passed', '{wall,memory,wall}'), 'failed', 'what broke a limit has not passed');
SELECT is((SELECT r.violations FROM agora_work.request AS r WHERE r.request_id = 3), '{memory,wall}', 'each is told once');
SELECT is(pg_temp.breaker('bob'), 'closed  1', 'a limit is a failure of the author');
SELECT agora_test.become('bob');
SELECT agora_work.submit_sandbox_job(m.id, p_test => 'twice.__globals__["steal"]()', p_key => 'trap') FROM made AS m;
RESET SESSION AUTHORIZATION;
SELECT pg_temp.take();
SELECT is(pg_temp.done(4, 1, 'failed', '{network}'), 'failed', 'somebody calls the code of another so that it misbehaves');
SELECT is(pg_temp.breaker('alice'), NULL, 'that halts nobody');
SELECT is(pg_temp.verdicts(), 'request 1 worker2 passed', 'and says nothing');
SELECT pg_temp.ask('judge', 'two');
SELECT pg_temp.take();
SELECT is(pg_temp.done(5, 1, 'passed', '{network,wall}'), 'failed', 'a reviewer finds the same');
SELECT is(pg_temp.breaker('alice'), 'open security 0', 'that halts the author at once');
SELECT is(pg_temp.verdicts(), 'request 1 worker2 passed, request 5 worker failed', 'and verifies that it fails');
SELECT is((SELECT array_agg(v.subject || ' ' || v.kind ORDER BY v.violation_id) FROM agora_work.recorded_violation AS v), '{"request 3 limit","request 5 security"}', 'on record');
SELECT results_eq($$SELECT e.agent_id, e.status, e.items FROM agora_work.recorded_escalation AS e WHERE e.reason = 'sandbox_escape'$$,
                  $$VALUES (agora_test.id('alice'), 'open', 2::bigint)$$, 'and a human hears of both attempts, in one matter');
SELECT agora_test.at('2026-06-01 00:00+00');
SELECT is((SELECT b.status FROM agora.breaker_state AS b WHERE b.breaker = agora_work.agent_breaker(agora_test.id('alice'))), 'open', 'months later it is halted still');
SELECT results_eq($$SELECT r.status, r.denial FROM agora_work.submit_sandbox_job(p_code => 'x', p_test => 'x', p_key => 'halted', p_actor => agora_test.id('alice')) AS r$$, $$VALUES ('denied', 'halted')$$, 'and runs nothing');
SELECT results_eq($$SELECT w.severity, w.payload ->> 'denial' FROM agora_work.witness_entry AS w WHERE w.event = 'request.denied'$$, $$VALUES ('warning', 'halted')$$, 'which is witnessed');
SELECT is((SELECT count(*) FROM agora_event.published AS e WHERE e.topic = 'work.request.denied.v1'), 1::bigint, 'and told');

-- Who is halted meanwhile
SELECT is((SELECT r.status FROM agora_work.submit_sandbox_job(p_code => 'x = 1', p_test => 'x', p_key => 'meanwhile', p_actor => agora_test.id('bob')) AS r), 'queued', 'asked in good standing');
SELECT trip.status FROM agora.trip_breaker(agora_work.agent_breaker(agora_test.id('bob')), 'manual', 'a test') AS trip;
SELECT is(pg_temp.take(), NULL, 'what somebody asked who is halted by now is not run');
SELECT results_eq($$SELECT r.status, r.denial FROM agora_work.request AS r WHERE r.requester_id = agora_test.id('bob') ORDER BY r.request_id DESC LIMIT 1$$, $$VALUES ('denied', 'halted')$$, 'and denied');

-- Nobody runs their own
SELECT is((SELECT r.status FROM agora_work.submit_sandbox_job(p_code => 'x = 1', p_test => 'x', p_key => 'own', p_actor => agora_test.id('worker')) AS r), 'queued', 'a worker asks, too');
SELECT is(pg_temp.take('worker'), NULL, 'and does not get it');

-- Given up, forgotten
SELECT is(pg_temp.take('worker2'), '8 1', 'another does, and goes away');
SELECT agora_test.advance('11 minutes'), pg_temp.take('worker2');
SELECT agora_test.advance('11 minutes'), pg_temp.take('worker2');
SELECT is(agora_work._sweep_requests(100), 5::bigint, 'meanwhile those of months ago are forgotten');
SELECT agora_test.advance('11 minutes');
SELECT is(pg_temp.take('worker2'), NULL, 'a third time is the last');
SELECT is(agora_work._sweep_requests(100), 1::bigint, 'it is given up');
SELECT is((SELECT r.status FROM agora_work.submitted_request AS r WHERE r.request_id = 8), 'lost', 'lost');
SELECT is((SELECT e.payload ->> 'outcome' FROM agora_event.published AS e WHERE e.topic = 'work.request.finished.v1' AND e.key = '8'), 'lost', 'and told');
SELECT is_empty('SELECT * FROM agora_work.verify_witness()', 'what was witnessed holds');
SELECT set_eq($$SELECT v.violation FROM agora_work.known_violation AS v WHERE v.kind = 'security'$$, '{network,write,read,signal,native,tampering}'::text[], 'what halts at once');

-- What is blocked meanwhile
SELECT isnt(pg_temp.ask('judge', 'in time'), NULL, 'asked before');
SELECT agora_memory.block_transform(m.id, 'a second look') FROM made AS m;
SELECT is(pg_temp.take(), NULL, 'what is blocked by now is not run');
SELECT results_eq($$SELECT r.status, r.denial FROM agora_work.request AS r WHERE r.requester_id = agora_test.id('judge') ORDER BY r.request_id DESC LIMIT 1$$, $$VALUES ('denied', 'blocked')$$, 'and denied');
-- Whoever asked is a reviewer when the verdict comes, too, and at liberty; or an operator, by whatever login.
SELECT agora_test.add_login('olga', 'agora_operator', true), agora.register_principal('late'), agora.register_principal('loose');
SELECT agora_memory.appoint_reviewer(agora_test.id(n)) FROM unnest(ARRAY['late', 'loose']) AS n;
DELETE FROM agora_work.request WHERE finished_at IS NULL;
UPDATE made SET id = (agora_memory.register_transform(E'def thrice(n: int) -> int:\n    "Three times as much."\n    return 3 * n', p_actor => agora_test.id('bob'))).transform_id;
CREATE TEMP TABLE since AS SELECT coalesce(max(v.transform_verification_id), 0) AS id FROM agora_memory.transform_verification AS v;
SELECT pg_temp.ask(n, 'vouching ' || n) FROM unnest(ARRAY['late', 'loose', 'judge']) AS n;
SELECT agora_test.become('olga');
SELECT agora_work.submit_sandbox_job(m.id, p_test => 'assert twice(1) == 2', p_key => 'vouching olga') FROM made AS m;
RESET SESSION AUTHORIZATION;
SELECT agora_work.submit_sandbox_job(m.id, p_test => 'assert twice(1) == 2', p_key => 'vouching operator', p_actor => 2) FROM made AS m;
SELECT is((SELECT count(*) FROM agora_work.request AS r WHERE r.finished_at IS NULL AND r.vouches), 5::bigint, 'five ask, each of whom may decide');
SELECT agora_memory.dismiss_reviewer(agora_test.id('late')), agora.suspend_principal(agora_test.id('loose'), 'a test');
SELECT agora_work.finish_request(c.request_id, c.epoch, 'passed', p_actor => agora_test.id('worker2'))
  FROM generate_series(1, 5) AS n, LATERAL agora_work.claim_request('sandbox', p_key => 'take ' || n, p_actor => agora_test.id('worker2')) AS c;
SELECT is((SELECT string_agg(p.name, ' ' ORDER BY p.name)
             FROM since AS s JOIN agora_memory.transform_verification AS v ON v.transform_verification_id > s.id
             JOIN agora_work.request AS r ON v.job = 'request ' || r.request_id JOIN agora.principal AS p ON p.principal_id = r.requester_id),
          'judge olga operator', 'what the dismissed and the suspended asked for is no verdict');

SELECT * FROM finish();
ROLLBACK;
