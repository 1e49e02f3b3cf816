-- Many calls at once: each has its outcome; a batch costs what its calls cost one by one.
BEGIN;
SELECT plan(21);
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora_model.register_provider('acme'), agora_model.register_model('acme', 'turbo');
SELECT agora_model.set_price('acme/turbo', '{"input_mtok": 3, "output_mtok": 15}', '-infinity');
CREATE FUNCTION pg_temp.batch(p_calls jsonb) RETURNS TABLE (o bigint, cost numeric, outcome text, reason text) LANGUAGE sql
BEGIN ATOMIC SELECT r.ordinal, r.cost_usd::numeric, r.outcome, r.reason FROM agora_model.record_calls(p_calls) AS r; END;
SELECT agora_model.record_call('acme/turbo', NULL, '{"input_tokens": 9}', p_key => 'alone');
SELECT results_eq($$SELECT * FROM pg_temp.batch('[
    {"key": "a", "model": "acme/turbo", "usage": {"input_tokens": 1000, "output_tokens": 500}, "stage": "review", "success": false, "latency_ms": 5, "quality": 0.5, "called_at": "2026-05-01T00:00:00Z",
     "correlation_id": "00000000-0000-0000-0000-000000000001", "category": "parsing", "project": "p", "agent_type": "t", "variant": {"x": "y"}, "meta": {"m": 1}},
    {"key": "a", "model": "acme/turbo", "usage": {"input_tokens": 1000, "output_tokens": 500}, "stage": "review", "success": false, "latency_ms": 5, "quality": 0.5, "called_at": "2026-05-01T00:00:00Z",
     "correlation_id": "00000000-0000-0000-0000-000000000001", "category": "parsing", "project": "p", "agent_type": "t", "variant": {"x": "y"}, "meta": {"m": 1}},
    {"key": "a", "model": "acme/turbo", "usage": {"input_tokens": 1}},
    {"key": "b", "model": "acme/new", "usage": {"input_tokens": 1}},
    {"key": "alone", "model": "acme/turbo", "usage": {"input_tokens": 1}}]')$$,
    $$VALUES (1::bigint, 0.0105, 'recorded', NULL), (2, 0.0105, 'existing', NULL), (3, 0.0105, 'rejected', 'key was used with other facts'), (4, NULL, 'recorded', NULL),
             (5, 0.000027, 'rejected', 'key was used with other facts')$$, 'each has its outcome');
SELECT results_eq($$SELECT c.stage, c.is_success, c.latency_ms, c.quality::numeric, c.called_at, c.correlation_id, c.category, c.project, c.agent_type, c.variant, c.meta FROM agora_model.recorded_call AS c WHERE c.stage = 'review'$$,
                  $$VALUES ('review', false, 5::numeric, 0.5, '2026-05-01Z'::timestamptz, '00000000-0000-0000-0000-000000000001'::uuid, 'parsing', 'p', 't', '{"x": "y"}'::jsonb, '{"m": 1}'::jsonb)$$, 'everything is on record');
SELECT is((SELECT r.outcome FROM pg_temp.batch('[{"key": "b", "model": "acme/new", "usage": {"input_tokens": 1}}]') AS r), 'existing', 'the same call again');
SELECT is((SELECT r.reason FROM pg_temp.batch('[{"key": "b", "model": "acme/new", "usage": {"input_tokens": 2}}]') AS r), 'key was used with other facts', 'its key for another');
SELECT bag_eq($$SELECT r.reason FROM pg_temp.batch('[1, {"key": "x"}, {"model": "m"}, {"key": "c1", "model": "m", "usage": {"tokens": 1}}, {"key": "c2", "model": "m", "usage": {"input_tokens": -1}}, {"key": "c3", "model": "m", "usage": {}, "what": 1},
                                {"key": "c4", "model": "m", "usage": {}, "called_at": "yesterday"}, {"key": "c5", "model": "m", "usage": {}, "called_at": "2026-06-01T12:06:00Z"}, {"key": "c6", "model": "m", "usage": {}, "success": 1},
                                {"key": "c7", "model": "m", "usage": {}, "quality": 2}, {"key": "c8", "model": "m", "usage": {}, "correlation_id": "x"}, {"key": "c9", "model": "m", "usage": {}, "stage": "lunch"},
                                {"key": "c10", "model": "m", "usage": {}, "category": "lunch"}, {"key": "c11", "model": "acme/turbo", "usage": {"cache_read_tokens": 1, "input_tokens": 0}}]') AS r WHERE r.outcome = 'rejected'$$,
    $$VALUES ('a call is an object'), ('model is not usable: p_model=NULL'), ('key is missing'), ('usage is not usable: unit=tokens value=1'), ('usage is not usable: unit=input_tokens value=-1'), ('field is not known: what'),
             ('called_at is an ISO 8601 time with its zone'), ('time of the call is not usable: p_called_at=2026-06-01 12:06:00+00 now=2026-06-01 12:00:00+00'), ('success is true or false'),
             ('latency_ms is a number from 0 to 1e9, quality from 0 to 1'), ('correlation_id is a UUID'), ('unknown stage: lunch'), ('unknown category: lunch')$$, 'what is wrong is said; cached tokens that the model does not charge for are not');
