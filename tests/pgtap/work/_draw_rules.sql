-- What environments ask of claims is drawn into lanes: whatever is drawn, claims are refused for the same reasons as by looking it up.
BEGIN;
SELECT plan(23);
SELECT agora_test.at('2026-01-01 00:00+00'), agora_test.restarted_at('2025-12-31 00:00+00');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['plain', 'said', 'own', 'good', 'odd', 'none']) AS n(name);
SELECT agora_work.register_agent(agora_test.id(n.name)) FROM unnest(ARRAY['plain', 'said', 'own', 'good', 'odd', 'none']) AS n(name);
SELECT agora_work.grant_capability(agora_test.id(n.name), 'code:sql', 2, 'a test', NULL, 3) FROM unnest(ARRAY['plain', 'own', 'good', 'odd']) AS n(name);
SELECT agora_work.register_agent(agora_test.id('said'), '{code:sql}'), agora_work.register_agent(agora_test.id('odd'), '{code:sql,code:go}');
SELECT agora_work.set_policy('agent', agora_test.id('own')::text, '{"min_reputation": 0}', 'a test', 3);
SELECT agora_work.record_operation(agora_test.id('good'), 'test', true, 1, n::text, 3) FROM generate_series(1, 10) AS n;
CREATE FUNCTION pg_temp.rules(p_rules jsonb) RETURNS bigint LANGUAGE sql AS $$ SELECT agora_work.set_policy('environment', 'park', p_rules, 'a test', 3) $$;
SELECT pg_temp.rules('{}');
SELECT agora_work.add_tasks('[{"title": "t", "environment": "park", "capabilities": ["code:sql"]}, {"title": "t", "environment": "park"}, {"title": "t", "environment": "research"}, {"title": "t"}]');
CREATE FUNCTION pg_temp.refusals() RETURNS jsonb LANGUAGE sql
RETURN (SELECT jsonb_object_agg(p.name, ARRAY(SELECT coalesce(m.refusal, '-') FROM agora_work._may_claim(a.agent_id, ARRAY(SELECT l.lane_id FROM agora_work.lane AS l WHERE l.environment = 'park')) AS m
                                                ORDER BY m.lane_id DESC))
          FROM agora_work.agent AS a JOIN agora.principal AS p ON p.principal_id = a.agent_id);
CREATE FUNCTION pg_temp.drawn() RETURNS text[] LANGUAGE sql RETURN ARRAY(SELECT DISTINCT l.rules::text FROM agora_work.lane AS l WHERE l.environment = 'park');
-- As it is looked up: nothing drawn, or nobody plain.
CREATE FUNCTION pg_temp.agrees() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_drawn  jsonb := pg_temp.refusals();
    v_alike  boolean;
BEGIN
    UPDATE agora_work.lane SET rules = NULL;
    v_alike := v_drawn = pg_temp.refusals();
    PERFORM agora_work._draw_rules();
    RETURN v_alike;
END $$;

-- Lanes
SELECT is(pg_temp.drawn(), ARRAY[NULL::text], 'a new lane has drawn nothing');
SELECT lives_ok('SELECT agora_work._refresh_lanes(100)', 'a job draws');
SELECT is(pg_temp.drawn(), '{"{\"min_level\": 1, \"hourly_usd\": 10000, \"disqualifying\": [], \"min_reputation\": 0}"}', 'what the environment asks');
SELECT is((SELECT count(*) FROM agora_work.lane AS l WHERE l.rules IS NULL), 1::bigint, 'where there is one');

-- Agents
SELECT is(ARRAY(SELECT p.name FROM agora_work.agent AS a JOIN agora.principal AS p ON p.principal_id = a.agent_id WHERE a.is_plain ORDER BY 1), '{good,none,plain}', 'plain is for whom others vouch in all, by rules for all');
SELECT agora_work.set_policy('agent', agora_test.id('own')::text, '{"max_helpers": 2}', 'a test', 3);
SELECT ok((SELECT a.is_plain FROM agora_work.agent AS a WHERE a.agent_id = agora_test.id('own')), 'or by other rules that are of no matter here');
SELECT agora_work.set_policy('agent', agora_test.id('own')::text, '{"min_reputation": 0}', 'a test', 3);
SELECT agora_work.grant_capability(agora_test.id('plain'), 'code:go', 1, 'a test', '2026-01-02', 3), agora_work.register_agent(agora_test.id('plain'), '{code:go}');
SELECT is((SELECT (a.is_plain, a.capabilities_until)::text FROM agora_work.agent AS a WHERE a.agent_id = agora_test.id('plain')), '(t,"2026-01-02 00:00:00+00")', 'until somebody vouches no more');

