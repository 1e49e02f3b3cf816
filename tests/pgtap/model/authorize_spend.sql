-- Spending is authorised up to a hard limit and not above, in every budget that applies; what is overdue counts no more; marks are told once.
BEGIN;
SELECT plan(84);
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['alice', 'bob', 'carol']) AS n(name);
CREATE FUNCTION pg_temp.ask(p_usd numeric, p_key text, p_who text DEFAULT 'alice', p_stage text DEFAULT NULL, p_ttl interval DEFAULT '15 minutes')
RETURNS agora_model.spend_authorization LANGUAGE sql
RETURN agora_model.authorize_spend(agora_test.id(p_who), p_stage, p_usd, p_ttl, NULL, p_key, agora_test.id(p_who));
CREATE FUNCTION pg_temp.state(p_budget bigint, OUT spent numeric, OUT reserved numeric, OUT remaining numeric) LANGUAGE sql
BEGIN ATOMIC
    SELECT b.spent_usd::numeric, b.reserved_usd::numeric, b.remaining_usd::numeric FROM agora_model.budget_state AS b WHERE b.budget_id = p_budget;
END;

-- no budget
SELECT results_eq($$SELECT a.decision, a.remaining_usd::numeric, a.expires_at, a.budget_id, a.options FROM pg_temp.ask(5, 'n1') AS a$$, $$VALUES ('allow', NULL::numeric, '2026-06-01 12:15Z'::timestamptz, NULL::bigint, '[]'::jsonb)$$, 'without a budget all is allowed');
SELECT is((pg_temp.ask(NULL, 'n2')).decision, 'allow', 'also what has no price');

-- one hard budget
SELECT agora_model.set_budget(10) AS day \gset
SELECT agora_test.raises('SELECT pg_temp.ask(4, ''n1'')', 'ZA003', 'a key is for one call');
SELECT is((pg_temp.ask(7.4, 'a1')).decision, 'allow', 'below three quarters');
SELECT is((SELECT count(*) FROM agora_model.budget_crossing), 0::bigint, 'nothing is told');
SELECT is((pg_temp.ask(0.1, 'a2')).decision, 'warn', 'at three quarters, a warning');
SELECT is((pg_temp.ask(2.500000000001, 'a3')).decision, 'deny', 'more than is left');
SELECT results_eq(format('SELECT * FROM pg_temp.state(%s)', :day), 'VALUES (0::numeric, 7.5, 2.5)', 'reserves nothing');
SELECT results_eq($$SELECT a.authorization_id, a.remaining_usd::numeric, a.budget_id, a.options -> 0 ->> 'option', (a.options -> 0 ->> 'at')::timestamptz, jsonb_array_length(a.options) FROM pg_temp.ask(3, 'a3') AS a$$,
                  format($$VALUES (NULL::bigint, 2.5, %s::bigint, 'wait', '2026-06-02Z'::timestamptz, 1)$$, :day), 'and says what is left, where, and when there is more');
SELECT is((SELECT array_agg(c.percent ORDER BY c.percent) FROM agora_model.budget_crossing AS c), '{75,100}'::numeric[], 'who is refused has met the limit');
SELECT is((pg_temp.ask(2.5, 'a3')).decision, 'warn', 'all that is left can be had, with the key of who was refused');
SELECT is((SELECT b.crossed_percent FROM agora_model.budget_state AS b), 100::numeric, 'the limit is reached');
SELECT results_eq($$SELECT e.topic, (e.payload ->> 'percent')::numeric, e.payload ->> 'used_usd' FROM agora_event.event AS e WHERE e.topic IN ('model.budget.crossed.v1', 'model.budget.exhausted.v1') ORDER BY e.event_id$$,
                  $$VALUES ('model.budget.crossed.v1', 75::numeric, '7.5'), ('model.budget.exhausted.v1', 100, '7.5'), ('model.budget.crossed.v1', 90, '10')$$, 'each mark is told once');
SELECT is((pg_temp.ask(0.000000000001, 'a4')).decision, 'deny', 'not a millionth of a millionth more');
SELECT is((pg_temp.ask(0, 'a5')).decision, 'warn', 'what costs nothing is no more');
SELECT is((pg_temp.ask(2.5, 'a3')).authorization_id, (pg_temp.ask(2.5, 'a3')).authorization_id, 'a repeated call has its first answer, though all is gone');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic IN ('model.budget.crossed.v1', 'model.budget.exhausted.v1')), 3::bigint, 'and nothing more is told');

