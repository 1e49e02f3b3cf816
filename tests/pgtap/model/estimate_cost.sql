-- What usage costs: wholes and parts, tiers, daily windows, variants, minima, moments.
BEGIN;
SELECT plan(56);
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora_model.register_provider('acme'), agora_model.register_model('acme', 'Turbo');
CREATE FUNCTION pg_temp.cost(p_usage jsonb, p_variant jsonb DEFAULT '{}', p_at timestamptz DEFAULT agora.now(), p_model text DEFAULT 'acme/turbo') RETURNS numeric LANGUAGE sql
RETURN agora_model.estimate_cost(p_model, p_usage, p_variant, p_at);
SELECT agora_test.raises($$SELECT pg_temp.cost('{"input_tokens": 1}')$$, 'ZP002', 'no price yet');
SELECT agora_model.set_price('acme/turbo', '{"input_mtok": 3, "output_mtok": 15, "cache_read_mtok": 0.3, "cache_write_mtok": 3.75, "requests_kcount": 1, "currency": "USD"}', '-infinity');

-- wholes and parts
SELECT is(pg_temp.cost('{}'), 0.001, 'a call is a request');
SELECT is(pg_temp.cost('{"input_tokens": 1000, "output_tokens": 500}') - 0.001, 0.0105, 'the vector of the documents');
SELECT is(pg_temp.cost('{"input_tokens": 1000, "output_tokens": 500, "cache_read_tokens": 600}') - 0.001, 0.00888, 'cached tokens are input tokens, charged once');
SELECT is(pg_temp.cost('{"input_tokens": 1000, "cache_read_tokens": 600, "cache_write_tokens": 400}') - 0.001, 0.00168, 'nothing is left of the whole');
SELECT is(pg_temp.cost('{"input_tokens": 1000, "cache_write_tokens": 400, "cache_write_1h_tokens": 400}') - 0.001, 0.0033, 'a part that has no price of its own is charged as its whole');
SELECT is(pg_temp.cost('{"web_searches": 7}'), 0.001, 'what the model does not charge for costs nothing');
SELECT agora_test.raises($$SELECT pg_temp.cost('{"input_tokens": 1000, "cache_read_tokens": 1001}')$$, '22023', 'more of the part than of the whole');
SELECT agora_test.raises($$SELECT pg_temp.cost('{"input_tokens": 1000, "cache_read_tokens": 600, "cache_write_tokens": 401}')$$, '22023', 'parts that exceed the whole together');
SELECT agora_test.raises($$SELECT pg_temp.cost('{"cache_read_tokens": 1}')$$, '22023', 'a part without its whole');
SELECT lives_ok($$SELECT pg_temp.cost('{"cache_read_tokens": 0}')$$, 'nothing of the part needs no whole');

-- wrong usage
SELECT agora_test.raises($$SELECT pg_temp.cost(NULL)$$, '22023', 'no usage');
SELECT agora_test.raises($$SELECT pg_temp.cost('[1]')$$, '22023', 'not an object');
SELECT agora_test.raises($$SELECT pg_temp.cost('{"tokens": 1}')$$, '22023', 'an unknown unit');
SELECT agora_test.raises($$SELECT pg_temp.cost('{"requests": 2}')$$, '22023', 'requests are not told');
SELECT agora_test.raises($$SELECT pg_temp.cost('{"input_tokens": -1}')$$, '22023', 'negative');
SELECT agora_test.raises($$SELECT pg_temp.cost('{"input_tokens": 1.5}')$$, '22023', 'half a token');
SELECT is(pg_temp.cost('{"input_tokens": 2.0}'), 0.001006, 'two tokens, however written');
SELECT agora_test.raises($$SELECT pg_temp.cost('{"input_tokens": "5"}')$$, '22023', 'a text');
SELECT agora_test.raises($$SELECT pg_temp.cost('{"input_tokens": null}')$$, '22023', 'null');
SELECT agora_test.raises($$SELECT pg_temp.cost('{"input_tokens": 1000000000001}')$$, '22023', 'above 1e12');
SELECT is(pg_temp.cost('{"input_tokens": 1000000000000}'), 3000000.001, '1e12 itself');
SELECT agora_test.raises($$SELECT pg_temp.cost('{"input_tokens": 1}', '[]')$$, '22023', 'a variant that is no object');
SELECT agora_test.raises($$SELECT pg_temp.cost('{"input_tokens": 1}', '{}', NULL)$$, '22023', 'no moment');
SELECT agora_test.raises($$SELECT pg_temp.cost('{"input_tokens": 1}', p_model => 'acme/none')$$, 'ZP001', 'an unknown model');
SELECT agora_test.raises($$SELECT pg_temp.cost('{"input_tokens": 1}', p_model => NULL)$$, '22023', 'no model');
SELECT agora_test.raises($$SELECT pg_temp.cost('{"input_tokens": 1}', p_model => repeat('x', 301))$$, '22023', 'too long a name');

