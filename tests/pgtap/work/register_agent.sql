-- Registering for work: what an agent can do and may hold at once.
BEGIN;
SELECT plan(31);
SELECT agora_test.at('2026-01-01');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['ada', 'ben']) AS n(name);
CREATE FUNCTION pg_temp.facts() RETURNS jsonb LANGUAGE sql
RETURN (SELECT to_jsonb(a) - '{agent_id,registered_at}'::text[] FROM agora_work.registered_agent AS a WHERE a.name = 'ada');

SELECT is(agora_work.register_agent(agora_test.id('ada'), '{code:sql,code:python,code:sql}', p_actor => agora_test.id('ada')), agora_test.id('ada'), 'an agent registers itself');
SELECT is(pg_temp.facts(), '{"name": "ada", "capabilities": ["code:python", "code:sql"], "max_tasks": 5, "capacity": "08:00:00", "lease": "00:00:45",
                             "is_open": true, "pause": null, "tasks": 0, "load": "00:00:00", "seen_at": "2026-01-01T00:00:00+00:00"}'::jsonb, 'codes sorted, each once; limits as the team''s settings say');
SELECT is((SELECT e.payload FROM agora_event.event AS e WHERE e.topic = 'work.agent.registered.v1'),
          jsonb_build_object('agent_id', agora_test.id('ada'), 'capabilities', '["code:python", "code:sql"]'::jsonb, 'is_open', true), 'told');
SELECT agora_work.register_agent(agora_test.id('ada'), '{code:sql,code:python}', p_actor => agora_test.id('ada'));
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'work.agent.registered.v1'), 1::bigint, 'said again, nothing changes');
SELECT agora_test.at('2026-01-02');
SELECT agora_work.register_agent(agora_test.id('ada'), '{}', 2, '2 hours', '10 seconds', false);
SELECT is(pg_temp.facts(), '{"name": "ada", "capabilities": [], "max_tasks": 2, "capacity": "02:00:00", "lease": "00:00:10",
                             "is_open": false, "pause": null, "tasks": 0, "load": "00:00:00", "seen_at": "2026-01-01T00:00:00+00:00"}'::jsonb, 'the service changes it');
SELECT agora.set_setting('work.max_tasks', '7', 'a test');
SELECT agora_work.register_agent(agora_test.id('ada'), '{}');
SELECT is(pg_temp.facts() -> 'max_tasks', '7', 'what is not given is the setting''s, as it is now');

-- One truth: what it declares is in the registry, where it is told apart from what others vouch for.
SELECT agora_work.grant_capability(agora_test.id('ada'), 'code:go', 3, 'a test', '2026-03-01', 3);
SELECT agora_work.register_agent(agora_test.id('ada'), '{code:sql}');
SELECT results_eq($$SELECT k.code, k.standing, k.level::integer FROM agora_work.agent_skill AS k WHERE k.principal_id = agora_test.id('ada') ORDER BY k.code$$,
                  $$VALUES ('code:go', 'verified', 3), ('code:sql', 'declared', 1)$$, 'declared, never verified');
SELECT agora_work.register_agent(agora_test.id('ada'), '{code:sql,code:go}'), agora_work.register_agent(agora_test.id('ada'));
SELECT is(pg_temp.facts() -> 'capabilities', '["code:go", "code:sql"]', 'what is not given stays as it was declared');
SELECT agora_work.register_agent(agora_test.id('ada'), '{}');
SELECT is(pg_temp.facts() -> 'capabilities', '["code:go"]', 'a grant stays');
SELECT agora_test.at('2026-03-01');
SELECT is(pg_temp.facts() -> 'capabilities', '[]', 'until it ends');
SELECT agora_test.raises($$SELECT agora_work.register_agent(agora_test.id('ada'), '{code:nonsense}')$$, 'ZW054', 'an unknown capability');
SELECT agora_test.raises($$SELECT agora_work.register_agent(agora_test.id('ada'), '{secrets:provider:use}')$$, 'ZW056', 'a sensitive one is only granted');
SELECT is_empty($$SELECT FROM agora_work.agent_skill AS k WHERE k.principal_id = agora_test.id('ada') AND k.standing = 'declared'$$, 'what is refused declares nothing');
SELECT agora_test.at('2026-01-02');

SELECT agora_test.raises($$SELECT agora_work.register_agent(agora_test.id('ben'), p_actor => agora_test.id('ada'))$$, '42501', 'nobody registers another');
SELECT agora_test.raises($$SELECT agora_work.register_agent(agora_test.id('ghost'))$$, 'ZA001', 'an unknown principal');
SELECT agora_test.raises($$SELECT agora_work.register_agent(NULL)$$, 'ZA001', 'no principal');
SELECT agora.suspend_principal(agora_test.id('ben'), 'a test');
SELECT agora_test.raises($$SELECT agora_work.register_agent(agora_test.id('ben'))$$, 'ZA002', 'a suspended one');
SELECT agora_test.raises(format($$SELECT agora_work.register_agent(agora_test.id('ada'), %s)$$, a.arguments), '22023', 'refused: ' || left(a.arguments, 60))
  FROM unnest(ARRAY[$$'{NULL}'$$, $$'{"code:sql; DROP TABLE x"}'$$, $$'{Code}'$$, $$'{""}'$$, $$'{{a,b},{c,d}}'$$, $$ARRAY(SELECT 'c' || i FROM generate_series(1, 201) AS i)$$,
                    $$'{}', 0$$, $$'{}', 10001$$, $$'{}', NULL, '0 seconds'$$, $$'{}', NULL, '-1 hour'$$, $$'{}', NULL, NULL, '0.5 seconds'$$, $$'{}', NULL, NULL, '25 hours'$$, $$'{}', NULL, NULL, '1 month -29 days'$$]) AS a(arguments);
SELECT is((SELECT count(*) FROM agora_work.registered_agent), 1::bigint, 'what is refused registers nobody');

SELECT * FROM finish();
ROLLBACK;
