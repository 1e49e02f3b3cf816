-- Experiments are planned, assigned by correlation, observed once a run, and say inconclusive until they can tell.
BEGIN;
SELECT plan(62);
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora_test.add_login('alice', 'agora_service', true), agora_test.add_login('bob', 'agora_service', true), agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.become('alice');

-- the experiment of the documents: v1.0 against v1.1, 100 runs each
SELECT agora_model.create_experiment('self-hosting', 'v1.1 succeeds more often', 'success', '{v1.0,v1.1}', '{"baseline": 0.95, "effect": 0.02}') AS first \gset
SELECT results_eq('SELECT e.status, e.metric, e.arms, e.shares, e.effect, e.margin, e.alpha, e.power, e.planned_runs FROM agora_model.known_experiment AS e',
    $$VALUES ('planned', 'success', '{v1.0,v1.1}'::text[], '{0.5,0.5}'::numeric[], 0.02, 0.03, 0.05, 0.8, 1503::bigint)$$, '0.95 against 0.97 needs 1503 runs of each arm');
SELECT is(agora_model.create_experiment('self-hosting', 'v1.1 succeeds more often', 'success', '{v1.0,v1.1}', '{"baseline": 0.95, "effect": 0.020}'), :first::bigint, 'planned again it is the same');
SELECT agora_test.raises('SELECT agora_model.create_experiment(''self-hosting'', ''v1.1 succeeds more often'', ' || w.arguments || ')', 'ZP061', 'planned otherwise it is another: ' || w.why)
  FROM (VALUES ('''success'', ''{v1.1,v1.0}'', ''{"baseline": 0.95, "effect": 0.02}''', 'arms'), ('''success'', ''{v1.0,v1.1}'', ''{"baseline": 0.95, "effect": 0.03}''', 'plan'),
               ('''success'', ''{v1.0,v1.1}'', ''{"baseline": 0.95, "effect": 0.02}'', ''review''', 'stage'), ('''success'', ''{v1.0,v1.1}'', ''{"baseline": 0.95, "effect": 0.02}'', p_shares => ''{0.6,0.4}''', 'shares')) AS w(arguments, why);
SELECT agora_test.raises($$SELECT agora_model.create_experiment('self-hosting', 'v1.1 fails less', 'success', '{v1.0,v1.1}', '{"baseline": 0.95, "effect": 0.02}')$$, 'ZP061', 'planned otherwise it is another: hypothesis');
SELECT agora_test.raises(format('SELECT agora_model.record_observation(''self-hosting'', %L, 1)', gen_random_uuid()), 'ZP062', 'nothing counts before it starts');
SELECT is(agora_model.start_experiment('self-hosting'), agora_model.start_experiment('self-hosting'), 'it starts once');
SELECT is((SELECT count(*) FROM agora_model.experiment_report('self-hosting') AS r WHERE r.runs = 0 AND r.difference IS NULL AND r.verdict = 'inconclusive'), 1::bigint, 'without runs it can tell nothing');

CREATE TEMP TABLE run AS SELECT c.id, agora_model.assign_arm('self-hosting', c.id) AS arm, row_number() OVER (PARTITION BY agora_model.assign_arm('self-hosting', c.id) ORDER BY c.n) AS turn
  FROM (SELECT n, md5(n::text)::uuid AS id FROM generate_series(1, 4000) AS n) AS c;
SELECT ok(abs(count(*) - 2000) <= 127, 'half of the correlations are of each arm: ' || count(*)) FROM run AS r WHERE r.arm = 'v1.1';
SELECT is((SELECT count(*) FROM run AS r WHERE agora_model.assign_arm('self-hosting', r.id) <> r.arm), 0::bigint, 'always of the same');
-- 95 of 100 succeed with v1.0, 97 of 100 with v1.1
SELECT count(agora_model.record_observation('self-hosting', r.id, (r.turn > CASE r.arm WHEN 'v1.0' THEN 5 ELSE 3 END)::integer)) FROM run AS r WHERE r.turn <= 100;
SELECT results_eq('SELECT r.arm, r.control, r.runs, r.control_runs, r.value, r.control_value, r.difference, r.verdict, r.required_runs FROM agora_model.experiment_report(''self-hosting'') AS r',
    $$VALUES ('v1.1', 'v1.0', 100::bigint, 100::bigint, 0.97, 0.95, 0.02, 'inconclusive', 1503::bigint)$$, 'a hundred runs each tell nothing');
SELECT ok(r.lower BETWEEN -0.05 AND -0.03 AND r.upper BETWEEN 0.07 AND 0.09, format('the limits say why: %s to %s', r.lower, r.upper)) FROM agora_model.experiment_report('self-hosting') AS r;
SELECT is(agora_model.record_observation('self-hosting', r.id, 0), r.arm, 'the same again is the same') FROM run AS r WHERE r.turn = 1 AND r.arm = 'v1.0';
SELECT agora_test.raises(format('SELECT agora_model.record_observation(''self-hosting'', %L, 1)', r.id), 'ZP063', 'a run has one outcome') FROM run AS r WHERE r.turn = 1 AND r.arm = 'v1.0';
SELECT agora_test.raises(format('SELECT agora_model.record_observation(''self-hosting'', md5(''x'')::uuid, %s)', w.value), '22023', 'a value of ' || w.value) FROM (VALUES ('0.5'), ('2'), ('-1'), ('NULL'), ('''NaN''')) AS w(value);

