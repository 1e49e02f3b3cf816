-- Calls: recorded once, priced by the list of their time, seen by whom they belong to; what is wrong changes nothing.
BEGIN;
SELECT plan(49);
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['alice', 'bob']) AS n(name);
SELECT agora_model.register_provider('acme'), agora_model.register_model('acme', 'turbo');
SELECT agora_model.set_price('acme/turbo', '{"sets": [{"prices": {"input_mtok": 3, "output_mtok": 15}}, {"variant": {"processing": "batch"}, "prices": {"input_mtok": 1}}]}', '-infinity');
CREATE FUNCTION pg_temp.call(p_key text DEFAULT NULL, p_usage jsonb DEFAULT '{"input_tokens": 1000, "output_tokens": 500}', p_model text DEFAULT 'acme/turbo', p_stage text DEFAULT 'generation', p_success boolean DEFAULT true,
                             p_latency numeric DEFAULT 12.5, p_quality numeric DEFAULT 0.9, p_at timestamptz DEFAULT NULL, p_details jsonb DEFAULT '{}', p_actor text DEFAULT 'alice')
RETURNS agora_model.call_receipt LANGUAGE sql
RETURN agora_model.record_call(p_model, p_stage, p_usage, p_success, p_latency, p_quality, '00000000-0000-0000-0000-000000000001', p_at, p_details, p_key, agora_test.id(p_actor));

CREATE TEMPORARY TABLE first AS
SELECT (c).* FROM (SELECT pg_temp.call('k1', p_details => '{"category": "parsing", "project": "p", "agent_type": "coder", "variant": {"processing": "batch"}, "meta": {"seed": 7}}') AS c OFFSET 0) AS x;
SELECT is((SELECT f.cost_usd::numeric FROM first AS f), 0.0085, 'its variant counts');
SELECT results_eq($$SELECT c.principal_id, c.model, c.stage, c.category, c.project, c.agent_type, c.correlation_id, c.is_success, c.quality::numeric, c.latency_ms, c.usage, c.variant, c.input_tokens, c.output_tokens, c.cost_usd::numeric, c.called_at, c.meta FROM agora_model.recorded_call AS c$$,
                  $$VALUES (agora_test.id('alice'), 'acme/turbo', 'generation', 'parsing', 'p', 'coder', '00000000-0000-0000-0000-000000000001'::uuid, true, 0.9, 12.5, '{"input_tokens": 1000, "output_tokens": 500}'::jsonb,
                            '{"processing": "batch"}'::jsonb, 1000::numeric, 500::numeric, 0.0085, '2026-06-01 12:00Z'::timestamptz, '{"seed": 7}'::jsonb)$$, 'everything is on record');
SELECT agora_test.advance('1 day');
SELECT agora_test.raises($$SELECT pg_temp.call('deep', p_details => ('{"meta": {"a":' || repeat('[', 98) || '1' || repeat(']', 98) || '}}')::jsonb)$$, '22023', 'details deeper than readers read');
SELECT is(pg_temp.call('k1', p_details => '{"category": "parsing", "project": "p", "agent_type": "coder", "variant": {"processing": "batch"}, "meta": {"seed": 7}}'), (SELECT f FROM first AS f)::text::agora_model.call_receipt, 'the same call again: the same receipt');
SELECT agora_test.raises($$SELECT pg_temp.call('k1')$$, 'ZA003', 'the key of another call');
SELECT isnt((pg_temp.call('k1', p_actor => 'bob')).llm_call_id, (SELECT f.llm_call_id FROM first AS f), 'keys of others are others');
SELECT isnt((pg_temp.call()).llm_call_id, (pg_temp.call()).llm_call_id, 'without a key, each is a call');
SELECT is((SELECT count(*) FROM agora_model.recorded_call), 4::bigint, 'four calls');

-- unknown models
SELECT is((pg_temp.call('u1', p_model => 'acme/New')).cost_usd::numeric, NULL, 'a model nobody knows is recorded, unpriced');
SELECT is((pg_temp.call('u2', p_model => 'wonder')).cost_usd::numeric, NULL, 'of a provider nobody knows, too');
SELECT results_eq($$SELECT m.reference, m.is_registered FROM agora_model.known_model AS m ORDER BY m.model_id$$, $$VALUES ('acme/turbo', true), ('acme/new', false), ('unknown/wonder', false)$$, 'they stand in the catalogue as what they are');
SELECT is((pg_temp.call('u3', p_model => 'ACME/NEW')).cost_usd::numeric, NULL, 'references are blind to case');
SELECT results_eq($$SELECT u.model, u.calls, u.input_tokens FROM agora_model.unpriced_call AS u ORDER BY u.model$$, $$VALUES ('acme/new', 2::bigint, 2000::numeric), ('unknown/wonder', 1, 1000)$$, 'and are listed');

-- times
SELECT is((pg_temp.call('t1', p_at => agora.now() + interval '5 minutes')).cost_usd::numeric, 0.0105, 'clocks may differ by five minutes');
SELECT agora_test.raises($$SELECT pg_temp.call('t2', p_at => agora.now() + interval '5 minutes 1 microsecond')$$, '22023', 'not by more');
SELECT agora_test.raises($$SELECT pg_temp.call('t2', p_at => 'infinity')$$, '22023', 'never');
SELECT agora_test.raises($$SELECT pg_temp.call('t2', p_at => '-infinity')$$, '22023', 'always');
SELECT is((pg_temp.call('t3', p_at => '2001-01-01Z')).cost_usd::numeric, 0.0105, 'long ago is fine');

