-- standing: states of resolutions with hysteresis, by evidence, by the clock and by half-life, whether or not a job wrote them down.
BEGIN;
SELECT plan(50);
SELECT agora_test.at('2026-01-01 00:00+00');
CREATE TEMP TABLE failed AS
SELECT (agora_memory.finish_attempt(agora_memory.start_attempt('do it'), 'error', 'ValueError', 'bad value')).attempt_id;
CREATE FUNCTION pg_temp.try(p_approach text, p_times integer, p_status text DEFAULT 'success') RETURNS void LANGUAGE sql
BEGIN ATOMIC
    SELECT count(agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_approach => p_approach, p_parent => f.attempt_id), p_status)) FROM failed AS f, generate_series(1, p_times);
END;
CREATE FUNCTION pg_temp.of(p_approach text) RETURNS agora_memory.resolution LANGUAGE sql
BEGIN ATOMIC
    SELECT r FROM agora_memory.resolution AS r WHERE r.approach = p_approach;
END;
CREATE FUNCTION pg_temp.status(p_approach text) RETURNS text LANGUAGE sql
BEGIN ATOMIC
    SELECT (agora_memory.standing(pg_temp.of(p_approach))).status;
END;
CREATE FUNCTION pg_temp.written(p_approach text) RETURNS text LANGUAGE sql
BEGIN ATOMIC
    SELECT (pg_temp.of(p_approach)).status;
END;
PREPARE changes AS
SELECT e.payload ->> 'from', e.payload ->> 'to', e.principal_id FROM agora_event.published AS e
 WHERE e.topic = 'memory.resolution.changed.v1' AND e.payload ->> 'resolution_id' = (pg_temp.of('idea')).resolution_id::text ORDER BY e.event_id;

-- By evidence: up at 0.8, down below 0.5.
SELECT is(agora_memory.standing(ROW(1, 1, 'f', 'text:x', 'x', NULL, 'new', 0, 0, 0, 0, '0', 0, NULL, NULL, agora.now())::agora_memory.resolution), ROW('new', 0, 1)::agora_memory.standing, 'without evidence it is new');
SELECT pg_temp.try('idea', 1);
SELECT is(agora_memory.standing(pg_temp.of('idea')), ROW('tracking', 0.206543, 1.000000)::agora_memory.standing, 'one success: tracking, the rate is between 0.2 and 1');
SELECT pg_temp.try('idea', 14);
SELECT is(pg_temp.status('idea'), 'tracking', '15 of 15 is 0.796: not yet');
SELECT pg_temp.try('idea', 1);
SELECT is((pg_temp.status('idea'), pg_temp.written('idea')), ('confident'::text, 'confident'::text), '16 of 16 is 0.806: confident');
SELECT pg_temp.try('idea', 6, 'timeout');
SELECT is(pg_temp.status('idea'), 'confident', '16 of 22 is 0.52: below 0.8, still confident');
SELECT pg_temp.try('idea', 1, 'timeout');
SELECT is(pg_temp.written('idea'), 'tracking', '16 of 23 is 0.49: tracking');
SELECT pg_temp.try('idea', 20);
SELECT is(pg_temp.written('idea'), 'tracking', '36 of 43 is 0.70: still tracking');
SELECT pg_temp.try('idea', 25);
SELECT is(pg_temp.written('idea'), 'confident', '61 of 68 is 0.80: confident again');
SELECT results_eq('EXECUTE changes', $$VALUES ('new', 'tracking', 1::bigint), ('tracking', 'confident', 1), ('confident', 'tracking', 1), ('tracking', 'confident', 1)$$, 'each change is an event, and nothing else is');

-- Refuted, and back.
SELECT pg_temp.try('folly', 9, 'timeout');
SELECT is(pg_temp.written('folly'), 'tracking', 'nine failures are not enough');
SELECT pg_temp.try('folly', 1, 'timeout');
SELECT is(pg_temp.written('folly'), 'deprecated', 'ten are');
SELECT pg_temp.try('folly', 2);
SELECT is(pg_temp.written('folly'), 'deprecated', '2 of 12 are at most 0.45');
SELECT pg_temp.try('folly', 1);
SELECT is(pg_temp.written('folly'), 'tracking', '3 of 13 may be 0.503: it has a chance again');
SELECT pg_temp.try('folly', 1, 'timeout');
SELECT is(pg_temp.written('folly'), 'deprecated', 'one failure more takes it');
SELECT pg_temp.try('even', 5, 'timeout');
SELECT pg_temp.try('even', 5);
SELECT is(pg_temp.written('even'), 'tracking', 'half and half is never refuted');

-- By the clock, without anybody who ticks.
SELECT agora_test.advance(interval '180 days' - interval '1 microsecond');
SELECT is(pg_temp.status('idea'), 'confident', 'remembered to the last microsecond of 180 days');
SELECT agora_test.advance('1 microsecond');
SELECT is((pg_temp.status('idea'), pg_temp.written('idea')), ('deprecated'::text, 'confident'::text), 'then deprecated, though nobody wrote it');
SELECT is((SELECT r.status FROM agora_memory.error_resolution AS r WHERE r.approach = 'idea'), 'deprecated', 'the view says so');
SELECT is((SELECT k.status FROM agora_memory.known_fixes('bad value', 9, 'ValueError') AS k WHERE k.approach = 'idea'), 'deprecated', 'and known_fixes');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'which is no violation');
SELECT pg_temp.try('idea', 1, 'timeout');
SELECT is(pg_temp.written('idea'), 'deprecated', 'a failure does not bring it back, and finds it deprecated as if somebody had ticked');
SELECT pg_temp.try('idea', 1);
SELECT is(pg_temp.written('idea'), 'tracking', 'a success does');
SELECT pg_temp.try('idea', 5);
SELECT is(pg_temp.written('idea'), 'confident', 'and more, confidence');