SELECT is((SELECT count(*) FROM agora_model.recorded_call), 4::bigint, 'and not recorded');
SELECT is((SELECT array_agg(m.reference ORDER BY m.reference) FROM agora_model.known_model AS m), '{acme/new,acme/turbo}', 'nor does it make a model');

-- null is what is not said
SELECT agora_model.record_calls('[{"key": "null", "model": "acme/null", "usage": {"input_tokens": 1}, "stage": null, "success": null, "variant": null, "meta": null, "latency_ms": null}]');
SELECT results_eq($$SELECT c.is_success, c.variant, c.meta FROM agora_model.recorded_call AS c WHERE c.model = 'acme/null'$$, $$VALUES (true, '{}'::jsonb, '{}'::jsonb)$$, 'a field that is null is not said');
SELECT is((SELECT r.outcome FROM pg_temp.batch('[{"key": "null", "model": "acme/null", "usage": {"input_tokens": 1}}]') AS r), 'existing', 'so it is the same call');
SELECT is((SELECT count(*) FROM pg_temp.batch('[[{"a": null}], null, {"key": null, "model": "acme/turbo", "usage": {}}]') AS r WHERE r.outcome = 'rejected'), 3::bigint, 'what is no object, or misses what it needs, is still none');

-- a batch is its calls
SELECT agora_model.record_calls((SELECT jsonb_agg(jsonb_build_object('key', 's' || n, 'model', 'acme/turbo', 'usage', jsonb_build_object('input_tokens', n * 37, 'output_tokens', n * 11))) FROM generate_series(1, 500) AS n));
SELECT is((SELECT sum(c.cost_usd) FROM agora_model.recorded_call AS c WHERE c.llm_call_id > (SELECT max(x.llm_call_id) - 500 FROM agora_model.recorded_call AS x)),
          (SELECT sum(agora_model.estimate_cost('acme/turbo', jsonb_build_object('input_tokens', n * 37, 'output_tokens', n * 11))) FROM generate_series(1, 500) AS n), 'a batch costs what its calls cost one by one');
SELECT is((SELECT count(*) FROM pg_temp.batch('[]')), 0::bigint, 'no calls');
SELECT agora_test.raises($$SELECT agora_model.record_calls(NULL)$$, '22023', 'nothing');
SELECT agora_test.raises($$SELECT agora_model.record_calls('{}')$$, '22023', 'not a list');
SELECT agora_test.raises($$SELECT agora_model.record_calls((SELECT jsonb_agg(n) FROM generate_series(1, 10001) AS n))$$, '22023', 'more than ten thousand');
SELECT agora_test.raises($$SELECT agora_model.record_calls('[]', 999999)$$, 'ZA001', 'by nobody');
SELECT agora.suspend_principal(agora.register_principal('mallory'), 'test');
SELECT agora_test.raises($$SELECT agora_model.record_calls('[]', agora_test.id('mallory'))$$, 'ZA002', 'by one who is suspended');
SELECT agora_test.add_login('carol', 'agora_service', true);
SELECT agora_test.become('carol');
SELECT agora_test.raises($$SELECT agora_model.record_calls('[]', 2)$$, '42501', 'for another');
SELECT is((SELECT r.outcome FROM agora_model.record_calls('[{"key": "b", "model": "acme/turbo", "usage": {"input_tokens": 3}}]') AS r), 'recorded', 'keys of others are others');
RESET SESSION AUTHORIZATION;
SELECT agora.set_flag('cost_tracking', false);
SELECT is((SELECT count(*) FROM pg_temp.batch('[{"key": "off", "model": "acme/turbo", "usage": {}}]')), 0::bigint, 'where cost_tracking is off, nothing');
SELECT is((SELECT count(*) FROM agora_model.recorded_call), 506::bigint, 'is written');
SELECT * FROM finish();
ROLLBACK;
