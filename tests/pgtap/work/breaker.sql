-- Agents that are halted: what opens their breaker, what follows, and who may close it; violations.
BEGIN;
SELECT plan(48);
SELECT agora_test.add_login('alice', 'agora_service', true), agora_test.add_login('bob', 'agora_service', true), agora_test.add_login('office', 'agora_operator', true);
SELECT agora.register_principal('runner');
SELECT agora_test.at('2026-01-01 00:00+00');
CREATE FUNCTION pg_temp.standing() RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', s.breaker, s.reason_class) FROM agora_work.agent_standing AS s WHERE s.principal_id = agora_test.id('alice') $$;
CREATE FUNCTION pg_temp.breaker() RETURNS text LANGUAGE sql AS $$ SELECT agora_work.agent_breaker(agora_test.id('alice')) $$;
CREATE FUNCTION pg_temp.ran(p_key text, p_success boolean) RETURNS numeric LANGUAGE sql AS $$
    SELECT agora_work.record_operation(agora_test.id('alice'), 'test', p_success, 5, p_key, agora_test.id('runner')) $$;
CREATE FUNCTION pg_temp.told(p_topic text) RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM agora_event.event AS e WHERE e.topic = p_topic AND e.key = agora_test.id('alice')::text $$;

-- Failures in a row
SELECT pg_temp.ran('1', false), pg_temp.ran('2', false), pg_temp.ran('3', true), pg_temp.ran('4', false), pg_temp.ran('5', false);
SELECT is(pg_temp.standing(), 'closed', 'two failures, a success, two failures');
SELECT pg_temp.ran('6', false);
SELECT is(pg_temp.standing(), 'open transient', 'the third in a row halts it');
SELECT is(pg_temp.told('work.agent.halted.v1'), 1::bigint, 'which is told');
SELECT is((SELECT w.payload ->> 'reason' FROM agora_work.witness_entry AS w WHERE w.event = 'breaker.tripped'), '3 failures in a row', 'and written down');
SELECT pg_temp.ran('7', false);
SELECT is(pg_temp.told('work.agent.halted.v1'), 1::bigint, 'once');
SELECT agora_test.advance('60 seconds');
SELECT ok(agora.breaker_allows(pg_temp.breaker(), agora_test.id('runner')), 'after the cooldown one probe is let through');
SELECT pg_temp.ran('8', true);
SELECT is(pg_temp.standing(), 'closed', 'and its success closes it');
SELECT is(pg_temp.told('work.agent.resumed.v1'), 1::bigint, 'which is told');

-- record_violation
SELECT cmp_ok(agora_work.record_violation(agora_test.id('alice'), 'policy', '{"command": "rm"}', 'task 5', 'v1'), '>', 0::bigint, 'a violation of policy');
SELECT is(pg_temp.standing(), 'closed', 'counts as a failure');
SELECT is(agora_work.record_violation(agora_test.id('alice'), 'policy', '{"command": "rm"}', 'task 5', 'v1'), (SELECT max(v.violation_id) FROM agora_work.recorded_violation AS v), 'the same key answers as before');
SELECT agora_test.raises($$SELECT agora_work.record_violation(agora_test.id('alice'), 'limit', '{"command": "rm"}', 'task 5', 'v1')$$, 'ZA003', 'and refuses other facts');
SELECT agora_work.issue_credential(agora_test.id('alice'), 'task 5', '{GET /things}', p_key => 'c1');
SELECT agora_work.record_violation(agora_test.id('alice'), 'security', '{"escape": true}', 'task 5', 'v2');
SELECT is(pg_temp.standing(), 'open security', 'one of security halts it at once');
SELECT is((SELECT c.status FROM agora_work.issued_credential AS c WHERE c.principal_id = agora_test.id('alice')), 'revoked', 'and ends its credentials');
SELECT agora_test.raises($$SELECT agora_work.issue_credential(agora_test.id('alice'), 'task 5', '{GET /things}', p_key => 'c2')$$, 'ZW061', 'it gets no new ones');
SELECT is((SELECT w.severity FROM agora_work.witness_entry AS w WHERE w.event = 'violation.recorded' ORDER BY w.seq DESC LIMIT 1), 'critical', 'written down as critical');
SELECT agora_test.advance('1 year');
SELECT ok(NOT agora.breaker_allows(pg_temp.breaker(), agora_test.id('runner')), 'no time closes that');
SELECT pg_temp.ran('9', true);
SELECT is(pg_temp.standing(), 'open security', 'nor any success');
SELECT agora_test.raises($$SELECT agora_work.record_violation(agora_test.id('alice'), 'nonsense', p_key => 'x')$$, '22023', 'an unknown kind');
SELECT agora_test.raises($$SELECT agora_work.record_violation(agora_test.id('alice'), 'policy')$$, '22023', 'no key');
SELECT agora_test.raises($$SELECT agora_work.record_violation(agora_test.id('alice'), 'policy', '[]', p_key => 'x')$$, '22023', 'details that are no object');
SELECT agora_test.raises($$SELECT agora_work.record_violation(999999, 'policy', p_key => 'x')$$, 'ZA001', 'of nobody');
SELECT agora_test.raises($$SELECT agora_work.record_violation(1, 'policy', p_key => 'x')$$, '22023', 'of the system');

