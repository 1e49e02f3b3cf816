-- Budgets are set anew in place, seen by those they concern, and ended.
BEGIN;
SELECT plan(31);
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora_test.add_login('alice', 'agora_service', true), agora_test.add_login('bob', 'agora_service', true), agora_test.add_login('reader', 'agora_reader');
SELECT agora.create_team('red') AS red \gset
SELECT agora.assign_principal(agora_test.id('alice'), :red, NULL);

SELECT agora_model.set_budget(10) AS everybody \gset
SELECT agora_model.set_budget(5, 'hour', p_team => :red, p_is_hard => false, p_on_exhausted => 'throttle', p_slices => 64) AS team \gset
SELECT agora_model.set_budget(3, 'month', p_principal => agora_test.id('bob'), p_stage => 'generation') AS bob \gset
SELECT results_eq('SELECT b.budget_id, b.team_id, b.principal_id, b.stage, b.period, b.time_zone, b.period_start, b.period_end, b.limit_usd::numeric, b.is_hard, b.on_exhausted, b.slices::integer FROM agora_model.budget_state AS b ORDER BY 1',
    format($$VALUES (%s::bigint, NULL::bigint, NULL::bigint, NULL::text, 'day', 'UTC', '2026-06-01Z'::timestamptz, '2026-06-02Z'::timestamptz, 10::numeric, true, 'deny', 1),
                    (%s, %s, NULL, NULL, 'hour', 'UTC', '2026-06-01 12:00Z', '2026-06-01 13:00Z', 5, false, 'throttle', 64),
                    (%s, NULL, %s, 'generation', 'month', 'UTC', '2026-06-01Z', '2026-07-01Z', 3, true, 'deny', 1)$$, :everybody, :team, :red, :bob, agora_test.id('bob')), 'what was set is seen');
SELECT (agora_model.authorize_spend(agora_test.id('alice'), NULL, 4, p_key => 'a')).decision AS decision \gset
SELECT is(agora_model.set_budget(20, p_on_exhausted => 'degrade'), :everybody::bigint, 'set anew it is the same budget');
SELECT results_eq($$SELECT b.limit_usd::numeric, b.reserved_usd::numeric, b.remaining_usd::numeric, b.used_percent, b.on_exhausted FROM agora_model.budget_state AS b WHERE b.team_id IS NULL AND b.principal_id IS NULL$$,
    'VALUES (20::numeric, 4::numeric, 16::numeric, 20.0, ''degrade'')', 'with another limit, and what was reserved');
SELECT isnt(agora_model.set_budget(20, 'hour'), :everybody::bigint, 'another period is another budget');
SELECT agora_test.raises('SELECT agora_model.set_budget(20, p_slices => 2)', 'ZP014', 'slices stay');

-- who sees what
SELECT agora_test.become('alice');
SELECT is((SELECT array_agg(b.budget_id ORDER BY b.budget_id) FROM agora_model.budget_state AS b WHERE b.period <> 'hour' OR b.team_id IS NOT NULL), ARRAY[:everybody, :team]::bigint[], 'a member sees the team''s and everybody''s');
SELECT is((SELECT count(*) FROM agora_model.budget_history), 2::bigint, 'and what they spent');
SELECT throws_ok('SELECT agora_model.set_budget(1)', '42501', NULL, 'and sets none');
SELECT throws_ok('SELECT agora_model.end_budget(1)', '42501', NULL, 'nor ends one');
SELECT agora_test.become('bob');
SELECT is((SELECT count(*) FROM agora_model.budget_state AS b WHERE b.team_id IS NOT NULL), 0::bigint, 'another sees not the team''s');
SELECT is((SELECT count(*) FROM agora_model.budget_state AS b WHERE b.principal_id IS NOT NULL), 1::bigint, 'but its own');
SELECT is((SELECT count(*) FROM agora_model.recorded_authorization), 0::bigint, 'and no authorisation of others');
SELECT agora_test.become('reader');
SELECT is((SELECT count(*) FROM agora_model.budget_state), 0::bigint, 'a mere reader sees none');
RESET SESSION AUTHORIZATION;

-- wrong arguments
SELECT agora_test.raises('SELECT agora_model.set_budget(' || w.arguments || ')', w.code, w.why)
  FROM (VALUES ('NULL', '22023', 'no limit'), ('-1', '22023', 'a negative limit'), ('''NaN''', '22023', 'no number'), ('0.0000000000001', '22023', 'thirteen decimals'),
               ('1, ''week''', '22023', 'a week'), ('1, NULL', '22023', 'no period'), ('1, p_on_exhausted => ''panic''', '22023', 'an unknown policy'), ('1, p_is_hard => NULL', '22023', 'neither hard nor soft'),
               ('1, p_slices => 0', '22023', 'no slice'), ('1, p_slices => 65', '22023', 'too many'), ('1, p_team => -1', 'ZA006', 'an unknown team'), ('1, p_principal => -1', 'ZA001', 'an unknown principal'),
               ('1, p_stage => ''lunch''', 'ZP005', 'an unknown stage')) AS w(arguments, code, why);
SELECT agora.set_setting('model.budget_time_zone', 'Mars/Olympus', 'a test');
SELECT agora_test.raises('SELECT agora_model.set_budget(1)', '22023', 'a time zone of another planet');

SELECT is(agora_model.period_end('month', '2026-02-28 23:00Z', 'Europe/Berlin'), '2026-03-31 22:00Z'::timestamptz, 'a month ends by the calendar of its zone');
SELECT is(agora_model.period_end('hour', '2026-10-25 00:00Z', 'Europe/Berlin'), '2026-10-25 01:00Z'::timestamptz, 'an hour is an hour, also where clocks are put back');

-- the end
SELECT is(agora_model.end_budget(:everybody), agora_model.end_budget(:everybody), 'ended twice is ended once');
SELECT agora_test.raises('SELECT agora_model.end_budget(-1)', 'ZP010', 'an unknown budget');
SELECT * FROM finish();
ROLLBACK;
