-- Circuit breakers: breaker_allows, trip_breaker, record_outcome, reset_breaker as one state machine.
BEGIN;
SELECT plan(55);
SELECT agora.register_principal('alice');
SELECT agora_test.at('2026-01-01 00:00+00');

-- Failures in a row open it.
SELECT ok(agora.breaker_allows('b'), 'an unknown breaker is closed');
SELECT is((agora.record_outcome('b', false)).status, 'closed', 'one failure');
SELECT is((agora.record_outcome('b', false)).failures, 2, 'two failures');
SELECT is((agora.record_outcome('b', true)).failures, 0, 'a success ends the row');
SELECT agora.record_outcome('b', false);
SELECT agora.record_outcome('b', false);
SELECT ok(agora.breaker_allows('b'), 'still closed at one failure less');
SELECT results_eq($$SELECT r.* FROM agora.record_outcome('b', false, agora_test.id('alice')) AS r$$,
                  $$VALUES ('b', 'open', 'transient', '3 failures in a row', 3, '2026-01-01 00:00+00'::timestamptz, NULL::timestamptz,
                            agora_test.id('alice'), '2026-01-01 00:00+00'::timestamptz)$$, 'the third in a row opens it');
SELECT ok(NOT agora.breaker_allows('b'), 'open: no work');
SELECT is((agora.record_outcome('b', true)).status, 'open', 'a late success does not close it');
SELECT agora_test.at('2026-01-01 00:00:59.999999+00');
SELECT ok(NOT agora.breaker_allows('b'), 'not before the cooldown is over');

-- One probe.
SELECT agora_test.at('2026-01-01 00:01+00');
SELECT ok(agora.breaker_allows('b'), 'after exactly the cooldown: one probe');
SELECT is((SELECT s.status FROM agora.breaker_state AS s WHERE s.breaker = 'b'), 'half_open', 'half open');
SELECT ok(NOT agora.breaker_allows('b'), 'not a second one beside it');
SELECT agora_test.at('2026-01-01 00:01:59.999999+00');
SELECT ok(NOT agora.breaker_allows('b'), 'not while it may still run');
SELECT agora_test.at('2026-01-01 00:02+00');
SELECT ok(agora.breaker_allows('b'), 'a probe that never reports is followed by another');
SELECT results_eq($$SELECT r.status, r.opened_at, r.reason FROM agora.record_outcome('b', false) AS r$$,
                  $$VALUES ('open', '2026-01-01 00:02+00'::timestamptz, '3 failures in a row')$$, 'a failed probe opens it from now');
SELECT agora_test.at('2026-01-01 00:03+00');
SELECT ok(agora.breaker_allows('b'), 'the next probe');
SELECT results_eq($$SELECT r.status, r.reason_class, r.reason, r.failures, r.opened_at, r.probe_until FROM agora.record_outcome('b', true) AS r$$,
                  $$VALUES ('closed', NULL::text, NULL::text, 0, NULL::timestamptz, NULL::timestamptz)$$, 'a probe that succeeds closes it');
SELECT ok(agora.breaker_allows('b'), 'closed: work goes on');

-- Tripping by hand.
SELECT is((agora.trip_breaker('p', 'performance', 'slow')).status, 'open', 'performance');
SELECT is((agora.trip_breaker('p', 'transient', 'other')).reason, 'slow', 'a second trip that needs nobody keeps the first reason');
SELECT agora_test.advance('1 minute');
SELECT results_eq($$SELECT r.reason_class, r.reason, r.opened_at FROM agora.trip_breaker('p', 'security', 'leak') AS r$$,
                  $$VALUES ('security', 'leak', '2026-01-01 00:03+00'::timestamptz)$$, 'one that needs an operator replaces it, with the first date');
SELECT is((agora.trip_breaker('p', 'transient', 'other')).reason_class, 'security', 'and is not replaced');
SELECT is((agora.trip_breaker('p', 'policy', 'other')).reason_class, 'security', 'nor by another of its kind');
SELECT agora_test.advance('10 years');
SELECT ok(NOT agora.breaker_allows('p'), 'it never half-opens by itself');
SELECT is((agora.record_outcome('p', true)).status, 'open', 'and no success closes it');
SELECT ok(bool_and(NOT agora.breaker_allows(t.breaker)), 'policy, budget and manual trips wait for an operator, too')
  FROM (SELECT (agora.trip_breaker('hand ' || c.class, c.class, 'r')).breaker
          FROM unnest(ARRAY['policy', 'budget', 'manual']) AS c(class)) AS t;

