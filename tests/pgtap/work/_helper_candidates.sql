-- Who is asked to help, by what the registry says, and in the order of the policy.
BEGIN;
SELECT plan(31);
SELECT agora_test.at('2026-01-01 00:00+00'), agora_test.restarted_at('2025-12-31 00:00+00');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['ann', 'all', 'two', 'one', 'dear']) AS n(name);
SELECT agora_work.register_agent(agora_test.id(w.name), w.capabilities)
  FROM (VALUES ('ann', '{code:sql,code:go,code:rust}'::text[]), ('all', '{code:sql,code:go,code:rust}'), ('two', '{code:sql,code:go}'), ('one', '{code:sql}'),
               ('dear', '{code:sql,code:go,code:rust}')) AS w(name, capabilities);
UPDATE agora_work.agent_profile AS f SET cost_usd = CASE WHEN f.principal_id = agora_test.id('dear') THEN 80 ELSE 2 END;
CREATE FUNCTION pg_temp.asked(p_need text[], p_limit integer DEFAULT 3, p_environment text DEFAULT NULL) RETURNS text LANGUAGE sql
RETURN (SELECT coalesce(string_agg(p.name, ' ' ORDER BY c.place), '-')
          FROM unnest(agora_work._helper_candidates(p_need, agora_test.id('ann'), p_limit, p_environment)) WITH ORDINALITY AS c(id, place)
          JOIN agora.principal AS p ON p.principal_id = c.id);
CREATE FUNCTION pg_temp.rule(p_rules jsonb) RETURNS void LANGUAGE sql
BEGIN ATOMIC
    SELECT agora_work.set_policy('default', NULL, agora_work.policy_for() -> 'parameters' || p_rules, 'a test', 3);
END;

SELECT is(pg_temp.asked('{code:sql,code:go,code:rust}'), 'all dear', 'two of three are not enough; who costs less is asked first');
SELECT is(pg_temp.asked('{code:sql,code:go}'), 'all two dear', 'what goes beyond the need does no harm');
SELECT is(pg_temp.asked('{code:sql}', 2), 'all two', 'at most so many');
SELECT is(pg_temp.asked('{nobody:knows}'), '-', 'what nobody knows');
SELECT is(pg_temp.asked('{}', 10), 'all two one dear', 'anybody, where nothing in particular is needed');
SELECT pg_temp.rule('{"match_percent": 60}');
SELECT is(pg_temp.asked('{code:sql,code:go,code:rust}'), 'all two dear', 'the policy says how many are enough');
SELECT pg_temp.rule('{"match_percent": 70, "rank_strategy": "weighted", "weighted_minimum": 0}');
SELECT is(pg_temp.asked('{code:sql,code:go,code:rust}'), 'all dear', 'and how they are ranked');
SELECT pg_temp.rule('{"weighted_minimum": 2}');
SELECT is(pg_temp.asked('{code:sql,code:go,code:rust}'), '-', 'and who is not worth it');
SELECT pg_temp.rule('{"rank_strategy": "value", "min_reputation": 0.71}');
SELECT is(pg_temp.asked('{code:sql,code:go,code:rust}'), '-', 'or not reliable enough');
SELECT pg_temp.rule('{"min_reputation": 0, "claim_standing": "verified"}');
SELECT is(pg_temp.asked('{code:sql}'), '-', 'where only what others vouch for counts, nobody is asked');
SELECT agora_work.grant_capability(agora_test.id('one'), 'code:sql', 1, 'a test', NULL, 3);
SELECT is(pg_temp.asked('{code:sql}'), 'one', 'but for whom they do');
SELECT is(pg_temp.asked('{code:sql}', p_environment => 'research'), 'one', 'in an environment that does not say otherwise, too');
SELECT agora_work.set_policy('environment', 'lab', '{"claim_standing": "declared", "match_percent": 50}', 'a test', 3);
SELECT is(pg_temp.asked('{code:sql,code:go,code:rust}', p_environment => 'lab'), 'all two dear', 'where what they say counts, they are, and fewer are enough');
SELECT pg_temp.rule('{"claim_standing": "declared"}');
SELECT agora_work.set_policy('environment', 'vault', '{"claim_standing": "verified"}', 'a test', 3);
SELECT is(pg_temp.asked('{code:sql}', p_environment => 'vault'), 'one', 'where only what others vouch for counts in the environment');
SELECT agora_work.set_policy('environment', 'vault', '{"claim_standing": "verified", "min_reputation": 0.71}', 'a test', 3);
SELECT is(pg_temp.asked('{code:sql}', p_environment => 'vault'), '-', 'who is not reliable enough there');
SELECT agora_work.set_policy('agent', agora_test.id('one')::text, '{"min_reputation": 0.7}', 'a test', 3);
SELECT is(pg_temp.asked('{code:sql}', p_environment => 'vault'), 'one', 'the policy of the agent goes before it');

