-- propose_release, decide_release, publish_release, roll_back_release: four eyes before, a way back after. link_call: what a run cost.
BEGIN;
SELECT plan(50);
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['alice', 'carol']) AS n(name);
SELECT agora_test.add_login('bob', 'agora_operator', true);
CREATE FUNCTION pg_temp.run(p_number integer, p_who text DEFAULT 'alice') RETURNS bigint LANGUAGE sql
RETURN agora_pipeline.start_run('fast', 'A service that counts orders.', ('00000000-0000-0000-0000-' || lpad(p_number::text, 12, '0'))::uuid, '{}', agora_test.id(p_who));
CREATE FUNCTION pg_temp.made(p_number integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE v_run bigint := pg_temp.run(p_number); r record;
BEGIN
    PERFORM agora_pipeline.add_artefact(v_run, 'a.py', 'code', 'x = ' || p_number, p_actor => agora_test.id('alice'));
    FOR r IN SELECT s.stage FROM agora_pipeline.recorded_stage AS s WHERE s.generation_run_id = v_run AND s.status = 'pending' ORDER BY s.number LOOP
        PERFORM agora_pipeline.start_stage(v_run, r.stage, agora_test.id('alice')), agora_pipeline.finish_stage(v_run, r.stage, p_actor => agora_test.id('alice'));
    END LOOP;
    PERFORM agora_pipeline.finish_run(v_run, 'success', p_actor => agora_test.id('alice'));
    RETURN v_run;
END $$;
CREATE FUNCTION pg_temp.state(p_version text) RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT r.status FROM agora_pipeline.component_release AS r WHERE r.component = 'orders' AND r.version = p_version; END;
SELECT pg_temp.made(1) AS run1, pg_temp.made(2) AS run2, pg_temp.run(3) AS open \gset

SELECT agora_test.raises(format('SELECT agora_pipeline.propose_release(''orders'', ''1.0'', %s, p_actor => agora_test.id(''carol''))', :run1), 'ZG002', 'who speaks for another lends it no operator''s privilege');
SELECT agora_test.become('bob');
SELECT agora_pipeline.propose_release('orders', '1.0', :run1, 'the first') AS r1 \gset
SELECT is(agora_pipeline.propose_release('orders', '1.0', :run1, 'the first'), :r1::bigint, 'component and version are the key');
RESET SESSION AUTHORIZATION;
SELECT agora_test.raises(format('SELECT agora_pipeline.propose_release(''orders'', ''1.0'', %s, ''the first'')', :run2), 'ZG021', 'of one run');
SELECT agora_test.raises(format('SELECT agora_pipeline.propose_release(''orders'', ''1.0'', %s, %s)', :run1, n), 'ZG021', 'and one note, not ' || n) FROM unnest(ARRAY['''another''', 'NULL']) AS n;
SELECT agora_test.raises(format('SELECT agora_pipeline.propose_release(''orders'', ''2.0'', %s)', :open), 'ZG022', 'that succeeded');
SELECT results_eq('SELECT r.status, r.is_in_use, r.artefact_hashes FROM agora_pipeline.component_release AS r', $$VALUES ('proposed', false, ARRAY[encode(sha256('x = 1'), 'hex')])$$, 'it says what is in it');
SELECT agora_test.raises(format('SELECT agora_pipeline.publish_release(%s)', :r1), 'ZA009', 'what nobody approved is not put to use');
SELECT agora_test.raises(format('SELECT agora_pipeline.decide_release(%s, true, p_actor => agora_test.id(%L))', :r1, n), 'ZG023', n || ' does not approve it') FROM unnest(ARRAY['alice', 'bob']) AS n;
SELECT is(agora_pipeline.decide_release(:r1, true, p_actor => agora_test.id('carol')), 'approved', 'somebody else does');
SELECT is(agora_pipeline.decide_release(:r1, true, p_actor => agora_test.id('carol')), 'approved', 'once');
SELECT agora_test.raises(format('SELECT agora_pipeline.decide_release(%s, false, ''no'', agora_test.id(''carol''))', :r1), 'ZA009', 'and for good');
SELECT is(agora_pipeline.publish_release(:r1), NULL, 'the first takes nobody''s place');
SELECT is(agora_pipeline.publish_release(:r1), NULL, 'once');
SELECT agora_test.become('bob');
SELECT agora_pipeline.propose_release('orders', '2.0', :run2) AS r2 \gset
RESET SESSION AUTHORIZATION;
SELECT agora_pipeline.decide_release(:r2, true), agora_pipeline.publish_release(:r2) AS replaced \gset
SELECT is(:replaced::bigint, :r1::bigint, 'the second takes its place');
SELECT is(agora_pipeline.publish_release(:r2), :r1::bigint, 'said again, the answer is the same');
SELECT is(ARRAY[pg_temp.state('1.0'), pg_temp.state('2.0')], '{superseded,released}', 'one of a component is in use');
SELECT agora_test.raises(format('SELECT agora_pipeline.publish_release(%s)', :r1), 'ZA009', 'an old one comes back by a rollback only');
SELECT agora_test.raises(format('SELECT agora_pipeline.roll_back_release(%s, ''slow'')', :r1), 'ZA009', 'which is for what is in use');
SELECT is(agora_pipeline.roll_back_release(:r2, 'it lost orders'), :r1::bigint, 'a rollback brings it back');
SELECT is(agora_pipeline.roll_back_release(:r2, 'it lost orders'), :r1::bigint, 'said again, the answer is the same');
SELECT is(ARRAY[pg_temp.state('1.0'), pg_temp.state('2.0')], '{released,rolled_back}', 'the first is in use again');
SELECT is(agora_pipeline.roll_back_release(:r1, 'that, too'), NULL, 'behind the first there is none');
SELECT is_empty('SELECT * FROM agora_pipeline.component_release AS r WHERE r.is_in_use', 'and none is in use');
SELECT agora_test.become('bob');
SELECT agora_pipeline.propose_release('orders', '3.0', :run2) AS r3 \gset
RESET SESSION AUTHORIZATION;
SELECT agora_test.raises(format('SELECT agora_pipeline.decide_release(%s, false)', :r3), '22023', 'a rejection needs a reason');
SELECT is(agora_pipeline.decide_release(:r3, false, 'too large'), 'rejected', 'one is turned down');
SELECT results_eq('SELECT h.version, h.status, h.note FROM agora_pipeline.release_history AS h ORDER BY h.release_step_id',
                  $$VALUES ('1.0', 'proposed', 'the first'), ('1.0', 'approved', NULL), ('1.0', 'released', NULL), ('2.0', 'proposed', NULL), ('2.0', 'approved', NULL), ('1.0', 'superseded', 'by version 2.0'), ('2.0', 'released', NULL),
                           ('2.0', 'rolled_back', 'it lost orders'), ('1.0', 'released', 'after the rollback of version 2.0'), ('1.0', 'rolled_back', 'that, too'), ('3.0', 'proposed', NULL), ('3.0', 'rejected', 'too large')$$, 'the whole history');
SELECT results_eq($$SELECT e.topic, count(*) FROM agora_event.event AS e WHERE e.topic ~ 'pipeline.release' GROUP BY 1 ORDER BY 1$$,
                  $$VALUES ('pipeline.release.approved.v1', 2::bigint), ('pipeline.release.proposed.v1', 3), ('pipeline.release.published.v1', 2), ('pipeline.release.rejected.v1', 1), ('pipeline.release.rolled_back.v1', 2)$$, 'each step is told once');
SELECT agora_test.raises(w.call, w.code, w.why)
  FROM (VALUES ('SELECT agora_pipeline.decide_release(-1, true)', 'ZG020', 'no release'), ('SELECT agora_pipeline.publish_release(NULL)', 'ZG020', 'none'), ('SELECT agora_pipeline.roll_back_release(-1, ''x'')', 'ZG020', 'nothing to roll back'), (format('SELECT agora_pipeline.roll_back_release(%s, NULL)', :r1), '22023', 'no reason'),
               (format('SELECT agora_pipeline.decide_release(%s, NULL)', :r3), '22023', 'no decision'), (format('SELECT agora_pipeline.propose_release('''', ''1'', %s)', :run1), '22023', 'no component'), ('SELECT agora_pipeline.propose_release(''a'', ''1'', -1)', 'ZG001', 'no run')) AS w(call, code, why);
SELECT agora_test.raises('DELETE FROM agora_pipeline.release_step', 'ZA010', 'steps are history');

-- what runs cost
SELECT agora_model.register_provider('acme'), agora_model.register_model('acme', 'turbo'), agora_model.set_price('acme/turbo', '{"input_mtok": 1}', '2026-01-01Z');
CREATE FUNCTION pg_temp.call(p_correlation integer, p_stage text, p_tokens bigint, p_who text DEFAULT 'alice', p_model text DEFAULT 'acme/turbo') RETURNS bigint LANGUAGE sql
RETURN (agora_model.record_call(p_model, p_stage, jsonb_build_object('input_tokens', p_tokens), p_quality => 0.5, p_correlation_id => ('00000000-0000-0000-0000-' || lpad(p_correlation::text, 12, '0'))::uuid, p_actor => agora_test.id(p_who))).llm_call_id;
SELECT pg_temp.call(1, 'generation', 1000), pg_temp.call(1, 'generation', 2000), pg_temp.call(1, NULL, 500), pg_temp.call(1, 'validation', 100, p_model => 'acme/unknown'), pg_temp.call(1, 'generation', 9000, 'bob');
SELECT results_eq(format('SELECT c.stage, c.calls, c.unpriced_calls, c.cost_usd::numeric FROM agora_pipeline.run_cost AS c WHERE c.generation_run_id = %s ORDER BY 1', :run1),
                  $$VALUES ('generation', 2::bigint, 0::bigint, 0.003), ('validation', 1, 1, 0), (NULL, 1, 0, 0.0005)$$, 'calls of the same principal and correlation are the run''s');
SELECT results_eq(format('SELECT r.calls, r.unpriced_calls, r.cost_usd::numeric FROM agora_pipeline.run_scorecard AS r WHERE r.generation_run_id = %s', :run1), 'VALUES (4::numeric, 1::numeric, 0.0035)', 'its cost is the sum of its stages');
SELECT pg_temp.call(99, 'generation', 4000) AS stray \gset
SELECT is(agora_pipeline.link_call(:run1, :stray, agora_test.id('alice')), :stray::bigint, 'one with another correlation is linked');
SELECT is(agora_pipeline.link_call(:run1, :stray, agora_test.id('alice')), :stray::bigint, 'once');
SELECT is((SELECT r.cost_usd FROM agora_pipeline.run_scorecard AS r WHERE r.generation_run_id = :run1)::numeric, 0.0075, 'and counts');
SELECT agora_test.raises(format('SELECT agora_pipeline.link_call(%s, %s, agora_test.id(''alice''))', :run2, :stray), 'ZG011', 'in one run');
SELECT agora_pipeline.link_call(:run2, pg_temp.call(1, 'generation', 7000), agora_test.id('alice'));
SELECT is((SELECT array_agg(r.cost_usd::numeric ORDER BY r.generation_run_id) FROM agora_pipeline.run_scorecard AS r WHERE r.generation_run_id IN (:run1, :run2)), '{0.0075,0.007}', 'a link is stronger than a correlation, so no call counts twice');
SELECT is((SELECT sum(c.cost_usd)::numeric FROM agora_pipeline.run_cost AS c), (SELECT sum(k.cost_usd)::numeric FROM agora_model.recorded_call AS k WHERE k.principal_id = agora_test.id('alice')), 'the sums match the calls');
SELECT is((SELECT q.cost_usd::numeric FROM agora_pipeline.stage_quality AS q WHERE q.stage = 'generation'), 0.014, 'by stage, too');
SELECT agora_test.raises(format('SELECT agora_pipeline.link_call(%s, %s, agora_test.id(''alice''))', :run1, pg_temp.call(5, NULL, 1, 'bob')), 'ZG010', 'another''s call is not the run''s');
SELECT agora_test.raises(format('SELECT agora_pipeline.link_call(%s, NULL, agora_test.id(''alice''))', :run1), 'ZG010', 'nor is none');
SELECT agora_test.raises(format('SELECT agora_pipeline.link_call(-1, %s)', :stray), 'ZG001', 'and the run must be known');
-- The calls of one run are looked up, however many there are of others.
CREATE FUNCTION pg_temp.plan(p_query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_plan  text := '';
    r_line  text;
BEGIN
    FOR r_line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || p_query LOOP
        v_plan := v_plan || r_line || E'\n';
    END LOOP;
    RETURN v_plan;
END $$;
SET LOCAL enable_seqscan = off;
SELECT matches(pg_temp.plan('SELECT * FROM agora_pipeline.run_scorecard WHERE generation_run_id = 1'), 'llm_call_p0_pk on llm_call_p0 [a-z0-9_]+\s+Index Cond: \(llm_call_id = ', 'call by call');
SELECT * FROM finish();
ROLLBACK;
