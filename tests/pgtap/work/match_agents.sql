-- Matching: who qualifies, in which order and why; helpers that cover a need together; policies.
BEGIN;
SELECT plan(124);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_work.add_capability(format('test:s%s', n), format('Skill %s.', n)) FROM generate_series(1, 100) AS n;
-- An agent: name, cost an hour, skills test:s1 to test:s<n>.
CREATE FUNCTION pg_temp.agent(p_name text, p_cost numeric, p_skills integer, p_from integer DEFAULT 1, p_level integer DEFAULT 2) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_id bigint := agora.register_principal(p_name);
BEGIN
    PERFORM agora_work.grant_capability(v_id, format('test:s%s', n), p_level, 'a test') FROM generate_series(p_from, p_from + p_skills - 1) AS n;
    UPDATE agora_work.agent_profile SET cost_usd = p_cost WHERE principal_id = v_id;
    RETURN v_id;
END $$;
CREATE FUNCTION pg_temp.rates(p_name text, p_reputation numeric) RETURNS void LANGUAGE sql AS $$
    INSERT INTO agora_work.agent_measure (principal_id, samples, success_rate, reputation, measured_at) VALUES (agora_test.id(p_name), 0, 1, p_reputation, agora.now())
    ON CONFLICT ON CONSTRAINT agent_measure_pk DO UPDATE SET reputation = excluded.reputation $$;
CREATE FUNCTION pg_temp.need(p_n integer) RETURNS text[] LANGUAGE sql AS $$ SELECT array_agg(format('test:s%s', n)) FROM generate_series(1, p_n) AS n $$;
CREATE FUNCTION pg_temp.found(p_need integer, p_environment text DEFAULT NULL, p_limit integer DEFAULT 10) RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(string_agg(m.name, ' ' ORDER BY m.rank), '') FROM agora_work.match_agents(pg_temp.need(p_need), p_limit, p_environment => p_environment) AS m $$;

-- The vectors
SELECT is(round(agora_work.rank_value(1.0, 0.90, 2), 4), 0.4500, 'value: match 1.0, reputation .90, 2 an hour');
SELECT is(round(agora_work.rank_value(1.0, 0.95, 15), 4), 0.0633, 'value: match 1.0, .95, 15 an hour');
SELECT is(round(agora_work.rank_value(0.7, 0.85, 2), 4), 0.2975, 'value: match .7, .85, 2 an hour');
SELECT is(agora_work.rank_value(0.7, 0, 0), 'Infinity'::numeric, 'value: for nothing');
SELECT is(agora_work.rank_weighted(1, 0, 1, 0, 1, 1), 1.00, 'weighted: all there is');
SELECT is(agora_work.rank_weighted(0.7, 0, 0.85, 0.2, 0.5, 1), 0.7550, 'weighted: .28 + .255 + .12 + .05 + .05');
SELECT is(agora_work.rank_weighted(0.7, 3, 0.85, 0.2, 0.5, 1), 0.7790, 'weighted: three more skills');
SELECT is(agora_work.rank_weighted(0.7, 99, 0.85, 0.2, 0.5, 1), 0.7950, 'weighted: no more than .10 for them');
SELECT is(agora_work.rank_weighted(1, 99, 1, 2, 1, 1), 0.85, 'weighted: never above 1, and too dear is no cost');
SELECT pg_temp.agent('seven', 2, 7), pg_temp.agent('sixtynine', 2, 69, 1);
SELECT is(pg_temp.found(10), 'sixtynine seven', '7 of 10 qualifies');
SELECT is((SELECT count(*) FROM agora_work.match_agents(pg_temp.need(100))), 0::bigint, '69 of 100 does not');
SELECT agora_work.grant_capability(agora_test.id('sixtynine'), 'test:s70', 1, 'a test');
SELECT is(pg_temp.found(100), 'sixtynine', '70 of 100 does: no float says otherwise');
SELECT is((m.match, m.matched, m.required, m.missing, m.reputation, m.cost_usd, m.score)::text, '(0.7000,7,10,"{test:s10,test:s8,test:s9}",0.7,2,0.245000)', 'what is told')
  FROM agora_work.match_agents(pg_temp.need(10)) AS m WHERE m.name = 'seven';