-- Claims
SELECT is(pg_temp.refusals() -> 'none', '["capability_missing", "-"]', 'then claims know it');
SELECT ok(pg_temp.agrees(), 'as it is looked up');
SELECT pg_temp.rules('{"min_reputation": 0.71}');
SELECT is(pg_temp.drawn(), '{"{\"min_level\": 1, \"hourly_usd\": 10000, \"disqualifying\": [], \"min_reputation\": 0.71}"}', 'every change is drawn');
SELECT is(pg_temp.refusals(), '{"own": ["-", "-"], "odd": ["reputation_low", "reputation_low"], "good": ["-", "-"], "none": ["capability_missing", "reputation_low"],
                                "said": ["reputation_low", "reputation_low"], "plain": ["reputation_low", "reputation_low"]}', 'a reputation is asked for');
SELECT ok(pg_temp.agrees(), 'as it is looked up');
SELECT pg_temp.rules('{"min_level": 2}');
SELECT is(pg_temp.refusals(), '{"own": ["-", "-"], "odd": ["-", "-"], "good": ["-", "-"], "none": ["capability_missing", "-"],
                                "said": ["capability_missing", "-"], "plain": ["-", "-"]}', 'a level is asked for: who declares none has the first');
SELECT ok(pg_temp.agrees(), 'as it is looked up');
UPDATE agora_work.agent_profile AS f SET cost_usd = 1;
UPDATE agora_work.agent_profile AS f SET cost_usd = 20.000001 WHERE f.principal_id IN (agora_test.id('good'), agora_test.id('own'));
UPDATE agora_work.agent_profile AS f SET cost_usd = 20 WHERE f.principal_id = agora_test.id('plain');
SELECT pg_temp.rules('{"hourly_usd": 20}'), agora_work.set_policy('agent', agora_test.id('own')::text, '{"hourly_usd": 30}', 'a test', 3);
SELECT is(pg_temp.refusals(), '{"own": ["-", "-"], "odd": ["-", "-"], "good": ["too_dear", "too_dear"], "none": ["capability_missing", "-"],
                                "said": ["-", "-"], "plain": ["-", "-"]}', 'what an hour may cost, at most: an agent''s own policy goes before that');
SELECT ok(pg_temp.agrees(), 'as it is looked up');
SELECT agora_work.set_policy('agent', agora_test.id('own')::text, '{"min_reputation": 0}', 'a test', 3);
SELECT agora_work.set_policy('default', NULL, agora_work.policy_for() -> 'parameters' || '{"claim_standing": "verified", "disqualifying": ["code:go"]}', 'a test', 3), pg_temp.rules('{}');
SELECT is(pg_temp.refusals(), '{"own": ["-", "-"], "odd": ["disqualified", "disqualified"], "good": ["-", "-"], "none": ["capability_missing", "-"],
                                "said": ["capability_missing", "-"], "plain": ["disqualified", "disqualified"]}', 'by the default, too: what is vouched for, and what disqualifies');
SELECT ok(pg_temp.agrees(), 'as it is looked up');
SELECT agora_test.at('2026-01-02 00:00+00');
SELECT is(pg_temp.refusals() -> 'plain', '["disqualified", "disqualified"]', 'what it declares disqualifies, though nobody vouches for it any more');
SELECT ok(pg_temp.agrees(), 'as it is looked up');
SELECT is_empty('SELECT * FROM agora_work._probe_tasks()', 'all is well');
UPDATE agora_work.lane SET rules = '{"min_reputation": 0.1}' WHERE environment = 'research';
SELECT matches((SELECT string_agg(p::text, ' ') FROM agora_work._probe_tasks() AS p), 'lane \d+ follows other rules', 'a lane that was left behind is found');
CREATE OR REPLACE FUNCTION agora_work._reputation_of(p_agent bigint) RETURNS numeric LANGUAGE plpgsql STABLE AS $$ BEGIN RAISE EXCEPTION 'looked up'; END $$;
SELECT lives_ok($$SELECT m.refusal FROM agora_work.lane AS l CROSS JOIN agora_work._may_claim(agora_test.id('good'), ARRAY[l.lane_id]) AS m WHERE l.environment IS NULL$$, 'where no environment asks nothing is looked up');
SELECT * FROM finish();
ROLLBACK;
