-- The free tier, its limits and the way out of it.
BEGIN;
SELECT plan(25);
SELECT agora_test.at('2026-01-01 12:00+00');
SELECT agora_test.add_login('ann', 'agora_service', true), agora_test.add_login('ben', 'agora_service', true);
SELECT agora_ledger.mint(agora_ledger.wallet_of(agora_test.id('ann')), 1000, 'starter', p_key => 'starter');
CREATE FUNCTION pg_temp.tier() RETURNS text LANGUAGE sql RETURN (SELECT concat_ws(' ', t.tier, trim_scale(t.earned), trim_scale(t.to_earn), t.spend_cap) FROM agora_reward.tier_of(agora_test.id('ann')) AS t);
CREATE FUNCTION pg_temp.hold(p_amount numeric, p_key text) RETURNS bigint LANGUAGE sql
RETURN agora_ledger.place_hold(agora_ledger.wallet_of(agora_test.id('ann')), p_amount, 'a call', p_key => p_key, p_actor => agora_test.id('ann'));

SELECT is(pg_temp.tier(), 'free 0 100', 'everybody begins in the free tier');
SELECT lives_ok($$SELECT pg_temp.hold(500, 'a')$$, 'which limits nothing by itself');
SELECT agora.set_flag('earn_first', true);
SELECT is(pg_temp.tier(), 'free 0 100 0', 'with earn_first it spends nothing');
SELECT agora_test.raises($$SELECT pg_temp.hold(0.000001, 'b')$$, 'ZL022', 'not a micro-token');
INSERT INTO agora_reward.earning VALUES (agora_test.id('ann'), '2026-01-01', agora_test.id('ben'), 99.999999, 1);
SELECT is(pg_temp.tier(), 'free 99.999999 0.000001 0', 'a micro-token before it');
UPDATE agora_reward.earning SET amount = 100;
SELECT is(pg_temp.tier(), 'contributor 100 0', 'what was earned is the way out');
SELECT lives_ok($$SELECT pg_temp.hold(1, 'c')$$, 'and lets it spend');
SELECT agora_test.at('2026-01-02 00:00+00');
SELECT agora_reward.pull_lever('breaker', '{"days": 1}', 'a test');
SELECT is(pg_temp.tier(), 'free 100 0 50', 'the breaker puts everybody in the free tier');
SELECT lives_ok($$SELECT pg_temp.hold(30, 'd')$$, 'with a limit per day');
SELECT agora_test.raises($$SELECT pg_temp.hold(20.000001, 'e')$$, 'ZL022', 'beyond which nothing goes');
SELECT lives_ok($$SELECT pg_temp.hold(20, 'e')$$, 'up to which it goes');
SELECT agora_ledger.release_hold(h.hold_id, p_actor => agora_test.id('ann')) FROM agora_ledger.recorded_hold AS h WHERE h.amount = 30;
SELECT lives_ok($$SELECT pg_temp.hold(30, 'f')$$, 'what was given back counts no more');
-- Who asks for what a call may cost is answered: what may be spent still, and the ways on.
SELECT agora.set_flag('token_spending', true);
CREATE FUNCTION pg_temp.asked(p_usd numeric, p_key text) RETURNS agora_ledger.spending_authorization LANGUAGE sql
RETURN agora_ledger.authorize_spending(p_usd, 'a call', p_key => p_key, p_actor => agora_test.id('ann'));
SELECT agora_ledger.release_hold(h.hold_id, p_actor => agora_test.id('ann')) FROM agora_ledger.recorded_hold AS h WHERE h.amount = 20 AND h.status = 'open';
SELECT is((pg_temp.asked(0.02, 'g')).is_authorized, true, 'to its limit it is authorised');
SELECT agora_ledger.release_hold(h.hold_id, p_actor => agora_test.id('ann')) FROM agora_ledger.recorded_hold AS h WHERE h.amount = 20 AND h.status = 'open';
SELECT results_eq($$SELECT a.is_authorized, a.hold_id, a.tokens, a.available, a.missing FROM pg_temp.asked(0.04, 'h') AS a$$, 'VALUES (false, NULL::bigint, 40.0, 20::numeric, 20.0)', 'beyond it, what is missing');
SELECT is((SELECT jsonb_agg(o - 'advice') FROM pg_temp.asked(0.04, 'h') AS a, jsonb_array_elements(a.options) AS o),
          '[{"option": "cheaper_model", "max_usd": 0.02}, {"option": "smaller_context", "max_share": 0.5000}, {"option": "wait", "at": "2026-01-03T00:00:00+00:00"}]', 'and the ways on');
SELECT results_eq($$SELECT a.decision, a.authorization_id, a.options -> 2 ->> 'option' FROM agora_model.authorize_spend(agora_test.id('ann'), NULL, 0.04, p_key => 'i', p_actor => agora_test.id('ann')) AS a$$,
                  $$VALUES ('deny', NULL::bigint, 'wait')$$, 'also through a budget''s authorisation');
SELECT is((SELECT count(*) FROM agora_ledger.recorded_hold AS h WHERE h.status = 'open' AND h.placed_at >= '2026-01-02Z'), 1::bigint, 'nothing is held for it');
UPDATE agora_reward.earning SET amount = 40;
SELECT is((SELECT jsonb_agg(o - 'advice') FROM pg_temp.asked(0.04, 'j') AS a, jsonb_array_elements(a.options) AS o), '[{"option": "earn", "tokens": 60}]', 'where all must be earned first, that is the only way');
SELECT results_eq($$SELECT a.available, a.missing FROM pg_temp.asked(0.04, 'j') AS a$$, 'VALUES (0::numeric, 40.0)', 'and nothing can be spent');
SELECT is((SELECT jsonb_agg(o ->> 'option') FROM pg_temp.asked(2, 'k') AS a, jsonb_array_elements(a.options) AS o), '["cheaper_model", "smaller_context", "wait_for_grant"]', 'who has too little is told of the grant');
UPDATE agora_reward.earning SET amount = 100;
SELECT agora_test.at('2026-01-03 00:00+00');
SELECT is(pg_temp.tier(), 'contributor 100 0', 'until its time is over');

SELECT agora_test.become('ben');
SELECT agora_test.raises($$SELECT agora_reward.tier_of(agora_test.id('ann'))$$, '42501', 'a bound login does not see that of others');
SELECT is((SELECT t.tier FROM agora_reward.tier_of() AS t), 'free', 'but its own');
RESET SESSION AUTHORIZATION;
SELECT agora_test.raises($$SELECT agora_reward.tier_of(999)$$, 'ZA001', 'nobody''s');
SELECT is_empty('SELECT * FROM agora.check_invariants() AS c WHERE c.probe <> ''reward.earnings''', 'the invariants hold');
SELECT * FROM finish();
ROLLBACK;
