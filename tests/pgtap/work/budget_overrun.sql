-- An agent that overruns a hard budget of its own is halted by the settlement, once, unless its policy leaves it at the denial.
BEGIN;
SELECT plan(35);
SELECT agora_test.add_login('alice', 'agora_service', true), agora_test.add_login('bob', 'agora_service', true);
SELECT agora.register_principal('carol'), agora.register_principal('dora'), agora.register_principal('nobody');
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora_work.register_agent(agora_test.id(a)) FROM unnest(ARRAY['alice', 'carol', 'dora']) AS a;
CREATE FUNCTION pg_temp.budget(p_usd numeric, p_who text, p_stage text DEFAULT NULL) RETURNS bigint LANGUAGE sql
RETURN agora_model.set_budget(p_usd, p_principal => agora_test.id(p_who), p_stage => p_stage);
CREATE FUNCTION pg_temp.settle(p_usd numeric, p_actual numeric, p_key text, p_who text DEFAULT 'alice', p_actor text DEFAULT NULL) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE v_by bigint := agora_test.id(coalesce(p_actor, p_who)); v_id bigint;
BEGIN
    v_id := (agora_model.authorize_spend(agora_test.id(p_who), 'generation', p_usd, '15 minutes', NULL, p_key, v_by)).authorization_id;
    RETURN (agora_model.settle_spend(v_id, p_actual, v_by)).actual_usd = p_actual;
