-- flag_on and set_flag: off for all wins, then the principal's own override, then stage and cohort.
BEGIN;
SELECT plan(42);
SELECT agora_test.at('2026-01-01');
SELECT agora.register_principal('plain');
SELECT agora.register_principal('alpha');
SELECT agora.register_principal('beta');
SELECT agora.assign_principal(agora_test.id('alpha'), NULL, 'alpha');
SELECT agora.assign_principal(agora_test.id('beta'), NULL, 'beta');
INSERT INTO agora.feature_flag (flag, default_on, default_stage, description) VALUES ('f', true, 'ga', 'A test.'), ('g', false, 'ga', 'A test.');

CREATE FUNCTION pg_temp.who(p_flag text) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(w.name, ' ' ORDER BY w.name) FROM unnest(ARRAY['alpha', 'beta', 'plain']) AS w(name) WHERE agora.flag_on(p_flag, agora_test.id(w.name)));

SELECT is(agora.flag_on('f'), true, 'on by default');
SELECT is(agora.flag_on('g'), false, 'off by default');
SELECT is(agora.flag_on('f', NULL), true, 'on for nobody in particular');
SELECT is(agora.flag_on('f', 999), true, 'on for whom it does not know');
SELECT agora_test.raises($$SELECT agora.flag_on('none')$$, 'ZA008', 'an unknown flag');
SELECT agora_test.raises($$SELECT agora.flag_on(NULL)$$, 'ZA008', 'no flag');

-- Stages and cohorts.
SELECT is(pg_temp.who('f'), 'alpha beta plain', 'ga: everybody');
SELECT agora.set_flag('f', true, p_stage => 'alpha');
SELECT is(pg_temp.who('f'), 'alpha', 'alpha: that cohort');
SELECT agora.set_flag('f', true, p_stage => 'beta');
SELECT is(pg_temp.who('f'), 'alpha beta', 'beta: that and the one before');
SELECT agora.set_flag('f', true, p_stage => 'opt_in');
SELECT is(pg_temp.who('f'), NULL, 'opt_in: nobody who did not ask');
SELECT is(agora.set_flag('f', true, agora_test.id('plain')), true, 'opting in');
SELECT is(pg_temp.who('f'), 'plain', 'opt_in: who did');
SELECT agora.set_flag('f', true, p_stage => 'ga');
SELECT is(agora.set_flag('f', false, agora_test.id('plain')), false, 'opting out');
SELECT is(pg_temp.who('f'), 'alpha beta', 'ga: everybody but who did');
SELECT agora.set_flag('f', true, agora_test.id('alpha'));
SELECT is((SELECT e.overrides FROM agora.effective_flag AS e WHERE e.flag = 'f'), 2::bigint, 'the view counts overrides');

-- The kill switch.
SELECT is(agora.set_flag('f', false), false, 'off for all');
SELECT is(pg_temp.who('f'), NULL, 'wins over every override');
SELECT agora.set_flag('f', true);
SELECT is((SELECT e.stage FROM agora.effective_flag AS e WHERE e.flag = 'f'), 'ga', 'the stage stays where it is not named');
SELECT is(pg_temp.who('f'), 'alpha beta', 'and on again, overrides and all');
SELECT is(agora.set_flag('g', true, agora_test.id('plain')), false, 'an override does not switch on what is off for all');

-- Validity.
SELECT is(agora.set_flag('f', true, p_valid => tstzrange('2026-02-01', '2026-03-01')), false, 'not yet');
SELECT agora_test.at('2026-01-31 23:59:59.999999');
SELECT is(agora.flag_on('f'), false, 'a microsecond before it begins');
SELECT agora_test.at('2026-02-01');
SELECT is(agora.flag_on('f'), true, 'from its beginning');
SELECT is((SELECT e.is_on FROM agora.effective_flag AS e WHERE e.flag = 'f'), true, 'the view agrees');
SELECT agora_test.at('2026-02-28 23:59:59.999999');
SELECT is(agora.flag_on('f'), true, 'to the last microsecond');
SELECT agora_test.at('2026-03-01');
SELECT is(agora.flag_on('f'), false, 'not at its end');
SELECT is(agora.set_flag('f', true), false, 'the validity stays where it is not named');
SELECT is(agora.set_flag('f', true, p_valid => '(,)'), true, 'for ever');

SELECT is(agora.set_flag('f', true), agora.set_flag('f', true), 'the same again');
SELECT agora_test.raises($$SELECT agora.set_flag('none', true)$$, 'ZA008', 'setting an unknown flag');
SELECT agora_test.raises($$SELECT agora.set_flag(NULL, true)$$, 'ZA008', 'setting no flag');
SELECT agora_test.raises($$SELECT agora.set_flag('f', NULL)$$, '22023', 'neither on nor off');
SELECT agora_test.raises($$SELECT agora.set_flag('f', true, p_stage => 'gamma')$$, '22023', 'an unknown stage');
SELECT agora_test.raises($$SELECT agora.set_flag('f', true, p_valid => 'empty')$$, '22023', 'never');
SELECT agora_test.raises($$SELECT agora.set_flag('f', true, agora_test.id('plain'), 'beta')$$, '22023', 'one principal has no stage');
SELECT agora_test.raises($$SELECT agora.set_flag('f', true, agora_test.id('plain'), NULL, '(,)')$$, '22023', 'one principal has no validity');
SELECT agora_test.raises($$SELECT agora.set_flag('f', true, 999)$$, 'ZA001', 'an unknown principal');
SELECT agora_test.raises($$SELECT agora.set_flag('f', true, p_actor => 999)$$, 'ZA001', 'an unknown actor');

-- What comes with it.
SELECT results_eq($$SELECT e.flag, e.is_on, e.stage FROM agora.effective_flag AS e WHERE e.flag NOT IN ('f', 'g') ORDER BY e.flag$$,
                  $$VALUES ('cost_tracking', true, 'ga'), ('earn_first', false, 'ga'), ('earning_cap', false, 'ga'), ('earning_probation', false, 'ga'),
                           ('earning_review', true, 'opt_in'), ('free_tier_cap', false, 'ga'), ('free_tier_only', false, 'ga'), ('golden_states', true, 'ga'),
                           ('pattern_quality_filter', false, 'ga'), ('stf_extraction', true, 'ga'), ('supply_freeze', false, 'ga'), ('token_rewards', true, 'ga'),
                           ('token_spending', false, 'ga')$$, 'the seeded flags');

SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.add_login('service', 'agora_service');
SELECT agora_test.become('reader');
SELECT is(agora.flag_on('f'), true, 'a reader may ask');
RESET SESSION AUTHORIZATION;
SELECT agora_test.become('service');
SELECT throws_ok($$SELECT agora.set_flag('f', false)$$, '42501', NULL, 'a service may not set');
RESET SESSION AUTHORIZATION;
SELECT is(agora.flag_on('f'), true, 'nothing refused changed anything');

SELECT * FROM finish();
ROLLBACK;
