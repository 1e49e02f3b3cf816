-- prices_of(): the history of a model's prices by whatever it is called.
BEGIN;
SELECT plan(6);
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora_model.register_provider('acme'), agora_model.register_model('acme', 'turbo'), agora_model.register_model('acme', 'new');
SELECT agora_model.state_reference('acme/fast', 'acme/turbo');
SELECT agora_model.set_price('acme/turbo', '{"input_mtok": 3}', '-infinity'), agora_model.set_price('acme/turbo', '{"input_mtok": 2, "output_mtok": 0.000000000001}', '2026-07-01Z');
PREPARE wanted AS VALUES (NULL::timestamptz, '2026-07-01Z'::timestamptz, 'input_tokens', 3::numeric), ('2026-07-01Z', NULL, 'input_tokens', 2), ('2026-07-01Z', NULL, 'output_tokens', 0.000000000001);
SELECT results_eq($$SELECT p.valid_from, p.valid_until, p.unit, p.usd::numeric FROM agora_model.prices_of('ACME/Turbo') AS p$$, 'wanted', 'past and future, in their order');
SELECT results_eq($$SELECT p.valid_from, p.valid_until, p.unit, p.usd::numeric FROM agora_model.prices_of('acme/fast') AS p$$, 'wanted', 'by another name, too');
SELECT is_empty($$SELECT * FROM agora_model.prices_of('acme/new')$$, 'a model without a price has none');
SELECT agora_test.raises($$SELECT * FROM agora_model.prices_of('acme/none')$$, 'ZP001', 'an unknown model is no such');
SELECT agora_test.raises($$SELECT * FROM agora_model.prices_of(NULL)$$, '22023', 'nor is none');
SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.become('reader');
SELECT is((SELECT count(*) FROM agora_model.prices_of('acme/turbo')), 3::bigint, 'prices are for every reader');
SELECT * FROM finish();
ROLLBACK;
