-- Every recorded call counts in the budgets of its time: it settles its authorisation, or it is counted as it is.
BEGIN;
SELECT plan(29);
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['alice', 'bob']) AS n(name);
SELECT agora_model.register_provider('acme'), agora_model.register_model('acme', 'turbo');
SELECT agora_model.set_price('acme/turbo', '{"input_mtok": 1}', '-infinity');
CREATE FUNCTION pg_temp.call(p_key text, p_details jsonb DEFAULT '{}', p_model text DEFAULT 'acme/turbo', p_at timestamptz DEFAULT NULL, p_stage text DEFAULT 'generation', p_actor text DEFAULT 'alice')
RETURNS agora_model.call_receipt LANGUAGE sql
RETURN agora_model.record_call(p_model, p_stage, '{"input_tokens": 1000000}', p_called_at => p_at, p_details => p_details, p_key => p_key, p_actor => agora_test.id(p_actor));
CREATE FUNCTION pg_temp.spent() RETURNS numeric[] LANGUAGE sql
BEGIN ATOMIC
    SELECT array_agg(h.spent_usd::numeric ORDER BY h.budget_id, h.period_start) FROM agora_model.budget_history AS h;
END;
CREATE FUNCTION pg_temp.ask(p_usd numeric, p_key text) RETURNS bigint LANGUAGE sql
RETURN (agora_model.authorize_spend(agora_test.id('alice'), 'generation', p_usd, p_key => p_key, p_actor => agora_test.id('alice'))).authorization_id;

SELECT lives_ok('SELECT pg_temp.call(''before'')', 'a call without a budget');
SELECT is((SELECT count(*) FROM agora_model.budget_authorization), 0::bigint, 'counts nowhere');
SELECT agora_test.advance('1 minute');
SELECT agora_model.set_budget(2, p_principal => agora_test.id('alice'), p_slices => 2) AS alice \gset
SELECT agora_model.set_budget(5, 'month', p_stage => 'generation') AS stage \gset

SELECT pg_temp.ask(1.5, 'a1') AS a1 \gset
SELECT agora_test.raises(format('SELECT pg_temp.call(''c0'', ''{"authorization": %s}'', p_stage => %s)', :a1, w), '22023', 'an authorisation is for its stage, not for ' || w) FROM unnest(ARRAY['''review''', 'NULL']) AS w;
SELECT is(pg_temp.spent(), '{0,0}', 'nothing is counted');
SELECT lives_ok(format('SELECT pg_temp.call(''c1'', ''{"authorization": %s}'')', :a1), 'a call of an authorisation');
SELECT is(pg_temp.spent(), '{1,1}', 'settles it');
SELECT lives_ok(format('SELECT pg_temp.call(''c1'', ''{"authorization": %s}'')', :a1), 'recorded again');
SELECT is(pg_temp.spent(), '{1,1}', 'it counts once');
SELECT agora_test.raises(format('SELECT pg_temp.call(''c1, too'', ''{"authorization": %s}'')', :a1), 'ZP013', 'another call of the same cost has no share in what was authorised for one');
SELECT is((SELECT count(*) FROM agora_model.recorded_call), 2::bigint, 'and is not on record');
SELECT lives_ok('SELECT pg_temp.call(''c2'')', 'a call that nobody authorised');
SELECT is(pg_temp.spent(), '{2,2}', 'counts all the same');
SELECT is((SELECT r.decision || ' ' || r.status FROM agora_model.recorded_authorization AS r ORDER BY r.authorization_id DESC LIMIT 1), 'recorded settled', 'and is told apart');
SELECT is((SELECT array_agg(c.percent ORDER BY c.percent) FROM agora_model.budget_crossing AS c WHERE c.budget_id = :alice), '{75,90,100}'::numeric[], 'marks are passed by it');
SELECT lives_ok('SELECT pg_temp.call(''c3'')', 'above the limit, too: the money is gone');
SELECT is(pg_temp.ask(0.000001, 'a2'), NULL, 'the next authorisation is refused');
SELECT lives_ok('SELECT pg_temp.call(''c4'', p_at => ''2026-06-01 12:00:30Z'')', 'a call from before the budgets');
SELECT lives_ok('SELECT pg_temp.call(''c5'', p_model => ''acme/new'')', 'one that has no price');
SELECT is(pg_temp.spent(), '{3,3}', 'both count nothing');
SELECT agora.set_setting('model.assumed_price', '0.25', 'a test');
SELECT lives_ok('SELECT pg_temp.call(''c6'', p_model => ''acme/new'')', 'unless a price is assumed');
SELECT is(pg_temp.spent(), '{3.25,3.25}', 'then that counts');

-- many at once
SELECT agora_test.at('2026-06-03 12:00Z');
SELECT is((SELECT count(*) FROM agora_model.record_calls((SELECT jsonb_agg(jsonb_build_object('key', 'm' || n, 'model', 'acme/turbo', 'stage', CASE WHEN n % 2 = 0 THEN 'generation' END,
              'called_at', timestamptz '2026-06-01 23:50Z' + n * interval '1 minute', 'usage', jsonb_build_object('input_tokens', 1000000))) FROM generate_series(1, 20) AS n), agora_test.id('alice')) AS o WHERE o.outcome = 'recorded'), 20::bigint, 'twenty calls around midnight');
SELECT is(pg_temp.spent(), '{12.25,11,13.25}', 'count on their days, and for their stage');
SELECT is((SELECT count(*) FROM agora_model.record_calls((SELECT jsonb_agg(jsonb_build_object('key', 'm1', 'model', 'acme/turbo', 'called_at', '2026-06-01T23:51:00Z', 'usage', '{"input_tokens": 1}'::jsonb))), agora_test.id('alice')) AS o WHERE o.outcome <> 'recorded'), 1::bigint, 'what is not recorded');
SELECT is(pg_temp.spent(), '{12.25,11,13.25}', 'does not count');

SELECT agora_test.raises('SELECT pg_temp.call(''w'', ''{"authorization": "x"}'')', '22023', 'an authorisation that is no number');
SELECT agora_test.raises('SELECT pg_temp.call(''w'', ''{"authorization": 999999}'')', 'ZP011', 'an unknown one');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');
SELECT * FROM finish();
ROLLBACK;
