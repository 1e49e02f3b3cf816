-- Who is asked to help, by what the registry says, and in the order of the policy.
BEGIN;
SELECT plan(15);
SELECT agora_test.at('2026-01-01 00:00+00'), agora_test.restarted_at('2025-12-31 00:00+00');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['ann', 'all', 'two', 'one', 'dear']) AS n(name);
SELECT agora_work.register_agent(agora_test.id(w.name), w.capabilities)
  FROM (VALUES ('ann', '{code:sql,code:go,code:rust}'::text[]), ('all', '{code:sql,code:go,code:rust}'), ('two', '{code:sql,code:go}'), ('one', '{code:sql}'),
               ('dear', '{code:sql,code:go,code:rust}')) AS w(name, capabilities);
UPDATE agora_work.agent_profile AS f SET cost_usd = CASE WHEN f.principal_id = agora_test.id('dear') THEN 80 ELSE 2 END;
CREATE FUNCTION pg_temp.asked(p_need text[], p_limit integer DEFAULT 3) RETURNS text LANGUAGE sql
RETURN (SELECT coalesce(string_agg(p.name, ' ' ORDER BY c.place), '-')
          FROM unnest(agora_work._helper_candidates(p_need, agora_test.id('ann'), p_limit)) WITH ORDINALITY AS c(id, place)
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
SELECT pg_temp.rule('{"claim_standing": "declared"}');

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

SELECT * FROM finish();
ROLLBACK;