SELECT is(m.reasons, '{"strategy": "value", "match_percent": 70, "samples": 0, "pattern": "steady", "estimated_usd": 2, "policies": [1]}', 'and why')
  FROM agora_work.match_agents(pg_temp.need(10)) AS m WHERE m.name = 'seven';
SELECT is((SELECT m.rank FROM agora_work.match_agents(ARRAY['test:s1', 'test:s1']) AS m WHERE m.name = 'seven'), 1, 'a need told twice is one need; the older of equals is first');

-- Weights
CREATE FUNCTION pg_temp.weighed(p_weights jsonb, p_required text[] DEFAULT '{test:s1,test:s8}') RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT (m.match, m.matched, m.required, m.reasons -> 'weights')::text FROM agora_work.match_agents(p_required, 100, p_weights => p_weights) AS m WHERE m.name = 'seven'), '-') $$;
SELECT is(pg_temp.weighed('{}'), '-', 'one of two is not enough');
SELECT is(pg_temp.weighed('{"test:s1": 7, "test:s8": 3}'), '(0.7000,7,10,"{""test:s1"": 7, ""test:s8"": 3}")', '7 of 10 by weight is');
SELECT is(pg_temp.weighed('{"test:s1": 69, "test:s8": 31}'), '-', '69 of 100 is not');
SELECT is(pg_temp.weighed('{"test:s1": 3}'), '(0.7500,3,4,"{""test:s1"": 3}")', 'what is not weighed weighs one');
SELECT is(pg_temp.weighed('{"test:s10": 5}', pg_temp.need(10)), '-', 'what weighs more is missed more');
SELECT is(pg_temp.weighed('{"test:s1": 1, "test:s8": 1}', '{test:s1,test:s1,test:s2,test:s3,test:s8}'), '(0.7500,3,4,"{""test:s1"": 1, ""test:s8"": 1}")', 'a need told twice weighs once');
SELECT is((SELECT m.score FROM agora_work.match_agents('{test:s1,test:s8}', 100, p_weights => '{"test:s1": 9}', p_environment => 'development') AS m WHERE m.name = 'seven'),
          round(agora_work.rank_value(0.9, 0.7, 2), 6), 'the rank is by weight, too');
SELECT agora_test.raises(format('SELECT agora_work.match_agents(%L, p_weights => %L)', '{test:s1,test:s8}', w.weights), '22023', w.what)
  FROM (VALUES ('{"test:s2": 2}', 'what is not needed weighs nothing'), ('{"test:s1": 0}', 'no weight of nothing'), ('{"test:s1": -3}', 'no negative one'), ('{"test:s1": 1.5}', 'no fraction'),
               ('{"test:s1": 1001}', 'none above a thousand'), ('{"test:s1": null}', 'none of null'), ('{"test:s1": "3"}', 'no text'), ('[3]', 'no list')) AS w(weights, what);

-- Order
SELECT pg_temp.agent('free', 0, 10), pg_temp.agent('dear', 15, 10), pg_temp.agent('good', 2, 10), pg_temp.agent('proven', 2, 10);
SELECT pg_temp.rates('proven', 0.95), pg_temp.rates('dear', 0.95), pg_temp.rates('good', 0.90);
SELECT is(pg_temp.found(10), 'free proven good sixtynine seven dear', 'for nothing first, then by value');
SELECT is(pg_temp.found(10, p_limit => 2), 'free proven', 'as many as asked for');
SELECT pg_temp.rates('good', 0.95);
SELECT is(pg_temp.found(10, p_limit => 3), 'free proven good', 'equals: the older one has the lower id') WHERE agora_test.id('good') > agora_test.id('proven')
UNION ALL
SELECT is(pg_temp.found(10, p_limit => 3), 'free good proven', 'equals: the older one has the lower id') WHERE agora_test.id('good') < agora_test.id('proven');