-- time
SELECT agora_test.at('2026-06-01 12:14:59.999999Z');
SELECT is((pg_temp.ask(10, 'b1')).decision, 'deny', 'an authorisation holds to its last microsecond');
SELECT agora_test.at('2026-06-01 12:15Z');
SELECT results_eq(format('SELECT * FROM pg_temp.state(%s)', :day), 'VALUES (0::numeric, 0::numeric, 10::numeric)', 'then it is over, before anybody says so');
SELECT is((pg_temp.ask(10, 'b1')).decision, 'warn', 'and what it reserved is free');
SELECT is(agora_model._sweep_authorizations(100), 6::bigint, 'the job writes it down');
SELECT results_eq('SELECT p.reserved_usd::numeric FROM agora_model.budget_period AS p', 'VALUES (10::numeric)', 'and takes it from the count');
SELECT agora_test.at('2026-06-01 23:59:59.999999Z');
SELECT is((pg_temp.ask(9, 'c1')).decision, 'warn', 'the last moment of the day');
SELECT agora_test.at('2026-06-02Z');
SELECT results_eq($$SELECT a.decision, a.remaining_usd::numeric FROM pg_temp.ask(7, 'c2') AS a$$, $$VALUES ('allow', 3::numeric)$$, 'is not the first of the next');
SELECT is(agora_model._sweep_authorizations(100), 1::bigint, 'what ended yesterday is yesterday''s');
SELECT results_eq('SELECT h.period_start, h.reserved_usd::numeric, h.crossed_percent FROM agora_model.budget_history AS h ORDER BY 1', $$VALUES ('2026-06-01Z'::timestamptz, 9::numeric, 100::numeric), ('2026-06-02Z', 7, NULL)$$, 'each day has its own count');
SELECT is(agora_model._sweep_authorizations(100), 0::bigint, 'nothing is overdue yet');
SELECT agora_test.advance('1 hour');
SELECT is(agora_model._sweep_authorizations(1), 1::bigint, 'the job ends as many as it is told');
SELECT is(agora_model._sweep_authorizations(100), 1::bigint, 'and the rest');
SELECT is((SELECT sum(p.reserved_usd)::numeric FROM agora_model.budget_period AS p), 0::numeric, 'nothing is reserved');

-- scopes
SELECT agora.create_team('red') AS red \gset
SELECT agora.assign_principal(agora_test.id('bob'), :red, NULL);
SELECT agora_model.set_budget(5, p_team => :red, p_on_exhausted => 'throttle') AS team \gset
SELECT agora_model.set_budget(3, p_principal => agora_test.id('bob'), p_on_exhausted => 'degrade') AS bob \gset
SELECT agora_model.set_budget(1, p_stage => 'generation') AS stage \gset
SELECT a.authorization_id AS d1 FROM pg_temp.ask(0.5, 'd1', 'bob', 'generation') AS a \gset
SELECT is((SELECT r.budget_ids FROM agora_model.recorded_authorization AS r WHERE r.authorization_id = :d1), ARRAY[:day, :team, :bob, :stage]::bigint[], 'a call counts in every budget that applies');
SELECT a.authorization_id AS d2 FROM pg_temp.ask(0.5, 'd2', 'carol') AS a \gset
SELECT is((SELECT r.budget_ids FROM agora_model.recorded_authorization AS r WHERE r.authorization_id = :d2), ARRAY[:day]::bigint[], 'and in no other');
SELECT results_eq($$SELECT a.decision, a.budget_id, a.remaining_usd::numeric FROM pg_temp.ask(0.6, 'd3', 'bob', 'generation') AS a$$, format('VALUES (''deny'', %s::bigint, 0.5)', :stage), 'the fullest refuses');
SELECT results_eq($$SELECT a.decision, a.budget_id, a.options -> 0 ->> 'option', a.options -> 0 ->> 'max_usd', a.options -> 1 ->> 'option' FROM pg_temp.ask(2.6, 'd4', 'bob') AS a$$, format('VALUES (''deny'', %s::bigint, ''cheaper_model'', ''2.5'', ''wait'')', :bob), 'one that degrades offers what is left');
SELECT results_eq($$SELECT a.decision, a.budget_id FROM pg_temp.ask(4.6, 'd5', 'bob') AS a$$, format('VALUES (''throttle'', %s::bigint)', :team), 'one that throttles says come back');
SELECT results_eq($$SELECT a.decision, a.budget_id, a.options -> 0 ->> 'option', a.options -> 0 ->> 'max_usd', (a.options -> 0 ->> 'at')::timestamptz, jsonb_array_length(a.options) FROM pg_temp.ask(5.000000000001, 'd5', 'bob') AS a$$,
                  format('VALUES (''deny'', %s::bigint, ''ask_for_less'', ''5'', ''2026-06-03Z''::timestamptz, 1)', :team), 'but not to whom it could never have: that one asks for less');