-- The job writes it down, in the name of the system.
SELECT is(agora_memory._judge_resolutions(1), 1::bigint, 'no more than asked for');
SELECT is(agora_memory._judge_resolutions(1000), 0::bigint, 'folly was deprecated already, only even was due');
SELECT is(pg_temp.written('even'), 'deprecated', 'it is written');
SELECT results_eq($$SELECT e.payload - 'resolution_id' - 'error_signature_id', e.principal_id, e.correlation_id FROM agora_event.published AS e WHERE e.topic = 'memory.resolution.changed.v1' ORDER BY e.event_id DESC LIMIT 1$$,
                  $$VALUES ('{"from": "tracking", "to": "deprecated", "confidence": 0.236590, "n": 10}'::jsonb, 1::bigint, NULL::uuid)$$, 'and announced');
SELECT isnt_empty($$SELECT 1 FROM agora.job_status AS j WHERE j.job = 'memory.judge_resolutions'$$, 'tick runs it');

-- The rules are settings.
SELECT pg_temp.try('one', 1);
SELECT agora.set_setting('memory.confident_at', '0.2', 'a test');
SELECT is((pg_temp.status('one'), pg_temp.written('one')), ('confident'::text, 'tracking'::text), 'the bound of confidence');
SELECT agora.set_setting('memory.confident_at', NULL, 'a test');
SELECT agora.set_setting('memory.refuted_min', '1', 'a test');
SELECT pg_temp.try('no', 4, 'timeout');
SELECT is(pg_temp.written('no'), 'deprecated', 'how much refutes');
SELECT agora.set_setting('memory.refuted_below', '0.1', 'a test');
SELECT pg_temp.try('nope', 4, 'timeout');
SELECT is(pg_temp.written('nope'), 'tracking', 'and below what');
SELECT agora.set_setting('memory.stale_after', '1 day', 'a test');
SELECT agora_test.advance('1 day');
SELECT is(pg_temp.status('one'), 'deprecated', 'how long is long');
SELECT agora.set_setting(s.key, NULL, 'a test') FROM unnest(ARRAY['memory.refuted_min', 'memory.refuted_below', 'memory.stale_after']) AS s(key);

-- Half-life: off by default; old evidence counts less, and confidence falls while nothing happens.
SELECT pg_temp.try('aging', 32);
SELECT is((agora_memory.standing(pg_temp.of('aging'))).confidence, agora_memory.wilson_lower_bound(32, 32), 'off, each counts as one');
SELECT agora.set_setting('memory.evidence_half_life', '10 days', 'a test');
SELECT is(agora_memory.standing(pg_temp.of('aging')), ROW('confident', agora_memory.wilson_lower_bound(32, 32), 1.000000)::agora_memory.standing, 'on, what is new still does; the weights come from the evidence');
SELECT agora_test.advance('10 days');
SELECT is((agora_memory.standing(pg_temp.of('aging'))).confidence, agora_memory.wilson_lower_bound(16, 16), 'half of it after a half-life');
SELECT agora_test.advance('20 days');
SELECT is(agora_memory.standing(pg_temp.of('aging')), ROW('confident', agora_memory.wilson_lower_bound(4, 4), 1.000000)::agora_memory.standing, 'an eighth after three: 0.51');
SELECT agora_test.advance('1 day');
SELECT is(pg_temp.status('aging'), 'tracking', 'below 0.5 it is not confident any more');
SELECT pg_temp.try('aging', 2, 'timeout');
SELECT ok(abs((pg_temp.of('aging')).success_weight - 32 / 2 ^ 3.1) < 1e-9 AND (pg_temp.of('aging')).failure_weight = 2, 'new evidence is added to what is left of the old');
SELECT is(((pg_temp.of('aging')).successes, (pg_temp.of('aging')).failures), (32::bigint, 2::bigint), 'the counts are whole');
SELECT is((pg_temp.of('aging')).half_life, '10 days', 'the row knows its half-life');
SELECT is((SELECT r.rows_differing FROM agora_event.replay(p_projection => 'memory.resolutions') AS r), 0::bigint, 'replayed it is the same');
SELECT is((agora_event.state_at(format('memory.resolutions:%s', (pg_temp.of('aging')).resolution_id), agora.now() - interval '1 day') ->> 'confidence')::numeric, agora_memory.wilson_lower_bound(32, 32),
          'and the day before it was that of what was seen by then, as of the last of it');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'and the invariant proves the weights');
UPDATE agora_memory.resolution SET success_weight = success_weight + 0.01 WHERE approach = 'aging';
SELECT isnt_empty('SELECT * FROM agora.check_invariants()', 'a weight out of thin air is a violation');
UPDATE agora_memory.resolution SET success_weight = success_weight - 0.01 WHERE approach = 'aging';
SELECT agora.set_setting('memory.evidence_half_life', NULL, 'a test');
SELECT is((agora_memory.standing(pg_temp.of('aging'))).confidence, agora_memory.wilson_lower_bound(32, 34), 'off again, the counts decide');
SELECT cmp_ok(agora_memory._judge_resolutions(1000), '>', 0::bigint, 'the job weighs anew');
SELECT is(((pg_temp.of('aging')).success_weight, (pg_temp.of('aging')).half_life), (32::double precision, interval '0'), 'without decay');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'all is proven');

-- No other way.
SELECT agora_test.raises('UPDATE agora_memory.resolution SET status = ''new''', 'ZA009', 'nothing becomes new again');
SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.become('reader');
SELECT is((SELECT count(*) FROM agora_memory.error_resolution AS r WHERE r.status = 'new'), 0::bigint, 'states are for every reader');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
