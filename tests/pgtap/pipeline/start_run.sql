-- start_run, start_stage, finish_stage: a run of a mode has its stages, goes through them, and measures each against its target.
BEGIN;
SELECT plan(51);
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['alice', 'bob']) AS n(name);
CREATE FUNCTION pg_temp.run(p_mode text, p_prompt text DEFAULT 'A service that counts orders.', p_correlation text DEFAULT '00000000-0000-0000-0000-000000000001', p_details jsonb DEFAULT '{}', p_who text DEFAULT 'alice') RETURNS bigint LANGUAGE sql
RETURN agora_pipeline.start_run(p_mode, p_prompt, p_correlation::uuid, p_details, agora_test.id(p_who));

-- the catalogue
SELECT results_eq('SELECT s.number, s.stage, s.target_ms FROM agora_pipeline.known_stage AS s',
                  $$VALUES (1::numeric, 'intent', 5000::numeric), (1.5, 'intelligence', 3000), (2, 'contract', 2000), (3, 'pre_validation', 2000), (4, 'generation', 12500), (4.5, 'event_bus', 2000), (5, 'validation', 5000), (5.5, 'refinement', 3000), (6, 'file_write', 3000), (7, 'compilation', 10000)$$, 'ten stages, with their numbers and targets');
SELECT results_eq('SELECT m.mode, m.expected_ms, m.expected_quality::numeric, cardinality(m.stages), m.target_ms FROM agora_pipeline.known_mode AS m',
                  $$VALUES ('fast', 700::numeric, 0.70, 4, 25500::numeric), ('balanced', 7000, 0.85, 7, 32500), ('standard', 10000, 0.92, 9, 37500), ('strict', 18000, 0.97, 10, 47500)$$, 'four modes, each with more stages');
SELECT is((SELECT count(*) FROM agora_pipeline.known_stage AS s JOIN agora.work_stage AS w USING (stage)), 10::bigint, 'each is a stage of work');

-- a run
SELECT pg_temp.run('fast', p_details => '{"service_name": "orders", "node_type": "EFFECT", "subject": "shop", "project": "shop", "pipeline_version": "1.0", "intent": {"votes": {"a": 2}}, "meta": {"x": 1}}') AS run \gset
SELECT results_eq('SELECT r.status, r.mode, r.service_name, r.node_type, r.subject, r.project, r.pipeline_version, r.intent, r.meta, r.stages_open FROM agora_pipeline.run_scorecard AS r',
                  $$VALUES ('pending', 'fast', 'orders', 'EFFECT', 'shop', 'shop', '1.0', '{"votes": {"a": 2}}'::jsonb, '{"x": 1}'::jsonb, 4::bigint)$$, 'a run waits, with its facts');
SELECT results_eq('SELECT s.stage FROM agora_pipeline.recorded_stage AS s WHERE s.status = ''skipped'' ORDER BY s.number', $$VALUES ('intelligence'), ('contract'), ('pre_validation'), ('event_bus'), ('refinement'), ('compilation')$$, 'what its mode leaves out is skipped');
SELECT is(pg_temp.run('fast', p_details => '{"service_name": "orders", "node_type": "EFFECT", "subject": "shop", "project": "shop", "pipeline_version": "1.0", "intent": {"votes": {"a": 2}}, "meta": {"x": 1}}'), :run::bigint, 'said again, it is the same run');
SELECT agora_test.raises(format('SELECT pg_temp.run(%L, %L, p_details => %L)', w.mode, w.prompt, w.details), 'ZG009', 'the correlation is taken: ' || w.why)
  FROM (VALUES ('strict', 'A service that counts orders.', '{}', 'mode'), ('fast', 'Another.', '{}', 'prompt'), ('fast', 'A service that counts orders.', '{}', 'details')) AS w(mode, prompt, details, why);
SELECT isnt(pg_temp.run('fast', p_who => 'bob'), :run::bigint, 'another principal''s correlation is its own');
SELECT pg_temp.run('fast', 'Use password=hunter2hunter2 for it.', '00000000-0000-0000-0000-000000000002') AS secret \gset
SELECT is((SELECT r.prompt FROM agora_pipeline.run_scorecard AS r WHERE r.generation_run_id = :secret), (agora_memory._redact_texts(ARRAY['Use password=hunter2hunter2 for it.']))[1], 'a secret is not kept');
SELECT unalike((SELECT string_agg(r.prompt, ' ') FROM agora_pipeline.run_scorecard AS r), '%hunter2%', 'anywhere');
SELECT is((SELECT e.payload FROM agora_event.event AS e WHERE e.topic = 'pipeline.run.started.v1' ORDER BY e.event_id LIMIT 1), jsonb_build_object('generation_run_id', :run, 'mode', 'fast'), 'it is told');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'pipeline.run.started.v1'), 3::bigint, 'once each');
SELECT agora_memory.start_attempt('Count orders', p_actor => agora_test.id('alice')) AS attempt \gset
SELECT pg_temp.run('strict', p_correlation => '00000000-0000-0000-0000-000000000003', p_details => jsonb_build_object('attempt', :attempt)) AS strict \gset
SELECT is((SELECT r.attempt_id FROM agora_pipeline.run_scorecard AS r WHERE r.generation_run_id = :strict), :attempt::bigint, 'it may belong to an attempt');
SELECT is((SELECT r.stages_open FROM agora_pipeline.run_scorecard AS r WHERE r.mode = 'strict'), 10::bigint, 'a strict run has every stage');