SELECT is((SELECT a.options -> 0 ->> 'option' FROM pg_temp.ask(5, 'd5', 'bob') AS a), 'wait', 'all that it has it can have');
SELECT results_eq(format('SELECT * FROM pg_temp.state(%s)', :day), 'VALUES (0::numeric, 1::numeric, 9::numeric)', 'a refusal leaves nothing in the budgets before it');
SELECT is((SELECT pg_temp.ask(2.5, 'd6', 'bob')).budget_id, :bob::bigint, 'an answer names the budget with the least left');
SELECT agora_model.end_budget(:stage), agora_model.end_budget(:bob);
SELECT is((pg_temp.ask(2, 'd7', 'bob', 'generation')).decision, 'warn', 'one that has ended refuses nothing');

-- soft, and without a price
SELECT is((pg_temp.ask(NULL, 'e1')).decision, 'deny', 'a hard budget refuses what has no price');
SELECT is((pg_temp.ask(NULL, 'e1')).options -> 0 ->> 'option', 'set_price', 'and says so');
SELECT agora.set_setting('model.assumed_price', '0.25', 'a test');
SELECT a.authorization_id AS e1 FROM pg_temp.ask(NULL, 'e1') AS a \gset
SELECT is((SELECT r.estimate_usd::numeric FROM agora_model.recorded_authorization AS r WHERE r.authorization_id = :e1), 0.25, 'unless one is assumed');
SELECT agora.set_setting('model.assumed_price', '0', 'a test');
SELECT agora_model.end_budget(:day), agora_model.end_budget(:team);
SELECT agora_model.set_budget(1, 'month', p_is_hard => false) AS soft \gset
SELECT is((pg_temp.ask(NULL, 'e2')).decision, 'allow', 'a soft one does not');
SELECT results_eq($$SELECT a.decision, a.remaining_usd::numeric FROM pg_temp.ask(5, 'e3') AS a$$, $$VALUES ('warn', 0::numeric)$$, 'nor what is above it: it warns');
SELECT is((SELECT array_agg(c.percent ORDER BY c.percent) FROM agora_model.budget_crossing AS c WHERE c.budget_id = :soft), '{75,90,100}'::numeric[], 'all at once');
SELECT agora_model.end_budget(:soft);

-- slices
SELECT agora_model.set_budget(10, 'hour', p_slices => 3) AS sliced \gset
SELECT is((SELECT array_agg(DISTINCT (pg_temp.ask(1, 's' || n)).decision) FROM generate_series(1, 7) AS n), '{allow}', 'slices share the limit');
SELECT is((SELECT count(*) FROM agora_model.budget_period AS p WHERE p.budget_id = :sliced AND p.reserved_usd > 0), 3::bigint, 'and the work');
SELECT is((pg_temp.ask(2.999, 's8')).decision, 'warn', 'more than any slice has is found in the sum');
SELECT is((pg_temp.ask(0.002, 's9')).decision, 'deny', 'and no more than that');
SELECT is((pg_temp.ask(0.001, 's10')).decision, 'warn', 'to the last of it');
SELECT results_eq(format('SELECT * FROM pg_temp.state(%s)', :sliced), 'VALUES (0::numeric, 10::numeric, 0::numeric)', 'the limit, exactly');
SELECT agora_model.set_budget(20, 'hour', p_slices => 3);
SELECT is((pg_temp.ask(10, 's11')).decision, 'warn', 'a raised limit is had as a whole');
SELECT agora_model.set_budget(15, 'hour', p_slices => 3);
SELECT is((pg_temp.ask(0.001, 's12')).decision, 'deny', 'a lowered one is no slice''s to break');
SELECT agora_test.advance('15 minutes');
SELECT results_eq($$SELECT a.decision, a.remaining_usd::numeric FROM pg_temp.ask(14.5, 's13', p_ttl => '1 minute') AS a$$, $$VALUES ('warn', 0.5)$$, 'what is overdue is free, in whatever slices, before anybody says so');
SELECT is((pg_temp.ask(0.6, 's14')).decision, 'deny', 'and can be had once');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');
SELECT agora_model.end_budget(:sliced);

-- the zone
SELECT agora.set_setting('model.budget_time_zone', 'Europe/Berlin', 'a test');
SELECT agora_test.at('2026-03-28 23:30Z');
SELECT agora_model.set_budget(1) AS berlin \gset
SELECT results_eq('SELECT b.period_start, b.period_end FROM agora_model.budget_state AS b WHERE b.ended_at IS NULL', $$VALUES ('2026-03-28 23:00Z'::timestamptz, '2026-03-29 22:00Z'::timestamptz)$$, 'a day of the zone may have 23 hours');
SELECT agora_test.at('2026-03-29 21:59:59.999999Z');
SELECT is((pg_temp.ask(1, 'z1')).decision, 'warn', 'before midnight there');
SELECT is((pg_temp.ask(1, 'z2')).decision, 'deny', 'all is taken');
SELECT agora_test.at('2026-03-29 22:00Z');
SELECT is((pg_temp.ask(1, 'z2')).decision, 'warn', 'at midnight there is more');

