-- The free tier, its limits and the way out of it.
BEGIN;
SELECT plan(17);
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
SELECT agora_test.raises($$SELECT pg_temp.hold(0.000001, 'b')$$, 'ZR037', 'not a micro-token');
INSERT INTO agora_reward.earning VALUES (agora_test.id('ann'), '2026-01-01', agora_test.id('ben'), 99.999999, 1);
SELECT is(pg_temp.tier(), 'free 99.999999 0.000001 0', 'a micro-token before it');
UPDATE agora_reward.earning SET amount = 100;
SELECT is(pg_temp.tier(), 'contributor 100 0', 'what was earned is the way out');
SELECT lives_ok($$SELECT pg_temp.hold(1, 'c')$$, 'and lets it spend');
SELECT agora_test.at('2026-01-02 00:00+00');
SELECT agora_reward.pull_lever('breaker', '{"days": 1}', 'a test');
SELECT is(pg_temp.tier(), 'free 100 0 50', 'the breaker puts everybody in the free tier');
SELECT lives_ok($$SELECT pg_temp.hold(30, 'd')$$, 'with a limit per day');
SELECT agora_test.raises($$SELECT pg_temp.hold(20.000001, 'e')$$, 'ZR037', 'beyond which nothing goes');
SELECT lives_ok($$SELECT pg_temp.hold(20, 'e')$$, 'up to which it goes');
SELECT agora_ledger.release_hold(h.hold_id, p_actor => agora_test.id('ann')) FROM agora_ledger.recorded_hold AS h WHERE h.amount = 30;
SELECT lives_ok($$SELECT pg_temp.hold(30, 'f')$$, 'what was given back counts no more');
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