-- Who is not asked
SELECT agora_work.set_availability(false, agora_test.id('free'));
SELECT unalike(pg_temp.found(10), '%free%', 'who does not want to be found');
SELECT agora_work.set_availability(true, agora_test.id('free'));
SELECT agora.suspend_principal(agora_test.id('free'), 'a test');
SELECT unalike(pg_temp.found(10), '%free%', 'who is suspended');
SELECT agora.resume_principal(agora_test.id('free'));
SELECT agora.trip_breaker(agora_work.agent_breaker(agora_test.id('free')), 'manual', 'a test');
SELECT unalike(pg_temp.found(10), '%free%', 'whose breaker is open');
SELECT agora.reset_breaker(agora_work.agent_breaker(agora_test.id('free')), 'a test');
SELECT alike(pg_temp.found(10), '%free%', 'until it is reset');
SELECT agora_model.set_budget(0, p_principal => agora_test.id('free'));
SELECT unalike(pg_temp.found(10), '%free%', 'who has no budget left');
SELECT is((SELECT count(*) FROM agora_work.match_agents(pg_temp.need(10), 2)), 2::bigint, 'and makes room for another');
SELECT agora_model.set_budget(0, p_principal => p.principal_id) FROM agora.principal AS p WHERE p.name IN ('proven', 'good', 'sixtynine');
SELECT is(pg_temp.found(10, p_limit => 1), 'seven', 'however many of the best have none');
SELECT agora_model.set_budget(1, p_principal => p.principal_id) FROM agora.principal AS p WHERE p.name IN ('proven', 'good', 'sixtynine');
SELECT agora_model.set_budget(1, p_principal => agora_test.id('free'));
SELECT alike(pg_temp.found(10), '%free%', 'who has some is asked');
SELECT is((SELECT string_agg(m.name, ' ') FROM agora_work.match_agents(pg_temp.need(10), p_cost_usd => 1) AS m), 'free', 'who is too dear');
SELECT is((SELECT count(*) FROM agora_work.match_agents(pg_temp.need(10), p_exclude => (SELECT array_agg(p.principal_id) FROM agora.principal AS p))), 0::bigint, 'who is left out');
SELECT is((SELECT count(*) FROM agora_work.match_agents(pg_temp.need(10), p_level => 3)), 0::bigint, 'whose level is too low');
SELECT is((SELECT count(*) FROM agora_work.match_agents(pg_temp.need(10), p_level => 2)) > 0, true, 'a level that is just enough');
CREATE FUNCTION pg_temp.choosy(p_rules jsonb, p_level integer DEFAULT 1, p_cost_usd numeric DEFAULT NULL) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM agora_work.set_policy('environment', 'choosy', p_rules, 'a test');
    RETURN EXISTS (SELECT FROM agora_work.match_agents(pg_temp.need(10), 100, p_level, p_cost_usd, p_environment => 'choosy') AS m WHERE m.name = 'dear');
END $$;
SELECT ok(pg_temp.choosy('{"min_level": 2, "hourly_usd": 15}'), 'a policy may ask for a level, and for a cost');
SELECT ok(NOT pg_temp.choosy('{"min_level": 3}'), 'that is too low');
SELECT ok(NOT pg_temp.choosy('{"hourly_usd": 14.99}'), 'or too dear');
SELECT ok(NOT pg_temp.choosy('{"min_level": 1}', 3) AND NOT pg_temp.choosy('{"hourly_usd": 16}', 1, 14), 'what the call asks for holds beside it');
SELECT agora_work.set_policy('environment', 'choosy', '{"min_level": 2}', 'a test');
SELECT is((SELECT count(*) FROM agora_work.cover_capabilities('{test:s1}', p_environment => 'choosy') AS c WHERE c.principal_id IS NOT NULL), 1::bigint, 'so for helpers');
SELECT agora_work.set_policy('environment', 'choosy', '{"min_level": 4}', 'a test');
SELECT is((SELECT count(*) FROM agora_work.cover_capabilities('{test:s1}', p_environment => 'choosy') AS c WHERE c.principal_id IS NOT NULL), 0::bigint, 'whose level counts, too');
SELECT agora_work.grant_capability(agora_test.id('seven'), 'test:s1', 2, 'a test', '2026-01-01 00:00:01+00');
SELECT alike(pg_temp.found(10), '%seven%', 'who is vouched for');
SELECT agora_test.at('2026-01-01 00:00:01+00');
SELECT unalike(pg_temp.found(10), '%seven%', 'not who was');

