-- Who takes the work of a lane, for whoever reads: numbers and reasons, of agents that are there and take work.
BEGIN;
SELECT plan(9);
SELECT agora_test.at('2026-01-01'), agora_test.restarted_at('2025-12-01');
SELECT agora_work.register_agent(agora.register_principal('ada'), '{code:sql}', p_capacity => '3 hours');
SELECT agora_work.register_agent(agora.register_principal('ben'), p_capacity => '9 hours');
SELECT agora_work.register_agent(agora.register_principal('cyd'), '{code:sql}', p_is_open => false);
SELECT agora_work.register_agent(agora.register_principal('dan'), '{code:sql}');
UPDATE agora_work.agent_profile AS f SET cost_usd = w.rate FROM (VALUES ('ada', 15), ('ben', 0), ('cyd', 1), ('dan', 1)) AS w(name, rate) WHERE f.principal_id = agora_test.id(w.name);
SELECT agora.suspend_principal(agora_test.id('dan'), 'a test');
SELECT agora_work.add_tasks(jsonb_build_array('{"title": "a", "priority": 1}'::jsonb, '{"title": "b", "priority": 2, "capabilities": ["code:sql"]}'::jsonb,
                                              '{"title": "c", "priority": 3, "capabilities": ["code:go"], "estimate": "20 hours"}'::jsonb,
                                              jsonb_build_object('title', 'd', 'priority', 4, 'assignee', agora_test.id('cyd'))));
CREATE FUNCTION pg_temp.counted(p_priority integer) RETURNS text LANGUAGE sql
RETURN (SELECT c::text FROM agora_work.lane AS l, agora_work.count_claimants(l.lane_id) AS c WHERE l.priority = p_priority);
SELECT is(pg_temp.counted(1), '(2,2,,09:00:00,15)', 'all that take work, and the least that has a rate');
SELECT is(pg_temp.counted(2), '(2,1,{capability_missing},03:00:00,15)', 'one that can');
SELECT is(pg_temp.counted(3), '(2,0,{capability_missing},,)', 'nobody can');
SELECT is(pg_temp.counted(4), '(0,0,,,)', 'nobody takes it');
SELECT is(c::text, '(0,0,,,)', 'a lane that is not there') FROM agora_work.count_claimants(0) AS c;
SELECT is(c::text, '(0,0,,,)', 'nor is none') FROM agora_work.count_claimants(NULL) AS c;

SET LOCAL ROLE agora_reader;
SELECT results_eq('SELECT u.title, u.reason FROM agora_work.unclaimable_task AS u ORDER BY u.title COLLATE "C"', $$VALUES ('c', 'capability_missing'), ('d', 'agent_closed')$$, 'a reader sees what nobody can claim');
SELECT is(o.tasks, 0::bigint, 'and what was too dear') FROM agora_work.overqualification AS o;
RESET ROLE;
SELECT agora_work.change_task(b.task_id, '{"capabilities": [], "priority": 1}') FROM agora_work.board AS b WHERE b.title = 'c';
SELECT is((SELECT u.reason FROM agora_work.unclaimable_task AS u WHERE u.title = 'c'), 'estimate_too_long', 'the greatest capacity is what counts');
SELECT * FROM finish();
ROLLBACK;