-- settings and switches that somebody has set
SELECT agora_model.end_budget(b.budget_id) FROM agora_model.budget_state AS b WHERE b.ended_at IS NULL;
SELECT agora_model.set_budget(10) AS one, agora_model.set_budget(12, 'hour', p_stage => 'generation', p_slices => 4) AS four \gset
SELECT is((pg_temp.ask(6, 'm1')).decision, 'allow', 'below the mark');
SELECT agora.set_setting('model.budget_warning', '60', 'a test');
SELECT is((pg_temp.ask(0.1, 'm2')).decision, 'warn', 'which may be moved');
SELECT agora_test.raises('SELECT agora.set_setting(''model.longest_authorization'', ''14 minutes'', ''a test'')', '22023', 'the usual time can always be had');
SELECT agora.set_setting('model.longest_authorization', '15 minutes', 'a test');
SELECT agora_test.raises('SELECT pg_temp.ask(0.1, ''m3'', p_ttl => ''15 minutes 1 second'')', '22023', 'and no more than is set');
SELECT is((pg_temp.ask(0.1, 'm3', p_ttl => '15 minutes')).decision, 'warn', 'but all of it');
SELECT results_eq($$SELECT f.flag, f.default_on, f.default_stage FROM agora.feature_flag AS f WHERE f.flag IN ('cost_tracking', 'token_spending') ORDER BY 1$$,
                  $$VALUES ('cost_tracking', true, 'ga'), ('token_spending', false, 'ga')$$, 'where nobody set a switch, costs are tracked and no tokens spent');
SELECT agora_model.end_budget(:one);
SELECT a.authorization_id AS m4 FROM pg_temp.ask(1, 'm4', p_stage => 'generation') AS a \gset
SELECT is((pg_temp.ask(1, 'm4', p_stage => 'generation')).authorization_id, :m4::bigint, 'in slices, too, a repeated call has its first answer');
SELECT results_eq(format('SELECT * FROM pg_temp.state(%s)', :four), 'VALUES (0::numeric, 1::numeric, 11::numeric)', 'and reserves nothing more');
SELECT agora_test.raises('SELECT pg_temp.ask(2, ''m4'', p_stage => ''generation'')', 'ZA003', 'a key is for one call there, too');
SELECT is((pg_temp.ask(3.5, 'm5', p_stage => 'generation')).remaining_usd::numeric, 7.5, 'more than a slice has is had from the whole');
SELECT is((SELECT array_agg((pg_temp.ask(0.1, 'm6 ' || n, p_stage => 'generation')).remaining_usd::numeric ORDER BY n) FROM generate_series(1, 3) AS n), '{7.4,7.3,7.2}', 'what is left counts all slices');
SELECT agora.set_flag('cost_tracking', false, agora_test.id('alice'));
SELECT results_eq($$SELECT a.decision, a.authorization_id FROM pg_temp.ask(99, 'm7') AS a$$, $$VALUES ('allow', NULL::bigint)$$, 'whose costs are not tracked is held against nothing');
SELECT isnt((pg_temp.ask(0.1, 'm8', 'bob', 'generation')).authorization_id, NULL, 'others are');

-- wrong arguments
SELECT agora_test.raises(w.call, w.code, w.why)
  FROM (VALUES ('SELECT pg_temp.ask(-1, ''w'')', '22023', 'a negative cost'), ('SELECT pg_temp.ask(''NaN'', ''w'')', '22023', 'no number'), ('SELECT pg_temp.ask(0.0000000000001, ''w'')', '22023', 'thirteen decimals'),
               ('SELECT pg_temp.ask(1, NULL)', '22023', 'no key'), ('SELECT pg_temp.ask(1, ''w'', p_ttl => ''0'')', '22023', 'no time'), ('SELECT pg_temp.ask(1, ''w'', p_ttl => ''2 days'')', '22023', 'too much time'),
               ('SELECT pg_temp.ask(1, ''w'', p_stage => ''lunch'')', 'ZP005', 'an unknown stage'), ('SELECT pg_temp.ask(1, ''w'', ''ghost'')', 'ZA001', 'nobody')) AS w(call, code, why);
SELECT agora.set_flag('cost_tracking', false);
SELECT is((pg_temp.ask(99, 'off')).decision, 'allow', 'where costs are not tracked, nothing is held against budgets');
SELECT is((pg_temp.ask(99, 'off')).authorization_id, NULL, 'nor written');
SELECT * FROM finish();
ROLLBACK;