-- tiers, the cliff of all input tokens
SELECT agora_model.register_model('acme', 'long');
SELECT agora_model.set_price('acme/long', '{"input_mtok": {"base": 1, "tiers": [{"start": 200000, "price": 2}, {"start": 500000, "price": 4}]}, "output_mtok": {"base": 10, "tiers": [{"start": 200000, "price": 20}]}}', '-infinity');
SELECT is(pg_temp.cost('{"input_tokens": 200000, "output_tokens": 100}', p_model => 'acme/long'), 0.201, 'at the start of a tier: the base');
SELECT is(pg_temp.cost('{"input_tokens": 200001, "output_tokens": 100}', p_model => 'acme/long'), 0.402002, 'one more: all of the call in the tier');
SELECT is(pg_temp.cost('{"input_tokens": 500001, "output_tokens": 100}', p_model => 'acme/long'), 2.002004, 'the highest tier that each unit has');

-- daily windows, UTC, also past midnight
SELECT agora_model.register_model('acme', 'night');
SELECT agora_model.set_price('acme/night', '{"sets": [{"window": ["16:30", "00:30"], "prices": {"input_mtok": 1}}, {"prices": {"input_mtok": 2, "output_mtok": 8}}]}', '-infinity');
SELECT is(pg_temp.cost('{"input_tokens": 1000000}', '{}', '2026-06-01 16:29:59Z', 'acme/night'), 2::numeric, 'before the window');
SELECT is(pg_temp.cost('{"input_tokens": 1000000}', '{}', '2026-06-01 16:30Z', 'acme/night'), 1::numeric, 'from its start');
SELECT is(pg_temp.cost('{"input_tokens": 1000000}', '{}', '2026-06-02 00:29:59Z', 'acme/night'), 1::numeric, 'past midnight');
SELECT is(pg_temp.cost('{"input_tokens": 1000000}', '{}', '2026-06-02 00:30Z', 'acme/night'), 2::numeric, 'not at its end');
SELECT is(pg_temp.cost('{"input_tokens": 1000000, "output_tokens": 1000000}', '{}', '2026-06-02 00:00Z', 'acme/night'), 1::numeric, 'a window counts as a whole: what it does not charge is free');

-- variants, unit by unit over the standard
SELECT agora_model.register_model('acme', 'mixed');
SELECT agora_model.set_price('acme/mixed', '{"sets": [{"prices": {"input_mtok": 2, "output_mtok": 8}}, {"variant": {"processing": "batch"}, "prices": {"input_mtok": 1}},
                                                      {"variant": {"tier": "fast", "processing": "batch"}, "prices": {"input_mtok": 5, "output_mtok": 9}}]}', '-infinity');
SELECT is(pg_temp.cost('{"input_tokens": 1000000, "output_tokens": 1000000}', '{}', p_model => 'acme/mixed'), 10::numeric, 'the standard');
SELECT is(pg_temp.cost('{"input_tokens": 1000000, "output_tokens": 1000000}', '{"processing": "batch"}', p_model => 'acme/mixed'), 9::numeric, 'a variant of one unit');
SELECT is(pg_temp.cost('{"input_tokens": 1000000, "output_tokens": 1000000}', '{"processing": "batch", "tier": "fast"}', p_model => 'acme/mixed'), 10::numeric, 'the first variant that has the unit counts');
SELECT is(pg_temp.cost('{"input_tokens": 1000000, "output_tokens": 1000000}', '{"processing": "BATCH"}', p_model => 'acme/mixed'), 10::numeric, 'values are compared exactly');