SELECT agora_model.set_budget(0, p_principal => agora_test.id('all'));
SELECT agora_work.set_availability(false, agora_test.id('two'));
SELECT is(pg_temp.asked('{code:sql}'), 'one dear', 'neither who has no budget left nor who does not want to be found');
SELECT agora.trip_breaker(agora_work.agent_breaker(agora_test.id('one')), 'manual', 'a test');
SELECT is(pg_temp.asked('{code:sql}'), 'dear', 'nor who is halted');
SELECT agora_work.register_agent(agora_test.id('dear'), p_is_open => false);
SELECT is(pg_temp.asked('{code:sql}'), '-', 'nor who takes no new tasks');
SELECT agora_work.add_task('Weigh', '{"code": "W"}', p_actor => agora_test.id('ann'));
SELECT agora_test.raises(format($$SELECT agora_work.offer_help((agora_work.report_blocker(b.task_id, 'slow', 'x', p_capabilities => '{code:sql}', p_actor => %s)).blocker_id, %s)
                                    FROM agora_work.board AS b$$, agora_test.id('ann'), agora_test.id('one')), 'ZW087', 'a halted one does not help unasked, either');


-- What the environment of the task says holds for whoever helps.
SELECT agora_work.register_agent(agora_test.id('dear'), '{code:sql,code:go,code:rust}'), agora_work.set_availability(true, agora_test.id('two')), agora_work.set_availability(false, agora_test.id('all'));
SELECT agora_work.set_policy('environment', 'pair', '{"match_percent": 60, "max_helpers": 1, "task_cost_usd": 1}', 'a test', 3);
CREATE TEMPORARY TABLE stuck AS
SELECT n.name, t.task_id, b.blocker_id, b.invited
  FROM (VALUES ('everywhere', NULL), ('pair', 'pair'), ('vault', 'vault')) AS n(name, environment)
 CROSS JOIN LATERAL (SELECT agora_work.add_task(n.name, jsonb_build_object('environment', n.environment), p_actor => agora_test.id('ann')) AS task_id) AS t
 CROSS JOIN LATERAL agora_work.report_blocker(t.task_id, 'slow', 'x', p_capabilities => '{code:sql,code:go,code:rust}', p_actor => agora_test.id('ann')) AS b;
SELECT is((SELECT string_agg(s.name || ':' || (SELECT coalesce(string_agg(p.name, ',' ORDER BY p.name), '-') FROM agora.principal AS p WHERE p.principal_id = ANY (s.invited)), ' ' ORDER BY s.name)
             FROM stuck AS s), 'everywhere:dear pair:two vault:-', 'who is asked, and how many');
SELECT is((SELECT array_agg(e.payload -> 'environment' ORDER BY e.payload ->> 'environment') FROM agora_event.event AS e WHERE e.topic = 'work.blocker.reported.v1' AND e.payload ->> 'environment' IS NOT NULL),
          ARRAY['"pair"', '"vault"']::jsonb[], 'the event says where');
SELECT is((SELECT e.payload #>> '{policies,1}' FROM agora_event.event AS e WHERE e.topic = 'work.blocker.reported.v1' AND e.payload ->> 'environment' = 'pair'),
          (SELECT p.policy_id::text FROM agora_work.policy_version AS p WHERE p.subject = 'pair'), 'and by which policies');
SELECT agora_test.raises(format('SELECT agora_work.offer_help(%s, %s)', s.blocker_id, agora_test.id('two')), 'ZW087', 'two of three are enough in one, not ' || s.name) FROM stuck AS s WHERE s.name <> 'pair' ORDER BY s.name;
SELECT lives_ok(format('SELECT agora_work.offer_help(%s, %s)', s.blocker_id, agora_test.id('two')), 'there they are') FROM stuck AS s WHERE s.name = 'pair';
SELECT agora_test.raises(format('SELECT agora_work.offer_help(%s, %s)', s.blocker_id, agora_test.id('dear')), 'ZW086', 'one may help there') FROM stuck AS s WHERE s.name = 'pair';
SELECT is((SELECT s.name FROM agora_work.next_work(agora_test.id('dear'), p_sources => '{help}', p_actor => agora_test.id('dear')) AS w JOIN stuck AS s USING (task_id)), 'everywhere', 'who asks for work is sent where there is a place');
SELECT is(agora_work.reserve_helpers('{code:sql}', p_task => s.task_id, p_key => 'h') -> 'helpers', '[]', 'helpers are reserved by the policy of the task: nobody is as cheap')
  FROM stuck AS s WHERE s.name = 'pair';
SELECT is((SELECT d.task_id FROM agora_work.escalation_detail AS d JOIN agora_work.escalation AS e USING (escalation_id) WHERE e.reason = 'uncovered'), s.task_id, 'which the escalation names') FROM stuck AS s WHERE s.name = 'pair';
SELECT agora_test.raises($$SELECT agora_work.reserve_helpers('{code:sql}', p_task => 999, p_key => 'i')$$, 'ZW001', 'a task that nobody knows');

SELECT * FROM finish();
ROLLBACK;
