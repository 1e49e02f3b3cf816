-- Who may claim: each reason why not has a code, and what an agent can do has one truth, the registry.
BEGIN;
SELECT plan(57);
SELECT agora_test.at('2026-01-01 00:00+00'), agora_test.restarted_at('2025-12-31 00:00+00');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['ada', 'ben']) AS n(name);
SELECT agora_work.register_agent(agora_test.id('ada'), '{code:sql}'), agora_work.register_agent(agora_test.id('ben'));
SELECT agora_work.add_tasks('[{"title": "any", "code": "any"}, {"title": "any 2", "code": "any2"}, {"title": "long", "code": "long", "estimate": "10 hours"},
    {"title": "sql", "code": "sql", "capabilities": ["code:sql"]}, {"title": "go", "code": "go", "capabilities": ["code:go"]},
    {"title": "keys", "code": "keys", "capabilities": ["secrets:provider:use"]}]'::jsonb
    || jsonb_build_object('title', 'for ben', 'code', 'bens', 'assignee', agora_test.id('ben')));
-- Claims and gives back: the task, or why not.
CREATE FUNCTION pg_temp.claim(p_name text, p_code text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_epoch   bigint;
    v_task    bigint := (SELECT b.task_id FROM agora_work.board AS b WHERE b.code = p_code);
    v_detail  text;
BEGIN
    SELECT c.epoch INTO v_epoch FROM agora_work.claim_task(agora_test.id(p_name), v_task, agora_test.id(p_name)) AS c;
    PERFORM agora_work.release_task(v_task, v_epoch, p_actor => agora_test.id(p_name));
    RETURN p_code;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS v_detail = PG_EXCEPTION_DETAIL;
    RETURN concat_ws(' ', sqlstate, substring(v_detail FROM 'reason=(.*)'));
END;
$$;
CREATE FUNCTION pg_temp.held(p_name text) RETURNS text[] LANGUAGE sql
RETURN (SELECT r.capabilities FROM agora_work.registered_agent AS r WHERE r.name = p_name);

-- What is needed
SELECT is(pg_temp.claim('ada', 'sql'), 'sql', 'what it declares counts');
SELECT is(pg_temp.claim('ada', 'go'), 'ZW004 capability_missing', 'what it does not hold');
SELECT agora_test.raises($$SELECT agora_work.add_task('odd', '{"capabilities": ["code:sql", "nobody:knows"]}')$$, 'ZW054', 'a task that needs what nobody can hold is none');
SELECT agora_test.raises($$SELECT agora_work.change_task((SELECT b.task_id FROM agora_work.board AS b WHERE b.code = 'go'), '{"capabilities": ["nobody:knows"]}')$$, 'ZW054', 'nor can it become one');
SELECT lives_ok($$SELECT agora_work.add_capability('nobody:knows', 'Now somebody might.')$$, 'unless the vocabulary has it');
SELECT lives_ok($$SELECT agora_work.add_task('odd', '{"code": "odd", "capabilities": ["nobody:knows"]}')$$, 'then it is one');
SELECT is(pg_temp.claim('ada', 'odd'), 'ZW004 capability_missing', 'that nobody can claim yet');
SELECT is(pg_temp.claim('ada', 'bens'), 'ZW004 task_assigned', 'what is for another');
SELECT is((SELECT array_agg(c.code ORDER BY c.code) FROM agora_work.claim_next(agora_test.id('ada'), 3) AS c), '{any,any2,sql}', 'claim_next() passes over the rest, and what is too long');
SELECT agora_work.release_task(b.task_id, b.epoch, p_actor => agora_test.id('ada')) FROM agora_work.board AS b WHERE b.agent_id = agora_test.id('ada');
SELECT agora_work.grant_capability(agora_test.id('ada'), 'code:go', 2, 'a test', '2026-01-03', 3);
SELECT is(pg_temp.claim('ada', 'go'), 'go', 'what others vouch for counts');
SELECT agora_work.withdraw_capability(agora_test.id('ada'), 'code:go', 'a test', 3);
SELECT is(pg_temp.claim('ada', 'go'), 'ZW004 capability_missing', 'until nobody does');

-- Sensitive ones
INSERT INTO agora_work.agent_capability (principal_id, capability_id, standing, level, changed_at)
SELECT agora_test.id('ada'), c.capability_id, 'declared', 4, agora.now() FROM agora_work.capability AS c WHERE c.code = 'secrets:provider:use';
SELECT agora_work._refresh_capabilities(ARRAY[agora_test.id('ada')]);
SELECT is(pg_temp.claim('ada', 'keys'), 'ZW004 capability_missing', 'a sensitive one does not count by saying so');
SELECT agora_work.grant_capability(agora_test.id('ada'), 'secrets:provider:use', 1, 'a test', '2026-01-02', 3);
SELECT is(pg_temp.claim('ada', 'keys'), 'keys', 'granted it does');
SELECT is(pg_temp.held('ada'), '{code:sql,secrets:provider:use}', 'and is seen');
SELECT agora_test.at('2026-01-02 00:00+00');
SELECT is(pg_temp.held('ada'), '{code:sql}', 'from its end on it is not');
SELECT is((SELECT m.refusal FROM agora_work._may_claim(agora_test.id('ada'), ARRAY(SELECT l.lane_id FROM agora_work.lane AS l WHERE l.capabilities = '{secrets:provider:use}')) AS m),
          'capability_missing', 'nor where nothing has been drawn anew');
SELECT is(pg_temp.claim('ada', 'keys'), 'ZW004 capability_missing', 'and counts no more');
SELECT is((SELECT c.code FROM agora_work.claim_task(agora_test.id('ada'), (SELECT b.task_id FROM agora_work.board AS b WHERE b.code = 'any')) AS c), 'any', 'what was claimed before the end is kept');
SELECT is(agora_work.held_capabilities(agora_test.id('ada')), '{code:sql}', 'a claim draws it anew');
SELECT is((SELECT a.capabilities_until FROM agora_work.agent AS a WHERE a.agent_id = agora_test.id('ada')), 'infinity', 'until the next end');
SELECT agora_work.release_task(b.task_id, b.epoch, p_actor => agora_test.id('ada')) FROM agora_work.board AS b WHERE b.agent_id = agora_test.id('ada');

-- The policy
SELECT agora_work.set_policy('agent', agora_test.id('ada')::text, '{"claim_standing": "verified"}', 'a test', 3);
SELECT is(pg_temp.claim('ada', 'sql'), 'ZW004 capability_missing', 'an agent of whom more is asked');
SELECT agora_work.grant_capability(agora_test.id('ada'), 'code:sql', 1, 'a test', NULL, 3);
SELECT is(pg_temp.claim('ada', 'sql'), 'sql', 'and has it');
SELECT agora_work.register_agent(agora_test.id('ben'), '{code:go}');
SELECT is(pg_temp.claim('ben', 'go'), 'go', 'others are as they were');
SELECT agora_work.set_policy('default', NULL, agora_work.policy_for() -> 'parameters' || '{"claim_standing": "verified"}', 'a test', 3);
SELECT is(pg_temp.claim('ben', 'go'), 'ZW004 capability_missing', 'until it is asked of all');
SELECT is(pg_temp.claim('ben', 'any'), 'any', 'what needs nothing is anybody''s');
SELECT agora_work.set_policy('agent', agora_test.id('ben')::text, '{"claim_standing": "declared"}', 'a test', 3);
SELECT is(pg_temp.claim('ben', 'go'), 'go', 'but for whom it is not');
SELECT agora_test.raises($$SELECT agora_work.set_policy('default', NULL, agora_work.policy_for() -> 'parameters' || '{"claim_standing": "said"}', 'a test', 3)$$, '22023', 'it is one of two');
SELECT agora_test.raises($$SELECT agora_work.set_policy('default', NULL, (agora_work.policy_for() -> 'parameters') - 'min_level', 'a test', 3)$$, '22023', 'the default says all, as nothing stands behind it');
SELECT is_empty($$SELECT FROM agora_work.agent AS a WHERE a.capabilities <> agora_work.held_capabilities(a.agent_id)$$, 'what claims read is what the registry says');

-- The environment
CREATE FUNCTION pg_temp.rules(p_rules jsonb) RETURNS bigint LANGUAGE sql AS $$ SELECT agora_work.set_policy('environment', 'production', p_rules, 'a test', 3) $$;
SELECT agora_test.raises($$SELECT agora_work.add_task('x', '{"environment": "production"}')$$, 'ZW900', 'an environment that nobody made rules for');
SELECT agora_test.raises($$SELECT agora_work.add_task('x', '{"environment": "Production!"}')$$, '22023', 'no name of one');
SELECT pg_temp.rules('{"claim_standing": "verified", "min_reputation": 0.8}');
SELECT agora_work.add_tasks('[{"title": "dear", "code": "dear", "environment": "production", "priority": 90, "capabilities": ["code:go"]}, {"title": "open", "code": "open", "environment": "production", "priority": 90}, {"title": "plain", "code": "plain"}]');
SELECT is((SELECT b.environment FROM agora_work.board AS b WHERE b.code = 'dear'), 'production', 'the board has it');
SELECT agora_work.set_policy('agent', agora_test.id('ben')::text, '{}', 'a test', 3), agora_work.set_policy('default', NULL, agora_work.policy_for() -> 'parameters' || '{"claim_standing": "declared"}', 'a test', 3);
SELECT is(pg_temp.claim('ben', 'go'), 'go', 'what it says of itself counts by default');
SELECT is(pg_temp.claim('ben', 'dear'), 'ZW004 capability_missing', 'and not where the environment asks for more');
SELECT agora_work.grant_capability(agora_test.id('ben'), 'code:go', 1, 'a test', NULL, 3);
SELECT is(pg_temp.claim('ben', 'dear'), 'ZW004 reputation_low', 'nor is a newcomer''s reputation enough');
SELECT is(pg_temp.claim('ben', 'open'), 'ZW004 reputation_low', 'also where nothing else is needed');
SELECT is((SELECT count(*) FROM agora_work.claim_next(agora_test.id('ben'), 10) AS c WHERE c.code IN ('dear', 'open')), 0::bigint, 'claim_next() passes over them');
SELECT agora_work.release_task(b.task_id, b.epoch, p_actor => agora_test.id('ben')) FROM agora_work.board AS b WHERE b.agent_id = agora_test.id('ben');
SELECT agora_work.record_operation(agora_test.id('ben'), 'test', true, 1, n::text, 3) FROM generate_series(1, 5) AS n;
SELECT is(pg_temp.claim('ben', 'dear'), 'dear', 'at the mark it is: (7 + 5) ÷ 15');
SELECT is((SELECT count(*) FROM agora_work.claim_next(agora_test.id('ben'), 10) AS c WHERE c.code IN ('dear', 'open')), 2::bigint, 'so for claim_next()');
SELECT agora_work.release_task(b.task_id, b.epoch, p_actor => agora_test.id('ben')) FROM agora_work.board AS b WHERE b.agent_id = agora_test.id('ben');
SELECT pg_temp.rules('{"min_reputation": 0.81}');
SELECT is(pg_temp.claim('ben', 'open'), 'ZW004 reputation_low', 'the last version of the policy holds');
SELECT agora_work.set_policy('agent', agora_test.id('ben')::text, '{"min_reputation": 0}', 'a test', 3);
SELECT is(pg_temp.claim('ben', 'open'), 'open', 'and an agent''s own goes before it');
SELECT is(pg_temp.claim('ben', 'plain'), 'plain', 'where no environment is named, none is asked');
SELECT agora_work.change_task(b.task_id, '{"environment": "development"}') FROM agora_work.board AS b WHERE b.code = 'open';
SELECT is(pg_temp.claim('ada', 'open'), 'open', 'a task may get to another');
SELECT agora_work.change_task(b.task_id, '{"environment": null}') FROM agora_work.board AS b WHERE b.code = 'open';
SELECT is((SELECT b.environment FROM agora_work.board AS b WHERE b.code = 'open'), NULL, 'or none');
SELECT agora_work.move_tasks(ARRAY[b.task_id], ARRAY[agora_test.id('ben')], 'move') FROM agora_work.board AS b WHERE b.code = 'dear';
SELECT is((b.environment, b.assignee_id)::text, format('(production,%s)', agora_test.id('ben')), 'and keeps it where it is moved') FROM agora_work.board AS b WHERE b.code = 'dear';
SELECT agora_work.set_policy('default', NULL, agora_work.policy_for() -> 'parameters' || '{"claim_standing": "verified"}', 'a test', 3);

-- How much
SELECT is(pg_temp.claim('ada', 'long'), 'ZW004 capacity_full', 'more than it may hold');
SELECT agora_work.register_agent(agora_test.id('ada'), NULL, 1), agora_work.claim_next(agora_test.id('ada'));
SELECT is(pg_temp.claim('ada', 'go'), 'ZW004 capability_missing', 'what it lacks is said first');
SELECT is(pg_temp.claim('ada', 'sql'), 'ZW004 tasks_full', 'as many as it may hold');
SELECT agora_work.register_agent(agora_test.id('ada'), p_is_open => false);
SELECT is(pg_temp.claim('ada', 'sql'), 'ZW004 agent_closed', 'one that takes no new tasks');
SELECT agora_work.register_agent(agora_test.id('ada'));

-- Budgets
SELECT agora_model.set_budget(0, p_principal => agora_test.id('ada'));
SELECT is(pg_temp.claim('ada', 'sql'), 'ZW004 budget_spent', 'one whose hard budget is used up');
SELECT agora_test.raises(format('SELECT agora_work.%s(%s)', f.name, agora_test.id('ada')), 'ZW004', 'nor by ' || f.name) FROM unnest(ARRAY['claim_next', 'next_work']) AS f(name);
SELECT is((SELECT h.is_held FROM agora_work.board AS b CROSS JOIN LATERAL agora_work.heartbeat(ARRAY[b.task_id], ARRAY[b.epoch], agora_test.id('ada')) AS h
            WHERE b.agent_id = agora_test.id('ada')), true, 'what it holds it keeps');
SELECT agora_model.set_budget(0, p_principal => agora_test.id('ada'), p_is_hard => false);
SELECT is(pg_temp.claim('ada', 'sql'), 'sql', 'a soft one only warns');
SELECT is(pg_temp.claim('ben', 'sql'), 'ZW004 capability_missing', 'the budget of one is not that of another');

-- Halted and suspended
SELECT agora.trip_breaker(agora_work.agent_breaker(agora_test.id('ada')), 'manual', 'a test');
SELECT is(pg_temp.claim('ada', 'sql'), 'ZW061', 'a halted one');
SELECT agora.reset_breaker(agora_work.agent_breaker(agora_test.id('ada')), 'a test', 3), agora.suspend_principal(agora_test.id('ada'), 'a test');
SELECT is(pg_temp.claim('ada', 'sql'), 'ZA002', 'a suspended one');

SELECT * FROM finish();
ROLLBACK;