-- Who may not
SELECT agora_work.record_violation(agora_test.id('alice'), 'limit', p_key => 'v3');
SELECT agora_test.become('alice');
SELECT throws_ok(format('SELECT agora.reset_breaker(%L, %L)', pg_temp.breaker(), 'please'), '42501', NULL, 'an agent does not reset its breaker');
SELECT agora_test.raises(format('SELECT agora.record_outcome(%L, true)', pg_temp.breaker()), '42501', 'nor forget its failures');
RESET SESSION AUTHORIZATION;
SELECT agora_test.become('bob');
SELECT agora_test.raises(format('SELECT agora.trip_breaker(%L, %L, %L)', pg_temp.breaker(), 'manual', 'a rival'), '42501', 'nor does one halt another');
SELECT agora_test.raises(format('SELECT agora.record_outcome(%L, false)', pg_temp.breaker()), '42501', 'nor speak ill of it');
SELECT agora_test.raises($$SELECT agora_work.record_violation(agora_test.id('alice'), 'security', p_key => 'x')$$, '42501', 'nor accuse it');
SELECT lives_ok($$SELECT agora.trip_breaker('its own matter', 'manual', 'a test')$$, 'other breakers are as they were');
RESET SESSION AUTHORIZATION;
SELECT agora_test.raises(format('SELECT agora.reset_breaker(%L, %L, %s)', pg_temp.breaker(), 'a test', agora_test.id('alice')), '42501', 'nor in its name');

-- Who may
SELECT agora_test.become('office');
SELECT agora_test.raises(format('SELECT agora.reset_breaker(%L, %L)', pg_temp.breaker(), ''), '22023', 'an operator, but not without a reason');
SELECT is((agora.reset_breaker(pg_temp.breaker(), 'looked at it')).status, 'closed', 'with one');
RESET SESSION AUTHORIZATION;
SELECT is((SELECT w.payload ->> 'by' FROM agora_work.witness_entry AS w WHERE w.event = 'breaker.reset' ORDER BY w.seq DESC LIMIT 1), agora_test.id('office')::text, 'and it is known who');

-- What it holds, and claims
SELECT agora_work.register_agent(agora_test.id('alice'));
CREATE TEMP TABLE task AS SELECT agora_work.add_task(format('Task %s', n), p_key => n::text) AS task_id, n FROM generate_series(1, 2) AS n;
SELECT is((SELECT count(*) FROM task AS t CROSS JOIN LATERAL agora_work.claim_task(agora_test.id('alice'), t.task_id)), 2::bigint, 'it holds two tasks');
SELECT agora.trip_breaker(pg_temp.breaker(), 'manual', 'a test');
SELECT is((SELECT array_agg(DISTINCT b.status) FROM agora_work.board AS b JOIN task AS t ON t.task_id = b.task_id), '{available}', 'halted, it gives them back');
SELECT is((SELECT array_agg(DISTINCT h.outcome) FROM agora_work.claim_history AS h JOIN task AS t ON t.task_id = h.task_id), '{released}', 'which is no attempt');
SELECT agora_test.raises(format('SELECT agora_work.claim_task(%s, %s)', agora_test.id('alice'), t.task_id), 'ZW061', 'and claims none') FROM task AS t WHERE t.n = 1;
SELECT agora_test.raises(format('SELECT agora_work.claim_next(%s)', agora_test.id('alice')), 'ZW061', 'nor any other');
SELECT agora.reset_breaker(pg_temp.breaker(), 'a test');
SELECT is((SELECT count(*) FROM agora_work.claim_task(agora_test.id('alice'), (SELECT t.task_id FROM task AS t WHERE t.n = 1))), 1::bigint, 'until it is reset');
SELECT pg_temp.ran('t1', false), pg_temp.ran('t2', false), pg_temp.ran('t3', false);
SELECT is(pg_temp.standing(), 'open transient', 'failures in a row');
SELECT agora_test.advance('60 seconds');
SELECT is((SELECT count(*) FROM agora_work.claim_task(agora_test.id('alice'), (SELECT t.task_id FROM task AS t WHERE t.n = 1))), 1::bigint, 'after the cooldown one claim is the probe');
SELECT agora_test.raises(format('SELECT agora_work.claim_task(%s, %s)', agora_test.id('alice'), t.task_id), 'ZW061', 'and only one') FROM task AS t WHERE t.n = 2;
SELECT pg_temp.ran('t4', true);
SELECT is((SELECT count(*) FROM agora_work.claim_task(agora_test.id('alice'), (SELECT t.task_id FROM task AS t WHERE t.n = 2))), 1::bigint, 'whose success lets it go on');

-- For want of budget
SELECT agora_model.set_budget(0, p_principal => agora_test.id('alice'));
SELECT agora.trip_breaker(pg_temp.breaker(), 'budget', 'a test');
SELECT agora_test.raises(format('SELECT agora.reset_breaker(%L, %L)', pg_temp.breaker(), 'a test'), 'ZW060', 'not while the budget is used up');
SELECT is(pg_temp.standing(), 'open budget', 'it stays open');
SELECT agora_model.set_budget(5, p_principal => agora_test.id('alice'));
SELECT lives_ok(format('SELECT agora.reset_breaker(%L, %L)', pg_temp.breaker(), 'a test'), 'with a new one it is closed');
SELECT is((SELECT b.spent_usd::numeric FROM agora_model.budget_state AS b WHERE b.principal_id = agora_test.id('alice')), 0::numeric, 'a trip touches no money');
SELECT is_empty('SELECT * FROM agora_work.verify_witness()', 'all of it is written down');

SELECT * FROM finish();
ROLLBACK;
