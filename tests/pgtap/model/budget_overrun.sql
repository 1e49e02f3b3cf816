-- A hard budget that a settlement takes above its limit: written down and told once for its period and limit.
BEGIN;
SELECT plan(18);
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora_test.add_login('alice', 'agora_service', true);
SELECT agora_model.set_budget(10, p_principal => agora_test.id('alice'), p_slices => 4) AS day \gset
SELECT agora_model.set_budget(6, 'month', p_principal => agora_test.id('alice'), p_is_hard => false) AS soft \gset
CREATE FUNCTION pg_temp.ask(p_usd numeric, p_key text) RETURNS agora_model.spend_authorization LANGUAGE sql
RETURN agora_model.authorize_spend(agora_test.id('alice'), NULL, p_usd, '15 minutes', NULL, p_key, agora_test.id('alice'));
CREATE FUNCTION pg_temp.settle(p_key text, p_usd numeric) RETURNS agora_model.spend_settlement LANGUAGE sql
RETURN agora_model.settle_spend((SELECT a.budget_authorization_id FROM agora_model.budget_authorization AS a WHERE a.idempotency_key = p_key), p_usd, agora_test.id('alice'));
CREATE FUNCTION pg_temp.overruns() RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(concat_ws(' ', to_char(o.period_start AT TIME ZONE 'UTC', 'DD'), trim_scale(o.limit_usd), trim_scale(o.used_usd)), ', ' ORDER BY o.period_start, o.limit_usd) FROM agora_model.budget_overrun AS o);
CREATE FUNCTION pg_temp.told() RETURNS bigint LANGUAGE sql
RETURN (SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'model.budget.overrun.v1');

-- at the limit, and not above it
SELECT is((pg_temp.ask(4, 'a')).decision, 'allow', 'authorised');
SELECT is((pg_temp.ask(3, 'b')).decision, 'warn', 'so is another, which takes the soft budget above its limit');
SELECT pg_temp.settle('a', 7);
SELECT is((SELECT b.remaining_usd FROM agora_model.budget_state AS b WHERE b.budget_id = :day)::numeric, 0.0, 'the first costs all that the second leaves');
SELECT is((pg_temp.ask(1, 'c')).decision, 'deny', 'a third is refused');
SELECT is(pg_temp.overruns(), NULL, 'a budget that is used up is not overrun, and a soft one never is');
-- within its authorisation
SELECT pg_temp.settle('b', 3);
SELECT is(pg_temp.overruns(), NULL, 'nor by what costs what was authorised');
SELECT agora_model.set_budget(9, p_principal => agora_test.id('alice'), p_slices => 4);
SELECT is((pg_temp.ask(1, 'd')).decision, 'deny', 'a limit that is lowered refuses');
SELECT is(pg_temp.overruns(), NULL, 'which is nobody''s overrun');
SELECT agora_model.set_budget(10, p_principal => agora_test.id('alice'), p_slices => 4);
-- without an authorisation
SELECT agora_model.register_provider('acme'), agora_model.register_model('acme', 'turbo');
SELECT agora_model.set_price('acme/turbo', '{"input_mtok": 1}', '2026-01-01Z');
CREATE FUNCTION pg_temp.call(p_key text, p_usd integer, p_at timestamptz DEFAULT NULL) RETURNS agora_model.call_receipt LANGUAGE sql
RETURN agora_model.record_call('acme/turbo', 'generation', jsonb_build_object('input_tokens', p_usd * 1000000), p_called_at => p_at, p_key => p_key, p_actor => agora_test.id('alice'));
SELECT is((pg_temp.call('1', 2)).cost_usd::numeric, 2.0, 'a call that nobody authorised is recorded');
SELECT is(pg_temp.overruns(), '01 10 12', 'and overruns the budget');
SELECT results_eq($$SELECT e.payload - 'period_start' FROM agora_event.event AS e WHERE e.topic = 'model.budget.overrun.v1'$$,
                  format($$VALUES ('{"budget_id": %s, "used_usd": 12, "limit_usd": 10}'::jsonb)$$, :day), 'which is told');
SELECT pg_temp.call('1', 2), pg_temp.call('2', 2);
SELECT is(pg_temp.overruns(), '01 10 12', 'once');
SELECT is(pg_temp.told(), 1::bigint, 'for all to know');
-- another limit, another period
SELECT agora_model.set_budget(20, p_principal => agora_test.id('alice'), p_slices => 4);
SELECT pg_temp.call('3', 6);
SELECT is(pg_temp.overruns(), '01 10 12', 'a higher limit is reached');
SELECT pg_temp.call('4', 1);
SELECT is(pg_temp.overruns(), '01 10 12, 01 20 21', 'and overrun anew');
SELECT agora_test.at('2026-06-02 12:00Z');
SELECT is(count(*), 30::bigint, 'a batch of thirty') FROM agora_model.record_calls((SELECT jsonb_agg(jsonb_build_object('key', 'n' || n, 'model', 'acme/turbo', 'stage', 'generation', 'usage', jsonb_build_object('input_tokens', 1000000))) FROM generate_series(1, 30) AS n), agora_test.id('alice'));
SELECT is(pg_temp.overruns(), '01 10 12, 01 20 21, 02 20 30', 'overruns another period once');
SELECT agora_test.raises('DELETE FROM agora_model.budget_overrun', 'ZA010', 'nothing of it is forgotten');
SELECT * FROM finish();
ROLLBACK;
