-- Helpers: cover_capabilities proposes, reserve_helpers reserves what they are expected to cost.
BEGIN;
SELECT plan(23);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_work.add_capability(format('test:s%s', n), format('Skill %s.', n)) FROM generate_series(1, 9) AS n;
CREATE FUNCTION pg_temp.agent(p_name text, p_cost numeric, VARIADIC p_skills integer[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_id bigint := agora.register_principal(p_name);
BEGIN
    PERFORM agora_work.grant_capability(v_id, format('test:s%s', n), 2, 'a test') FROM unnest(p_skills) AS n;
    UPDATE agora_work.agent_profile SET cost_usd = p_cost WHERE principal_id = v_id;
    RETURN v_id;
END $$;
CREATE FUNCTION pg_temp.cover(p_need integer[], p_hours numeric DEFAULT 1, p_environment text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(format('%s:%s@%s', coalesce(c.name, '-'), replace(array_to_string(c.covers, '+'), 'test:s', ''), c.expected_usd), ' ' ORDER BY c.place NULLS LAST)
      FROM agora_work.cover_capabilities(ARRAY(SELECT format('test:s%s', n) FROM unnest(p_need) AS n), p_hours, p_environment => p_environment) AS c $$;
SELECT pg_temp.agent('wide', 4, 1, 2, 3, 4), pg_temp.agent('left', 1, 1, 2), pg_temp.agent('right', 2, 3, 4, 5), pg_temp.agent('dear', 9, 1, 2, 3, 4, 5, 6), pg_temp.agent('last', 1, 6);

SELECT is(pg_temp.cover('{1}'), 'left:1@1', 'one need: who does it for least');
SELECT is(pg_temp.cover('{1,2,3,4}'), 'left:1+2@1 right:3+4@2', 'two together are cheaper than one');
SELECT is(pg_temp.cover('{1,2,3,4,5,6}'), 'left:1+2@1 right:3+4+5@2 last:6@1', 'three at most');
SELECT is(pg_temp.cover('{1,2,3,4,5,6,7}'), 'left:1+2@1 right:3+4+5@2 last:6@1 -:7@', 'and what nobody covers is told');
SELECT is(pg_temp.cover('{7,8}'), '-:7+8@', 'nobody at all');
SELECT is(pg_temp.cover('{1,2,3,4,5,6}', 1, 'high_stakes'), 'left:1+2@1 right:3+4+5@2 -:6@', 'two at most where the stakes are high');
SELECT is(pg_temp.cover('{1,2,3,4,5,6}', 4), 'left:1+2@4 last:6@4 -:3+4+5@', 'an hour is not a task: what four hours of all would cost is too much');
SELECT is(pg_temp.cover('{5}', 5), 'right:5@10', 'as much as may be spent is not too much');
SELECT is((SELECT string_agg(c.name, ' ') FROM agora_work.cover_capabilities('{test:s1}', 1, ARRAY[agora_test.id('left'), agora_test.id('dear')]) AS c), 'wide', 'who is left out');
SELECT agora.trip_breaker(agora_work.agent_breaker(agora_test.id('left')), 'manual', 'a test');
SELECT is(pg_temp.cover('{1}'), 'wide:1@4', 'whose breaker is open is not asked');
SELECT agora.reset_breaker(agora_work.agent_breaker(agora_test.id('left')), 'a test');
SELECT agora_test.raises($$SELECT * FROM agora_work.cover_capabilities('{}')$$, '22023', 'no need');
SELECT agora_test.raises($$SELECT * FROM agora_work.cover_capabilities('{test:s1}', 0)$$, '22023', 'no time');
SELECT agora_test.raises($$SELECT * FROM agora_work.cover_capabilities('{code:nonsense}')$$, 'ZW054', 'an unknown need');

-- reserve_helpers
SELECT agora_model.set_budget(1.5, p_principal => agora_test.id('left'));
CREATE TEMP TABLE made AS SELECT agora_work.reserve_helpers('{test:s1,test:s3,test:s7}', p_key => 'first') AS r;
SELECT is((SELECT string_agg(h ->> 'principal_id', ' ') FROM made AS m, jsonb_array_elements(m.r -> 'helpers') AS h), format('%s %s', agora_test.id('left'), agora_test.id('right')), 'helpers');
SELECT is((SELECT m.r -> 'uncovered' FROM made AS m), '["test:s7"]', 'and what nobody covers');
SELECT results_eq($$SELECT e.reason, e.items, e.status FROM agora_work.recorded_escalation AS e$$, $$VALUES ('uncovered', 1::bigint, 'open')$$, 'which a human hears, once');
SELECT is((SELECT b.reserved_usd::numeric FROM agora_model.budget_state AS b WHERE b.principal_id = agora_test.id('left')), 1::numeric, 'what one is expected to cost is reserved');
SELECT is(agora_work.reserve_helpers('{test:s1,test:s3,test:s7}', p_key => 'first'), (SELECT m.r FROM made AS m), 'the same key answers as before');
SELECT is((SELECT b.reserved_usd::numeric FROM agora_model.budget_state AS b WHERE b.principal_id = agora_test.id('left')), 1::numeric, 'and reserves nothing more');
SELECT agora_test.raises($$SELECT agora_work.reserve_helpers('{test:s1}', p_key => 'first')$$, 'ZA003', 'other arguments under it are refused');
SELECT is((SELECT agora_work.reserve_helpers('{test:s1}', p_key => 'second') -> 'helpers' -> 0 ->> 'principal_id'), agora_test.id('wide')::text, 'whose budget refuses is passed over');
SELECT agora_test.raises($$SELECT agora_work.reserve_helpers('{test:s1}')$$, '22023', 'no key');
SELECT agora_test.raises($$SELECT agora_work.reserve_helpers('{test:s1}', NULL, p_key => 'x')$$, '22023', 'no time');

SELECT * FROM finish();
ROLLBACK;