-- minima
SELECT agora_model.register_model('acme', 'ear');
SELECT agora_model.set_price('acme/ear', '{"audio_hours": {"base": 0.36, "minimum": 10}}', '-infinity');
SELECT is(pg_temp.cost('{"audio_seconds": 0.5}', p_model => 'acme/ear'), 0.001, 'ten seconds at least');
SELECT is(pg_temp.cost('{"audio_seconds": 20.25}', p_model => 'acme/ear'), 0.002025, 'and parts of a second');
SELECT is(pg_temp.cost('{"audio_seconds": 0}', p_model => 'acme/ear'), 0::numeric, 'nothing used, nothing charged');

-- moments
SELECT agora_model.set_price('acme/turbo', '{"input_mtok": 6}', '2026-07-01Z');
SELECT is(pg_temp.cost('{"input_tokens": 1000000}'), 3.001, 'the list of today');
SELECT is(pg_temp.cost('{"input_tokens": 1000000}', '{}', '2026-06-30 23:59:59.999999Z'), 3.001, 'until the last microsecond');
SELECT is(pg_temp.cost('{"input_tokens": 1000000}', '{}', '2026-07-01Z'), 6::numeric, 'the next list from its first');
SELECT is(pg_temp.cost('{"input_tokens": 1000000}', '{}', '1970-01-01Z'), 3.001, 'the first list of always');

-- price_at
SELECT results_eq($$SELECT p.unit, p.price_key, p.tier_start, p.usd, p.per FROM agora_model.price_at('acme/long') AS p$$,
                  $$VALUES ('input_tokens', 'input_mtok', 0::bigint, 1::numeric, 1000000), ('input_tokens', 'input_mtok', 200000, 2, 1000000), ('input_tokens', 'input_mtok', 500000, 4, 1000000),
                           ('output_tokens', 'output_mtok', 0, 10, 1000000), ('output_tokens', 'output_mtok', 200000, 20, 1000000)$$, 'prices by tier');
SELECT results_eq($$SELECT p.unit, p.usd FROM agora_model.price_at('acme/mixed', p_variant => '{"processing": "batch"}') AS p$$, $$VALUES ('input_tokens', 1::numeric), ('output_tokens', 8)$$, 'of a variant');
SELECT agora_test.raises($$SELECT * FROM agora_model.price_at('acme/none')$$, 'ZP001', 'of an unknown model');
SELECT agora_test.raises($$SELECT * FROM agora_model.price_at('acme/turbo', NULL)$$, '22023', 'at no moment');

-- as large as they come
SELECT agora_model.register_model('acme', 'huge');
SELECT agora_model.set_price('acme/huge', '{"input_mtok": 999999.123456789012, "output_mtok": 1000000}', '-infinity');
SELECT is(pg_temp.cost('{"input_tokens": 900000000001}', p_model => 'acme/huge'), 899999211112.110109923457, 'to the last of twelve decimals');
SELECT is(pg_temp.cost('{"output_tokens": 1000000000000}', p_model => 'acme/huge'), 1000000000000.0, 'the dearest call');
SELECT agora_test.raises($$SELECT pg_temp.cost('{"output_tokens": 1000000000000, "input_tokens": 1}', p_model => 'acme/huge')$$, '22023', 'and one that is dearer');
SELECT agora_test.raises($$SELECT agora_model.record_call('acme/huge', NULL, '{"output_tokens": 1000000000000, "input_tokens": 1}')$$, '22023', 'is not recorded');

-- who may ask
SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.become('reader');
SELECT lives_ok($$SELECT agora_model.estimate_cost('acme/long', '{"input_tokens": 1}')$$, 'readers may estimate');
SELECT lives_ok($$SELECT * FROM agora_model.price_at('acme/long')$$, 'and see prices');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