-- its stages
CREATE FUNCTION pg_temp.begin(p_run bigint, p_stage text, p_who text DEFAULT 'alice') RETURNS integer LANGUAGE sql RETURN agora_pipeline.start_stage(p_run, p_stage, agora_test.id(p_who));
CREATE FUNCTION pg_temp.done(p_run bigint, p_stage text, p_status text DEFAULT 'completed', p_quality numeric DEFAULT NULL, p_ms numeric DEFAULT NULL, p_detail jsonb DEFAULT '{}', p_who text DEFAULT 'alice') RETURNS numeric LANGUAGE sql
RETURN agora_pipeline.finish_stage(p_run, p_stage, p_status, p_quality, p_ms, p_detail, agora_test.id(p_who));
SELECT is(pg_temp.begin(:run, 'intent'), 1, 'a stage begins');
SELECT is((SELECT r.status FROM agora_pipeline.run_scorecard AS r WHERE r.generation_run_id = :run), 'running', 'and the run with it');
SELECT is((SELECT r.started_at FROM agora_pipeline.run_scorecard AS r WHERE r.generation_run_id = :run), '2026-06-01 12:00Z'::timestamptz, 'from now on');
SELECT agora_test.advance('2 seconds');
SELECT is(pg_temp.begin(:run, 'intent'), 1, 'one that runs goes on');
SELECT agora_test.advance('3.5 seconds');
SELECT is(pg_temp.done(:run, 'intent', p_quality => 0.9, p_detail => '{"words": 12}'), 1.1, 'five and a half seconds of five');
SELECT results_eq(format('SELECT s.status, s.duration_ms, s.performance, s.quality::numeric, s.detail FROM agora_pipeline.recorded_stage AS s WHERE s.generation_run_id = %s AND s.stage = ''intent''', :run),
                  $$VALUES ('completed', 5500::numeric, 'warning', 0.9, '{"words": 12}'::jsonb)$$, 'is slow: at a tenth above its target');
SELECT agora_test.advance('1 hour');
SELECT is(pg_temp.done(:run, 'intent', p_quality => 0.1), 1.1, 'said again, nothing changes');
SELECT pg_temp.begin(:run, 'generation');
SELECT is(pg_temp.done(:run, 'generation', p_ms => 13749), 1.09992, 'what the caller measured counts');
SELECT is((SELECT s.performance FROM agora_pipeline.recorded_stage AS s WHERE s.generation_run_id = :run AND s.stage = 'generation'), 'ok', 'just below is not slow');
SELECT is(pg_temp.begin(:run, 'generation'), 2, 'it is done again');
SELECT is((SELECT s.duration_ms FROM agora_pipeline.recorded_stage AS s WHERE s.generation_run_id = :run AND s.stage = 'generation'), NULL, 'and measured anew');
SELECT is(pg_temp.done(:run, 'generation', 'failed', p_ms => 25000), 2.0, 'at twice its target');
SELECT is((SELECT s.performance FROM agora_pipeline.recorded_stage AS s WHERE s.generation_run_id = :run AND s.stage = 'generation'), 'error', 'it is too slow');
SELECT is(pg_temp.begin(:run, 'compilation'), 1, 'what was skipped may be done after all');
SELECT is(pg_temp.done(:run, 'compilation', 'skipped'), 0::numeric, 'or left out after all');

-- not so
SELECT agora_test.raises(format('SELECT pg_temp.done(%s, ''validation'')', :run), 'ZA009', 'what has not begun does not end');
SELECT agora_test.raises(w.call, w.code, w.why)
  FROM (VALUES (format('SELECT pg_temp.begin(%s, ''lunch'')', :run), 'ZG005', 'no such stage'), (format('SELECT pg_temp.done(%s, NULL)', :run), 'ZG005', 'none'), ('SELECT pg_temp.begin(-1, ''intent'')', 'ZG001', 'no such run'), ('SELECT pg_temp.begin(NULL, ''intent'')', 'ZG001', 'none'),
               (format('SELECT pg_temp.done(%s, ''intent'', ''running'')', :run), '22023', 'no end'), (format('SELECT pg_temp.done(%s, ''intent'', p_quality => 1.01)', :run), '22023', 'too good'), (format('SELECT pg_temp.done(%s, ''intent'', p_ms => -1)', :run), '22023', 'no time'),
               (format('SELECT pg_temp.done(%s, ''intent'', p_detail => ''[]'')', :run), '22023', 'no object'),
               ('SELECT pg_temp.run(''quick'')', 'ZG004', 'no such mode'), ('SELECT pg_temp.run(''fast'', '' '')', '22023', 'no prompt'), ('SELECT pg_temp.run(''fast'', p_correlation => NULL)', '22023', 'no correlation'), ('SELECT pg_temp.run(''fast'', p_details => ''{"colour": "red"}'')', '22023', 'an unknown detail'),
               ('SELECT pg_temp.run(''fast'', p_details => ''{"node_type": "SERVICE"}'')', '22023', 'no node type'), ('SELECT pg_temp.run(''fast'', p_details => ''{"intent": 1}'')', '22023', 'no intent'), ('SELECT pg_temp.run(''fast'', p_details => ''{"attempt": -1}'')', '22023', 'no id'),
               (format('SELECT pg_temp.run(''fast'', p_details => ''{"attempt": %s}'', p_who => ''bob'')', :attempt), 'ZG014', 'another''s attempt'), ('SELECT pg_temp.run(''fast'', p_who => ''ghost'')', 'ZA001', 'nobody')) AS w(call, code, why);
SELECT agora_test.add_login('carol', 'agora_service', true), agora_test.add_login('serving', 'agora_service');
SELECT agora_test.become('serving');
SELECT agora_test.raises(format('SELECT agora_pipeline.start_stage(%s, ''intent'', agora_test.id(''bob''))', :run), 'ZG002', 'another''s run');
SELECT agora_test.become('carol');
SELECT is_empty('SELECT * FROM agora_pipeline.run_scorecard', 'a bound login sees no runs of others');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