-- all succeed with v1.1 by chance: before the plan is fulfilled that is no proof
SELECT agora_model.create_experiment('lucky', 'x', 'success', '{a,b}', '{"baseline": 0.95, "effect": 0.02}');
SELECT agora_model.start_experiment('lucky');
SELECT count(agora_model.record_observation('lucky', c.id, CASE agora_model.assign_arm('lucky', c.id) WHEN 'b' THEN 1 ELSE (c.n % 12 <> 0)::integer END)) FROM (SELECT n, md5(n::text)::uuid AS id FROM generate_series(1, 240) AS n) AS c;
SELECT ok(r.lower > 0 AND r.verdict = 'inconclusive', 'however good it looks') FROM agora_model.experiment_report('lucky') AS r;

-- verdicts, once there are enough; only the planned runs count
SELECT agora_model.create_experiment(v.name, 'x', 'quality', '{old,new}', '{"deviation": 0.01, "effect": 0.01, "margin": 0.005}') FROM (VALUES ('better'), ('worse'), ('alike'), ('unclear'), ('slightly')) AS v(name);
SELECT is((SELECT DISTINCT e.planned_runs FROM agora_model.known_experiment AS e WHERE e.metric = 'quality'), 16::bigint, 'a mean needs fewer');
SELECT agora_model.start_experiment(e.experiment) FROM agora_model.known_experiment AS e WHERE e.metric = 'quality';
CREATE FUNCTION pg_temp.observe(p_experiment text, p_from integer, p_shift numeric, p_spread numeric)
RETURNS bigint
LANGUAGE sql
RETURN (SELECT count(agora_model.record_observation(p_experiment, c.id, 0.9 + (c.turn % 2 - 0.5) * p_spread + CASE c.arm WHEN 'new' THEN p_shift ELSE 0 END))
          FROM (SELECT x.id, x.arm, row_number() OVER (PARTITION BY x.arm ORDER BY x.n) AS turn
                  FROM (SELECT n, md5(n::text)::uuid AS id, agora_model.assign_arm(p_experiment, md5(n::text)::uuid) AS arm FROM generate_series(p_from, p_from + 200) AS n) AS x) AS c
         WHERE c.turn <= 16);
SELECT pg_temp.observe('better', 1, 0.02, 0.02), pg_temp.observe('worse', 1, -0.02, 0.02), pg_temp.observe('alike', 1, 0, 0.002), pg_temp.observe('unclear', 1, -0.004, 0.02), pg_temp.observe('slightly', 1, -0.002, 0.001);
SELECT is((SELECT r.verdict FROM agora_model.experiment_report(v.name) AS r), v.verdict, v.name || ' is ' || v.verdict)
  FROM (VALUES ('better', 'superior'), ('worse', 'inferior'), ('alike', 'non-inferior'), ('unclear', 'inconclusive'), ('slightly', 'non-inferior')) AS v(name, verdict);
SELECT pg_temp.observe('better', 1000, -0.5, 0.02);
SELECT results_eq('SELECT r.verdict, r.runs FROM agora_model.experiment_report(''better'') AS r', $$VALUES ('superior', 16::bigint)$$, 'what comes later changes nothing');

-- three arms share alpha
SELECT agora_model.create_experiment('three', 'x', 'success', '{a,b,c}', '{"baseline": 0.5, "effect": 0.2, "alpha": 0.05}', p_shares => '{0.6,0.3,0.1}');
SELECT results_eq('SELECT e.planned_runs, e.shares FROM agora_model.known_experiment AS e WHERE e.experiment = ''three''', $$VALUES (109::bigint, '{0.6,0.3,0.1}'::numeric[])$$, 'two comparisons need more runs');
SELECT is((SELECT count(*) FROM agora_model.experiment_report('three')), 2::bigint, 'each arm is compared with the control');
SELECT is((SELECT count(*) FROM generate_series(1, 300) AS n WHERE agora_model.assign_arm('three', md5(n::text)::uuid) IS NULL), 0::bigint, 'every correlation has an arm');

-- runs that are the calls of a stage
SELECT agora_model.record_call('acme/turbo', 'review', '{}', p_quality => 0.1, p_correlation_id => md5('early')::uuid);
SELECT agora_model.create_experiment('calls', 'x', 'quality', '{a,b}', '{"deviation": 0.1, "effect": 0.1}', 'review');
SELECT agora_model.start_experiment('calls');
SELECT agora_model.record_call('acme/turbo', w.stage, '{}', p_quality => w.quality, p_correlation_id => w.correlation)
  FROM (VALUES ('review', 0.8, md5('1')::uuid), ('review', 0.1, md5('1')::uuid), ('review', NULL, md5('2')::uuid), ('design', 0.1, md5('3')::uuid), ('review', 0.1, NULL)) AS w(stage, quality, correlation);