SELECT agora_test.at('2026-02-01 00:00+00');
SELECT agora.trip_breaker('h', 'transient', 'first');
SELECT agora_test.advance('1 minute');
SELECT ok(agora.breaker_allows('h'), 'a probe');
SELECT is((agora.trip_breaker('h', 'transient', 'second')).opened_at, '2026-02-01 00:01+00'::timestamptz, 'a trip during the probe opens it from now');
SELECT ok(NOT agora.breaker_allows('h'), 'with a cooldown of its own');

-- Resetting.
SELECT results_eq($$SELECT r.status, r.reason_class, r.reason, r.failures, r.opened_at FROM agora.reset_breaker('p', 'looked into it') AS r$$,
                  $$VALUES ('closed', NULL::text, 'looked into it', 0, NULL::timestamptz)$$, 'an operator closes it');
SELECT ok(agora.breaker_allows('p'), 'and work goes on');
SELECT is((agora.reset_breaker('p', 'again')).status, 'closed', 'resetting a closed one keeps it closed');
SELECT agora.record_outcome('p', false);
SELECT agora.record_outcome('p', false);
SELECT results_eq($$SELECT r.status, r.reason_class, r.reason FROM agora.record_outcome('p', false) AS r$$,
                  $$VALUES ('open', 'transient', '3 failures in a row')$$, 'what opens it next has its own reason');

-- Settings rule it.
SELECT agora.set_setting('core.breaker_failures', '1', 'a test');
SELECT agora.set_setting('core.breaker_cooldown', '5 seconds', 'a test');
SELECT is((agora.record_outcome('q', false)).status, 'open', 'core.breaker_failures decides how many');
SELECT agora_test.advance('5 seconds');
SELECT ok(agora.breaker_allows('q'), 'core.breaker_cooldown decides how long');

SELECT agora_test.raises($$SELECT agora.breaker_allows(NULL)$$, '22023', 'allows: no breaker');
SELECT agora_test.raises($$SELECT agora.breaker_allows(repeat('b', 201))$$, '22023', 'allows: a name of 201 characters');
SELECT agora_test.raises($$SELECT agora.breaker_allows('b', 999)$$, 'ZA001', 'allows: an unknown actor');
SELECT agora_test.raises($$SELECT agora.record_outcome('b', NULL)$$, '22023', 'outcome: neither');
SELECT agora_test.raises($$SELECT agora.record_outcome('', true)$$, '22023', 'outcome: no breaker');
SELECT agora_test.raises($$SELECT agora.record_outcome(repeat('b', 201), true)$$, '22023', 'outcome: a name of 201 characters');
SELECT lives_ok($$SELECT agora.record_outcome(repeat('b', 200), true)$$, 'outcome: a name of 200 characters');
SELECT agora_test.raises($$SELECT agora.record_outcome('b', true, 999)$$, 'ZA001', 'outcome: an unknown actor');
SELECT agora_test.raises($$SELECT agora.trip_breaker('b', 'mood', 'r')$$, '22023', 'trip: an unknown class');
SELECT agora_test.raises($$SELECT agora.trip_breaker('b', NULL, 'r')$$, '22023', 'trip: no class');
SELECT agora_test.raises($$SELECT agora.trip_breaker('b', 'manual', NULL)$$, '22023', 'trip: no reason');
SELECT agora_test.raises($$SELECT agora.trip_breaker('b', 'manual', repeat('r', 1001))$$, '22023', 'trip: a reason of 1001 characters');
SELECT agora_test.raises($$SELECT agora.trip_breaker(NULL, 'manual', 'r')$$, '22023', 'trip: no breaker');
SELECT agora_test.raises($$SELECT agora.trip_breaker('b', 'manual', 'r', 999)$$, 'ZA001', 'trip: an unknown actor');
SELECT agora_test.raises($$SELECT agora.reset_breaker('none', 'r')$$, 'ZA014', 'reset: an unknown breaker');
SELECT agora_test.raises($$SELECT agora.reset_breaker(NULL, 'r')$$, 'ZA014', 'reset: no breaker');
SELECT agora_test.raises($$SELECT agora.reset_breaker('b', NULL)$$, '22023', 'reset: no reason');
SELECT agora_test.raises($$SELECT agora.reset_breaker('b', 'r', 999)$$, 'ZA001', 'reset: an unknown actor');
SELECT is((SELECT s.status FROM agora.breaker_state AS s WHERE s.breaker = 'b'), 'closed', 'what was refused changed nothing');
SELECT is((SELECT count(*) FROM agora.breaker_state AS s WHERE s.breaker = 'none'), 0::bigint, 'and made nothing');

SELECT * FROM finish();
ROLLBACK;