END $$;
CREATE FUNCTION pg_temp.breaker(p_who text DEFAULT 'alice') RETURNS text LANGUAGE sql
RETURN coalesce((SELECT concat_ws(' ', b.status, b.reason_class) FROM agora.breaker AS b WHERE b.breaker = agora_work.agent_breaker(agora_test.id(p_who))), 'closed');
CREATE FUNCTION pg_temp.told(p_who text DEFAULT 'alice') RETURNS bigint LANGUAGE sql
RETURN (SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'work.agent.halted.v1' AND e.key = agora_test.id(p_who)::text);
CREATE FUNCTION pg_temp.seen(p_who text DEFAULT 'alice') RETURNS bigint LANGUAGE sql
RETURN (SELECT count(*) FROM agora_work.witness_entry AS w WHERE w.event = 'breaker.tripped' AND w.subject = agora_work.agent_breaker(agora_test.id(p_who)));
SELECT is(agora_work.policy_for() #>> '{parameters,on_overrun}', 'halt', 'by default an overrun halts');
SELECT throws_ok($$SELECT agora_work.set_policy('environment', 'production', '{"on_overrun": "deny"}', 'a test')$$, '22023', NULL, 'of an agent, whatever it works on');
SELECT throws_ok(format($$SELECT agora_work.set_policy('agent', %L, '{"on_overrun": "perhaps"}', 'a test')$$, agora_test.id('alice')), '22023', NULL, 'or does not');

-- Used up, and overrun
SELECT pg_temp.budget(10, 'alice') AS budget \gset
SELECT agora_work.add_task('A task') AS task \gset
SELECT is((SELECT c.task_id FROM agora_work.claim_next(agora_test.id('alice'), p_actor => agora_test.id('alice')) AS c), :task::bigint, 'it holds a task');
SELECT agora_work.issue_credential(agora_test.id('alice'), 'a task', '{GET /}', p_key => 'c');
SELECT ok(pg_temp.settle(10, 10, 'a'), 'all of its budget is spent');
SELECT is(pg_temp.breaker(), 'closed', 'which trips nothing');
SELECT agora_model.set_budget(20, p_principal => agora_test.id('alice'));
SELECT agora_test.become('alice');
SELECT ok(pg_temp.settle(5, 11, 'b'), 'a call of more than that is counted, also by a bound login');
RESET SESSION AUTHORIZATION;
SELECT is(pg_temp.breaker(), 'open budget', 'and halts the agent, in the same statement');
SELECT is((SELECT b.reason FROM agora.breaker AS b WHERE b.breaker = agora_work.agent_breaker(agora_test.id('alice'))), format('budget %s was overrun', :budget), 'saying why');
SELECT is((SELECT b.status FROM agora_work.board AS b WHERE b.task_id = :task), 'available', 'its task goes back');
SELECT is((SELECT c.status FROM agora_work.issued_credential AS c WHERE c.principal_id = agora_test.id('alice')), 'revoked', 'its credentials end');
SELECT results_eq($$SELECT pg_temp.told(), pg_temp.seen()$$, 'VALUES (1::bigint, 1::bigint)', 'it is told and written down');
SELECT throws_ok($$SELECT agora_work.claim_next(agora_test.id('alice'), p_actor => agora_test.id('alice'))$$, 'ZW061', NULL, 'it claims nothing');
SELECT agora_model._charge(agora_test.id('alice'), '{generation}', ARRAY[agora.now()], '{3}', NULL, agora_test.id('alice'));
SELECT results_eq($$SELECT pg_temp.breaker(), pg_temp.told(), pg_temp.seen()$$, $$VALUES ('open budget', 1::bigint, 1::bigint)$$, 'what is settled further changes nothing');

-- The way out
SELECT throws_ok($$SELECT agora.reset_breaker(agora_work.agent_breaker(agora_test.id('alice')), 'go on')$$, 'ZW060', NULL, 'nobody resets it while the budget is used up');
SELECT agora_test.advance('1 day');
SELECT is(pg_temp.breaker(), 'open budget', 'the next period does not');
SELECT lives_ok($$SELECT agora.reset_breaker(agora_work.agent_breaker(agora_test.id('alice')), 'go on')$$, 'an operator does then');
SELECT ok(pg_temp.settle(1, 21, 'c'), 'another overrun');
SELECT results_eq($$SELECT pg_temp.breaker(), pg_temp.told()$$, $$VALUES ('open budget', 2::bigint)$$, 'halts it again');

-- A breaker that is open
SELECT pg_temp.budget(1, 'carol');
SELECT agora.trip_breaker(agora_work.agent_breaker(agora_test.id('carol')), 'transient', 'a test');
SELECT ok(pg_temp.settle(1, 2, 'd', 'carol'), 'one that would close by itself');
SELECT results_eq($$SELECT pg_temp.breaker('carol'), pg_temp.told('carol')$$, $$VALUES ('open budget', 1::bigint)$$, 'does so no more, and nothing is told twice');

-- By whom it was authorised
SELECT agora_model.set_budget(1, p_principal => agora_test.id('dora'));
SELECT (agora_model.authorize_spend(agora_test.id('dora'), NULL, 1, p_key => 'e', p_actor => agora_test.id('bob'))).authorization_id AS asked \gset
SELECT agora_test.become('bob');
SELECT throws_ok(format('SELECT agora.trip_breaker(%L, %L, %L)', agora_work.agent_breaker(agora_test.id('dora')), 'budget', 'a rival'), '42501', NULL, 'one agent does not halt another for its budget');
SELECT is((agora_model.settle_spend(:asked, 2)).over_usd::numeric, 1.0, 'but settles what was authorised to it for that one');
RESET SESSION AUTHORIZATION;
SELECT results_eq($$SELECT pg_temp.breaker('dora'), pg_temp.told('dora')$$, $$VALUES ('open budget', 1::bigint)$$, 'and an overrun halts whose budget it is');

-- Whose budget, and whose policy
SELECT pg_temp.budget(1, 'nobody');
SELECT ok(pg_temp.settle(1, 2, 'f', 'nobody'), 'who does not work');
SELECT is(pg_temp.breaker('nobody'), 'closed', 'is not halted');
SELECT agora.register_principal('eve'), agora.register_principal('fay');
SELECT agora_work.register_agent(agora_test.id('eve')), agora_work.register_agent(agora_test.id('fay'));
SELECT pg_temp.budget(1, 'eve', 'generation'), agora_model.set_budget(1000, 'hour');
SELECT ok(pg_temp.settle(1, 2000, 'g', 'eve'), 'a budget of everybody''s, and one of hers for one stage, are overrun');
SELECT is((SELECT count(*) FROM agora_model.budget_overrun AS o WHERE o.settled_by = agora_test.id('eve')), 2::bigint, 'which is written down');
SELECT is(pg_temp.breaker('eve'), 'closed', 'but her breaker is about her own');
SELECT agora_model.set_budget(100000, 'hour');
SELECT pg_temp.budget(1, 'fay');
SELECT agora_work.set_policy('agent', agora_test.id('fay')::text, '{"on_overrun": "deny"}', 'a test');
SELECT ok(pg_temp.settle(1, 2, 'h', 'fay'), 'whose policy is content with denial');
SELECT is(pg_temp.breaker('fay'), 'closed', 'is not halted');
SELECT throws_ok($$SELECT agora_work.claim_next(agora_test.id('fay'), p_actor => agora_test.id('fay'))$$, 'ZW004', NULL, 'and claims nothing');
SELECT agora_test.advance('1 day');
SELECT lives_ok($$SELECT agora_work.claim_next(agora_test.id('fay'), p_actor => agora_test.id('fay'))$$, 'until the next period');

-- Rows that are restored
INSERT INTO agora_model.budget_overrun (budget_id, period_start, limit_usd, used_usd, settled_by, recorded_at)
SELECT agora_model.set_budget(7, 'month', p_principal => agora_test.id('eve')), '2026-05-01Z', 7, 8, 1, '2026-05-01Z';
SELECT is(pg_temp.breaker('eve'), 'closed', 'what comes back with a dump halts nobody');
SELECT is((SELECT count(*) FROM agora_work.verify_witness()), 0::bigint, 'the witness is whole');
SELECT * FROM finish();
ROLLBACK;