-- Policies
SELECT is((SELECT count(*) FROM agora_work.known_parameter), 19::bigint, 'what policies can say');
SELECT agora_test.raises(format('SELECT agora_work.%s', c.call), 'ZW900', 'an environment that is misspelt has the rules of none: ' || split_part(c.call, '(', 1))
  FROM (VALUES ($$match_agents('{test:s1}', p_environment => 'developmnet')$$), ($$cover_capabilities('{test:s1}', p_environment => 'developmnet')$$),
               ($$reserve_helpers('{test:s1}', p_environment => 'developmnet', p_key => 'env')$$), ($$policy_for('developmnet')$$), ($$policy_for('')$$)) AS c(call);
SELECT is((SELECT count(*) FROM agora_work.match_agents('{test:s1}', 100, p_exclude => e.without)), (SELECT count(*) FROM agora_work.match_agents('{test:s1}', 100)), 'who leaves out nobody leaves out nobody')
  FROM (VALUES (NULL::bigint[]), (ARRAY[NULL]::bigint[])) AS e(without);
SELECT is((SELECT count(*) FROM agora_work.cover_capabilities('{test:s1}', p_exclude => ARRAY[NULL]::bigint[]) AS c WHERE c.principal_id IS NULL), 0::bigint, 'so for helpers');
SELECT is(agora_work.policy_for('development') -> 'parameters' ->> 'match_percent', '60', 'an environment has its own');
SELECT is(agora_work.policy_for('development') -> 'parameters' ->> 'rank_strategy', 'value', 'and what it does not say is as always');
SELECT alike(pg_temp.found(10, 'development'), '%seven%', '6 of 10 are enough there');
SELECT is(agora_work.set_policy('environment', 'development', '{"match_percent": 60, "max_helpers": 5, "task_cost_usd": 20}', 'a test'), 2::bigint, 'the same again is the same version');
SELECT cmp_ok(agora_work.set_policy('environment', 'development', '{"match_percent": 60, "rank_strategy": "weighted", "task_cost_usd": 20}', 'a test'), '>=', 1000::bigint, 'another is a new one');
SELECT is((SELECT array_agg(p.version ORDER BY p.version) FROM agora_work.policy_version AS p WHERE p.subject = 'development' AND NOT p.is_current), '{1}', 'the old one stays to be read');
SELECT is((SELECT m.reasons ->> 'strategy' FROM agora_work.match_agents(pg_temp.need(10), 1, p_environment => 'development') AS m), 'weighted', 'decisions follow it');
SELECT is((SELECT round(m.score, 4) FROM agora_work.match_agents(pg_temp.need(10), 100, p_environment => 'development') AS m WHERE m.name = 'good'), 0.8900, 'weighted: .4 + .3 × .85 + .15 × (1 − 2/20) + .10 × .5 + .05');
SELECT is((SELECT round(m.score, 4) FROM agora_work.match_agents(pg_temp.need(10), 100, p_complexity => 5, p_environment => 'development') AS m WHERE m.name = 'good'), 0.8750, 'complex work suits a steady one less');
SELECT agora_work.set_policy('default', NULL, (agora_work.policy_for() -> 'parameters') || '{"min_reputation": 0.9}', 'a test');
SELECT unalike(pg_temp.found(10), '%sixtynine%', 'whose reputation is too low');
SELECT agora_work.set_policy('agent', agora_test.id('good')::text, '{"max_helpers": 1}', 'a test');
SELECT is(agora_work.policy_for('development', agora_test.id('good')) -> 'parameters' ->> 'max_helpers', '1', 'an agent can have rules of its own');
SELECT agora_test.raises(format('SELECT agora_work.set_policy(%L, %L, %L, %L)', p.scope, p.subject, p.parameters, p.reason), '22023', p.what)
  FROM (VALUES ('world', 'x', '{}', 'x', 'an unknown scope'), ('default', 'x', '{}', 'x', 'a subject of the default'), ('environment', 'A B', '{}', 'x', 'a name that is none'), ('agent', '0', '{}', 'x', 'an agent that is none'),
               ('default', NULL, '{"nonsense": 1}', 'x', 'an unknown parameter'), ('default', NULL, '{"match_percent": 0}', 'x', 'out of range'), ('default', NULL, '{"match_percent": 70.5}', 'x', 'half a per cent'),
               ('default', NULL, '{"rank_strategy": "luck"}', 'x', 'an unknown strategy'), ('default', NULL, '{"min_reputation": null}', 'x', 'nothing'),
               ('default', NULL, '{"preferred": null}', 'x', 'no list'), ('default', NULL, '{"preferred": "test:s1"}', 'x', 'one that is none'), ('default', NULL, '{"preferred": {"test:s1": 1}}', 'x', 'an object'),
               ('default', NULL, '{"disqualifying": ["test:s1", "test:s999"]}', 'x', 'an unknown capability'), ('default', NULL, '{"disqualifying": [1]}', 'x', 'a number for one'),
               ('default', NULL, '{"disqualifying": [null]}', 'x', 'nothing for one'), ('default', NULL, '{"preferred_percent": 101}', 'x', 'more than all'),
               ('default', NULL, jsonb_build_object('disqualifying', pg_temp.need(21))::text, 'x', 'too many'), ('default', NULL, '{}', '', 'no reason')) AS p(scope, subject, parameters, reason, what);

