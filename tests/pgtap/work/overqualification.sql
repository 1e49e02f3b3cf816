-- What work cost above the cheapest agent that may do it.
BEGIN;
SELECT plan(6);
SELECT agora_test.at('2026-01-01'), agora_test.restarted_at('2025-12-01');
SELECT agora_work.register_agent(agora.register_principal(w.name), w.capabilities) FROM (VALUES ('dear', '{code:sql,code:go}'::text[]), ('cheap', '{code:sql}'), ('free', '{code:sql}')) AS w(name, capabilities);
UPDATE agora_work.agent_profile AS p SET cost_usd = w.rate FROM (VALUES ('dear', 75), ('cheap', 15), ('free', 0)) AS w(name, rate) WHERE p.principal_id = agora_test.id(w.name);
-- Adds a task, does it in 20 seconds, and says what it cost.
CREATE FUNCTION pg_temp.done(p_terms jsonb, p_cost numeric) RETURNS void LANGUAGE plpgsql AS $$
DECLARE v_claim agora_work.claimed_task;
BEGIN
    PERFORM agora_work.add_task('t', p_terms || '{"ttl": "2 hours"}');
    SELECT c.* INTO v_claim FROM agora_work.claim_next(agora_test.id('dear'), p_actor => agora_test.id('dear')) AS c;
    PERFORM agora_test.advance('20 seconds');
    PERFORM agora_work.complete_task(v_claim.task_id, v_claim.epoch, p_cost_usd => p_cost, p_actor => agora_test.id('dear'));
END $$;
SELECT results_eq('SELECT o.* FROM agora_work.overqualification AS o', 'VALUES (0::bigint, NULL::numeric, NULL::numeric, NULL::numeric)', 'nothing was done');
SELECT pg_temp.done('{"capabilities": ["code:sql"], "estimate": "1 hour"}', 70);
SELECT results_eq('SELECT o.* FROM agora_work.overqualification AS o', 'VALUES (1::bigint, 70::numeric, 15.000000, 55.000000)', 'the cheapest that has a rate, for the time that was estimated');
SELECT pg_temp.done('{"capabilities": ["code:go"], "estimate": "1 hour"}', 75);
SELECT is((SELECT o.excess_usd FROM agora_work.overqualification AS o), 55.000000, 'nobody else may do this');
SELECT pg_temp.done('{"capabilities": ["code:sql"]}', 0.01), pg_temp.done('{"capabilities": ["code:sql"]}', NULL);
SELECT results_eq('SELECT o.tasks, o.excess_usd FROM agora_work.overqualification AS o', 'VALUES (3::bigint, 55.000000)', 'what cost less takes nothing off, and what has no cost does not count');
SELECT pg_temp.done('{"capabilities": ["code:sql"]}', 1);
SELECT is((SELECT o.excess_usd FROM agora_work.overqualification AS o), 55.916667, 'without an estimate by the time that was taken');
SELECT agora_test.advance('1 day');
SELECT is((SELECT o.tasks FROM agora_work.overqualification AS o), 0::bigint, 'what is older than the window does not count');
SELECT * FROM finish();
ROLLBACK;