SELECT is((SELECT r.runs + r.control_runs FROM agora_model.experiment_report('calls') AS r), 1::bigint, 'the first call of a correlation is the run; without a quality there is none');
SELECT is((SELECT coalesce(r.value, r.control_value) FROM agora_model.experiment_report('calls') AS r), 0.8, 'with its outcome');
SELECT agora_test.raises(format('SELECT agora_model.record_observation(''calls'', %L, 1)', gen_random_uuid()), 'ZP064', 'they are not recorded twice');
SELECT agora_test.advance('1 hour');
SELECT is(agora_model.stop_experiment('calls'), '2026-06-01 13:00Z'::timestamptz, 'it is stopped');
SELECT agora_model.record_call('acme/turbo', 'review', '{}', p_quality => 0.3, p_correlation_id => md5('late')::uuid);
SELECT is((SELECT r.runs + r.control_runs FROM agora_model.experiment_report('calls') AS r), 1::bigint, 'later calls do not count');

-- the end
SELECT agora_test.raises('SELECT agora_model.report_experiment(''self-hosting'')', 'ZA009', 'a running one is not reported');
SELECT agora_test.raises('SELECT agora_model.stop_experiment(''three'')', 'ZA009', 'a planned one is not stopped');
SELECT is(agora_model.stop_experiment('self-hosting'), agora_model.stop_experiment('self-hosting'), 'it stops once');
SELECT agora_test.raises(format('SELECT agora_model.record_observation(''self-hosting'', %L, 1)', gen_random_uuid()), 'ZP062', 'nothing counts after it stopped');
SELECT agora_test.raises('SELECT agora_model.start_experiment(''self-hosting'')', 'ZA009', 'it does not start again');
SELECT is(agora_model.report_experiment('self-hosting') -> 0 ->> 'verdict', 'inconclusive', 'the report says what it can');
SELECT is(agora_model.report_experiment('self-hosting'), (SELECT e.report FROM agora_model.known_experiment AS e WHERE e.experiment = 'self-hosting'), 'and is kept');
RESET SESSION AUTHORIZATION;
SELECT results_eq('SELECT p.payload ->> ''status'' FROM agora_event.published AS p WHERE p.topic = ''model.experiment.moved.v1'' AND p.payload ->> ''experiment'' = ''self-hosting'' ORDER BY p.event_id',
    $$VALUES ('planned'), ('running'), ('stopped'), ('reported')$$, 'each step is told');

-- wrong arguments
SELECT agora_test.raises('SELECT agora_model.create_experiment(''x'', ''x'', ' || w.arguments || ')', w.code, w.why)
  FROM (VALUES ('''speed'', ''{a,b}'', ''{"effect": 0.1, "baseline": 0.5}''', '22023', 'an unknown metric'), ('''success'', ''{a}'', ''{"effect": 0.1, "baseline": 0.5}''', '22023', 'one arm'),
               ('''success'', ''{a,a}'', ''{"effect": 0.1, "baseline": 0.5}''', '22023', 'one arm twice'), ('''success'', ''{a,NULL}'', ''{"effect": 0.1, "baseline": 0.5}''', '22023', 'an arm without a name'),
               ('''success'', ''{a,b}'', ''{"effect": 0.1}''', '22023', 'no baseline'), ('''success'', ''{a,b}'', ''{"effect": 0.6, "baseline": 0.5}''', '22023', 'an effect beyond all'),
               ('''success'', ''{a,b}'', ''{"effect": 0, "baseline": 0.5}''', '22023', 'no effect'), ('''quality'', ''{a,b}'', ''{"effect": 0.1, "baseline": 0.5}''', '22023', 'a baseline of a mean'),
               ('''quality'', ''{a,b}'', ''{"effect": 0.1, "deviation": 0}''', '22023', 'nothing to tell from chance'),
               ('''success'', ''{a,b}'', ''{"effect": 0.1, "baseline": 0.5}'', ''lunch''', 'ZP005', 'an unknown stage'), ('''success'', ''{a,b}'', ''{"effect": 0.1, "baseline": 0.5}'', p_shares => ''{0.5,0.4}''', 'ZP050', 'shares below one'),
               ('''success'', ''{a,b}'', ''{"effect": 0.1, "baseline": 0.5}'', p_shares => ''{1,0}''', 'ZP050', 'an arm without a share')) AS w(arguments, code, why);
SELECT agora_test.raises('SELECT * FROM agora_model.' || w.call, w.code, w.call)
  FROM (VALUES ('experiment_report(''none'')', 'ZP060'), ('start_experiment(NULL)', '22023'), ('assign_arm(''three'', NULL)', '22023')) AS w(call, code);
SELECT agora_test.become('reader');
SELECT is((SELECT count(*) FROM agora_model.experiment_report('self-hosting')), 1::bigint, 'a reader may see what was found');
SELECT throws_ok('SELECT agora_model.start_experiment(''three'')', '42501', NULL, 'but starts nothing');
SELECT * FROM finish();
ROLLBACK;