-- wrong facts
SELECT agora_test.raises($$SELECT pg_temp.call('w', '{"input_tokens": -1}')$$, '22023', 'a negative count');
SELECT agora_test.raises($$SELECT pg_temp.call('w', '{"input_tokens": 0.5}')$$, '22023', 'half a token');
SELECT agora_test.raises($$SELECT pg_temp.call('w', NULL)$$, '22023', 'no usage');
SELECT agora_test.raises($$SELECT pg_temp.call('w', '{"input_tokens": 1, "input_audio_tokens": 2}', p_model => 'acme/turbo', p_details => '{"x": 1}')$$, '22023', 'an unknown detail');
SELECT agora_test.raises($$SELECT pg_temp.call('w', p_model => NULL)$$, '22023', 'no model');
SELECT agora_test.raises($$SELECT pg_temp.call('w', p_model => E'a\nb')$$, '22023', 'a model of two lines');
SELECT agora_test.raises($$SELECT pg_temp.call('w', p_stage => 'lunch')$$, 'ZP005', 'an unknown stage');
SELECT agora_test.raises($$SELECT pg_temp.call('w', p_details => '{"category": "lunch"}')$$, 'ZP008', 'an unknown category');
SELECT agora_test.raises($$SELECT pg_temp.call('w', p_success => NULL)$$, '22023', 'no outcome');
SELECT agora_test.raises($$SELECT pg_temp.call('w', p_latency => -1)$$, '22023', 'a negative latency');
SELECT agora_test.raises($$SELECT pg_temp.call('w', p_latency => 'NaN')$$, '22023', 'no latency at all');
SELECT agora_test.raises($$SELECT pg_temp.call('w', p_quality => 1.01)$$, '22023', 'quality above one');
SELECT agora_test.raises($$SELECT pg_temp.call('w', p_quality => -0.01)$$, '22023', 'below nothing');
SELECT agora_test.raises($$SELECT pg_temp.call('w', p_quality => 'NaN')$$, '22023', 'not a number');
SELECT agora_test.raises($$SELECT pg_temp.call('')$$, '22023', 'an empty key');
SELECT agora_test.raises($$SELECT pg_temp.call(repeat('k', 201))$$, '22023', 'a key of 201 characters');
SELECT agora_test.raises($$SELECT pg_temp.call('w', p_details => '[]')$$, '22023', 'details that are no object');
SELECT agora_test.raises($$SELECT pg_temp.call('w', p_details => NULL)$$, '22023', 'no details at all');
SELECT agora_test.raises($$SELECT pg_temp.call('w', p_details => '{"variant": 1}')$$, '22023', 'a variant that is no object');
SELECT agora_test.raises($$SELECT pg_temp.call('w', p_details => '{"project": ""}')$$, '22023', 'a blank project');
SELECT agora_test.raises($$SELECT pg_temp.call('w', p_actor => 'ghost')$$, 'ZA001', 'by nobody');
SELECT is((SELECT count(*) FROM agora_model.recorded_call), 9::bigint, 'nothing of it was recorded');
SELECT lives_ok($$SELECT pg_temp.call('w', p_stage => NULL)$$, 'its key is still free');
SELECT agora_test.raises($$UPDATE agora_model.llm_call SET cost_usd = 0$$, 'ZA010', 'calls cannot be rewritten');
SELECT agora_test.raises($$DELETE FROM agora_model.llm_call$$, 'ZA010', 'nor removed');

SELECT pg_temp.call('e1', '{"input_tokens": 3333}'), pg_temp.call('e2', '{"input_tokens": 3334}'), pg_temp.call('e3', '{"output_tokens": 6667}');
SELECT results_eq($$SELECT c.cost_class FROM agora_model.recorded_call AS c ORDER BY c.llm_call_id DESC LIMIT 3$$, $$VALUES ('expensive'), ('moderate'), ('cheap')$$, 'cheap below a cent, moderate below ten');

-- who sees what
SELECT agora_test.add_login('carol', 'agora_service', true);
SELECT agora_test.become('carol');
SELECT lives_ok($$SELECT agora_model.record_call('acme/turbo', NULL, '{"input_tokens": 1}')$$, 'a bound login records its own');
SELECT is((SELECT count(*) FROM agora_model.recorded_call), 1::bigint, 'and sees no other');
SELECT agora_test.raises($$SELECT agora_model.record_call('acme/turbo', NULL, '{"input_tokens": 1}', p_actor => 2)$$, '42501', 'nor acts for others');
RESET SESSION AUTHORIZATION;

-- off
SELECT agora.set_flag('cost_tracking', false);
SELECT is((pg_temp.call('off')).llm_call_id, NULL, 'where cost_tracking is off, nothing fails');
SELECT is((SELECT count(*) FROM agora_model.recorded_call), 14::bigint, 'and nothing is written');
SELECT * FROM finish();
ROLLBACK;