-- Preferred and disqualifying capabilities, of a call and of a policy.
SELECT pg_temp.agent('plain', 2, 2, 1), pg_temp.agent('fit', 2, 3, 1), pg_temp.agent('fitter', 3, 4, 1);
CREATE FUNCTION pg_temp.liked(p_arguments text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_found text;
BEGIN
    EXECUTE format($x$SELECT coalesce(string_agg(m.name, ' ' ORDER BY m.rank), '') FROM agora_work.match_agents('{test:s1,test:s2}', 100, %s) AS m WHERE m.name IN ('plain', 'fit', 'fitter')$x$, p_arguments) INTO v_found;
    RETURN v_found;
END $$;
SELECT agora_work.set_policy('environment', 'park', '{"min_reputation": 0}', 'a test');
SELECT is(pg_temp.liked($$p_environment => 'park'$$), 'plain fit fitter', 'equals by age, the dearer one last');
SELECT is(pg_temp.liked($$p_environment => 'park', p_preferred => '{test:s3}'$$), 'fit plain fitter', 'who holds what is preferred goes before');
SELECT is(pg_temp.liked($$p_environment => 'park', p_preferred => '{test:s3,test:s4}'$$), 'fit plain fitter', 'as far as it weighs: a fifth');
SELECT is((SELECT array_agg((m.name, m.match, m.score)::text ORDER BY m.rank)
             FROM agora_work.match_agents('{test:s1,test:s2}', 100, p_environment => 'park', p_preferred => '{test:s3,test:s4}') AS m WHERE m.name IN ('plain', 'fit', 'fitter')),
          '{"(fit,1.0000,0.315000)","(plain,1.0000,0.280000)","(fitter,1.0000,0.233333)"}', 'the match is that of the need, .8 and a fifth of what is preferred rank');
SELECT is((SELECT m.reasons - ARRAY['policies', 'samples', 'pattern', 'estimated_usd', 'strategy', 'match_percent'] FROM agora_work.match_agents('{test:s1,test:s2}', 100, p_environment => 'park',
             p_preferred => '{test:s3,test:s4}', p_disqualifying => '{test:s99}') AS m WHERE m.name = 'fit'),
          '{"preferred": ["test:s3"], "preferred_missing": ["test:s4"], "disqualifying": ["test:s99"]}', 'and reasons name them');
SELECT agora_work.set_policy('environment', 'park', '{"min_reputation": 0, "preferred_percent": 80, "preferred": ["test:s4"]}', 'a test');
SELECT is(pg_temp.liked($$p_environment => 'park'$$), 'fitter plain fit', 'a policy prefers, and says how much');
SELECT is(pg_temp.liked($$p_environment => 'park', p_preferred => '{test:s3}'$$), 'fitter fit plain', 'what the call prefers is added');
SELECT isnt(pg_temp.liked($$p_environment => 'park', p_preferred => (pg_temp.need(100))[1:3] || (pg_temp.need(100))[5:100] || '{code:sql}'::text[]$$), '', 'a hundred, too: the policy does not count against what a call may name');
SELECT agora_work.set_policy('environment', 'park', '{"min_reputation": 0, "preferred": ["test:s4"], "rank_strategy": "weighted", "weighted_minimum": 0}', 'a test');
SELECT is(pg_temp.liked($$p_environment => 'park'$$), 'fitter fit plain', 'by the other strategy, too; there what goes beyond the need counts besides');
SELECT is(pg_temp.liked($$p_environment => 'park', p_disqualifying => '{test:s4}'$$), 'fit plain', 'who holds what disqualifies is left out');
SELECT agora_work.set_policy('environment', 'park', '{"min_reputation": 0, "disqualifying": ["test:s4"]}', 'a test');
SELECT is(pg_temp.liked($$p_environment => 'park', p_disqualifying => '{test:s99}'$$), 'plain fit', 'what the policy says is added');
SELECT agora_work.register_agent(agora_test.id('fit'), '{test:s4}');
SELECT is(pg_temp.liked($$p_environment => 'park'$$), 'plain', 'what an agent only says of itself speaks against it');
SELECT is((SELECT count(*) FROM agora_work.cover_capabilities('{test:s4}', p_environment => 'park') AS c WHERE c.principal_id IS NOT NULL), 0::bigint, 'nor does it help');
SELECT agora_work.register_agent(agora_test.id('plain'));
SELECT is((SELECT array_agg(m.principal_id) FROM agora_work._may_help('{}', ARRAY[agora_test.id('fit'), agora_test.id('plain')], 'park') AS m), ARRAY[agora_test.id('plain')], 'unasked, either');
SELECT agora_work.add_task('Keep', '{"environment": "park", "code": "KEEP"}');
CREATE FUNCTION pg_temp.refused(p_name text) RETURNS text LANGUAGE sql
RETURN (SELECT m.refusal FROM agora_work._may_claim(agora_test.id(p_name), ARRAY(SELECT l.lane_id FROM agora_work.lane AS l WHERE l.environment = 'park')) AS m);
SELECT is(pg_temp.refused('fit'), 'disqualified', 'nor claims a task there');
SELECT is(pg_temp.refused('plain'), NULL, 'as others do');
SELECT is_empty($$SELECT FROM agora_work.unclaimable_task AS u WHERE u.code = 'KEEP'$$, 'somebody can');
SELECT agora_work.register_agent(agora_test.id('plain'), p_is_open => false);
SELECT is((SELECT u.reason FROM agora_work.unclaimable_task AS u WHERE u.code = 'KEEP'), 'disqualified', 'a task that only they could do is found out');
SELECT is(agora_work._find_unclaimable(10), 1::bigint, 'and said');
SELECT is(pg_temp.liked($$p_environment => 'park', p_reputation => 0.71$$), '', 'a reputation that is asked for');

-- Wrong input
SELECT agora_test.raises(format('SELECT * FROM agora_work.match_agents(%s)', m.arguments), m.code, m.what)
  FROM (VALUES ('''{}''', '22023', 'no need'), ('NULL', '22023', 'none at all'), ('''{code:nonsense}''', 'ZW054', 'an unknown need'), ('''{NULL}''', 'ZW054', 'a NULL'), ('ARRAY[''test:s1''], 0', '22023', 'no limit'),
               ('ARRAY[''test:s1''], 5, 5', '22023', 'a level of 5'), ('ARRAY[''test:s1''], 5, 1, -1', '22023', 'a negative cost'), ('ARRAY[''test:s1''], 5, 1, NULL, 0', '22023', 'no time'), ('ARRAY[''test:s1''], 5, 1, NULL, 1, 6', '22023', 'too complex'),
               ('ARRAY[''test:s1''], p_preferred => ''{code:nonsense}''', 'ZW054', 'an unknown wish'), ('ARRAY[''test:s1''], p_disqualifying => ''{NULL}''', 'ZW054', 'a NULL'),
               ('ARRAY[''test:s1''], p_disqualifying => ''{test:s1}''', '22023', 'what is needed and disqualifies'), ('ARRAY[''test:s1''], p_reputation => 2', '22023', 'more than all reputation')) AS m(arguments, code, what);

SELECT * FROM finish();
ROLLBACK;
