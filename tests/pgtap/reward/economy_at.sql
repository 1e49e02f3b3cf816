-- The scorecard: every figure of a small economy, worked out by hand; its past as it was; targets and zones at equality.
BEGIN;
SELECT plan(32);
SELECT agora_test.at('2026-03-02 10:00+00');
SELECT agora_test.add_login('reader', 'agora_reader');
CREATE FUNCTION pg_temp.wallet(p_name text) RETURNS bigint LANGUAGE sql RETURN agora_ledger.wallet_of(agora_test.id(p_name));
CREATE FUNCTION pg_temp.is_about(p_day date, p_metrics text, p_wanted numeric[], p_says text) RETURNS text LANGUAGE sql
BEGIN ATOMIC
    SELECT public.is((SELECT array_agg(e.value ORDER BY m.place) FROM unnest(string_to_array(p_metrics, ' ')) WITH ORDINALITY AS m(metric, place)
                        LEFT JOIN agora_reward.economy_at(p_day) AS e ON e.metric = m.metric), (SELECT array_agg(trim_scale(w.x) ORDER BY w.place) FROM unnest(p_wanted) WITH ORDINALITY AS w(x, place)), p_says);
END;
CREATE FUNCTION pg_temp.zone(p_metric text) RETURNS text LANGUAGE sql RETURN (SELECT e.zone FROM agora_reward.economy_at() AS e WHERE e.metric = p_metric);
CREATE FUNCTION pg_temp.met(p_metric text) RETURNS boolean LANGUAGE sql RETURN (SELECT e.met FROM agora_reward.economy_at() AS e WHERE e.metric = p_metric);

SELECT results_eq('SELECT e.metric FROM agora_reward.economy_indicator AS e', 'SELECT t.metric FROM agora_reward.economy_target AS t ORDER BY t.ordinal', 'a line per figure, in their order');
SELECT is((SELECT array_agg(e.metric) FROM agora_reward.economy_indicator AS e WHERE e.value IS NOT NULL OR e.met IS NOT NULL OR e.zone IS NOT NULL), NULL, 'where nothing is, nothing is measured');
SELECT agora_test.raises('SELECT * FROM agora_reward.economy_at(''2026-03-03'')', '22023', 'tomorrow is not known');
SELECT agora_test.raises('SELECT * FROM agora_reward.economy_at(''1999-12-31'')', '22023', 'nor the last century');
SELECT agora_test.raises('SELECT * FROM agora_reward.economy_at(''infinity'')', '22023', 'nor the end of time');

-- Four holders with 400, 300, 200 and 100.
SELECT agora_ledger.mint(agora_ledger.wallet_of(agora.register_principal(h.name)), h.tokens, 'starter', p_key => h.name)
  FROM (VALUES ('a', 400), ('b', 300), ('c', 200), ('d', 100)) AS h(name, tokens);
SELECT pg_temp.is_about(NULL, 'supply circulating supply_growth issued_per_day burned_per_day transactions_per_day', ARRAY[1000, 1000, NULL, 1000, 0, 4], 'the first day is a day, not a seventh of a week');
SELECT pg_temp.is_about(NULL, 'velocity_weekly velocity_daily earn_spend_ratio supply_demand', ARRAY[0, 1, NULL, NULL], 'nothing spent: no cycle, and no ratio to it');
SELECT pg_temp.is_about(NULL, 'holders average_balance gini top_decile_share top_holder_share bottom_half_share', ARRAY[4, 250, 0.25, 0.4, 0.4, 0.3], 'who has what');

-- The second day: a pays b 100, b spends 50 on a model call, 30 of c's are burned.
SELECT agora_test.advance('1 day');
SELECT agora_ledger.transfer(pg_temp.wallet('a'), pg_temp.wallet('b'), 100, 'knowledge', p_key => '1', p_actor => agora_test.id('a')),
       agora_ledger.transfer(pg_temp.wallet('b'), 3, 50, 'a model call', p_key => '2', p_actor => agora_test.id('b')),
       agora_ledger.burn(pg_temp.wallet('c'), 30, 'decay', p_key => '3');
SELECT agora.set_setting('ledger.hoarder_balance', '300', 'a test');
SELECT pg_temp.is_about(NULL, 'supply circulating issued_per_day burned_per_day transactions_per_day', ARRAY[970, 920, 500, 15, 3.5], 'rates are per day of the ledger');
SELECT pg_temp.is_about(NULL, 'velocity_weekly', ARRAY[round(180 * 7 / 2.0 / 985, 6)], 'spent in a week over the mean of 1000 and 970: the payment, the call and what was burned');
SELECT pg_temp.is_about(NULL, 'velocity_daily', ARRAY[round((1000 + 30 + 150) / 2.0 / 970, 6)], 'volume of a day over the supply: another figure');
SELECT pg_temp.is_about(NULL, 'earn_spend_ratio supply_demand', ARRAY[round(1100 / 180.0, 6), 12.5], 'what was exchanged is earned and spent, and neither enters nor leaves');
SELECT pg_temp.is_about(NULL, 'gini top_decile_share top_holder_share bottom_half_share', ARRAY[round(880 / 3680.0, 6), round(350 / 920.0, 6), round(350 / 920.0, 6), round(270 / 920.0, 6)], 'of 350, 300, 170 and 100');
SELECT pg_temp.is_about(NULL, 'hoarding_ratio idle_share', ARRAY[0.25, round(100 / 920.0, 6)], 'more than 300 has one; d spends nothing');
SELECT pg_temp.is_about(NULL, 'active_holders active_growth profitable_share net_p10 net_median net_p90', ARRAY[4, NULL, 1, 100, 170, 350], 'everybody earned more than it spent');
SELECT pg_temp.is_about('2026-03-02', 'supply circulating issued_per_day velocity_weekly holders gini bottom_half_share', ARRAY[1000, 1000, 1000, 0, 4, 0.25, 0.3], 'yesterday is what it was');
SELECT pg_temp.is_about('2026-03-01', 'supply circulating holders gini', ARRAY[NULL, NULL, NULL, NULL]::numeric[], 'before the beginning is nothing');

-- A week of silence, then one payment.
SELECT agora_test.advance('6 days');
SELECT agora_ledger.transfer(pg_temp.wallet('d'), pg_temp.wallet('c'), 97, 'knowledge', p_key => '4', p_actor => agora_test.id('d'));
SELECT agora_test.advance('1 day');
SELECT pg_temp.is_about(NULL, 'supply supply_growth velocity_weekly velocity_daily transactions_per_day', ARRAY[970, 0, 0.1, round(97 / 7.0 / 970, 6), round(1 / 7.0, 6)], 'a week is seven days, and what was before it is not in it');
SELECT pg_temp.is_about(NULL, 'active_holders active_growth profitable_share net_p10 net_median net_p90', ARRAY[2, -0.5, 0.5, -97, -97, 97], 'two of four are left, one of them gained');
SELECT is(pg_temp.zone('active_growth'), 'red', 'which is red');
SELECT is(pg_temp.zone('velocity_weekly'), 'red', 'as is the velocity');
SELECT is((SELECT e.lever FROM agora_reward.economy_at() AS e WHERE e.metric = 'velocity_weekly'), (SELECT z.lever FROM agora_reward.economy_zone AS z WHERE z.metric = 'velocity_weekly' AND z.zone = 'red'), 'with the lever of that zone');
SELECT is(pg_temp.zone('supply_growth'), 'green', 'no growth is green');
SELECT is(pg_temp.zone('supply'), NULL, 'the supply has no zone');

-- At equality, as the requirements write them.
SELECT results_eq('SELECT z.metric, z.zone, z.comparison, z.threshold FROM agora_reward.economy_zone AS z ORDER BY z.metric, z.zone DESC, z.threshold',
    $$VALUES ('active_growth', 'yellow', '<', 0::numeric), ('active_growth', 'red', '<', -0.1), ('gini', 'yellow', '>=', 0.5), ('gini', 'red', '>', 0.7),
             ('hoarding_ratio', 'yellow', '>=', 0.3), ('hoarding_ratio', 'red', '>', 0.5), ('profitable_share', 'yellow', '<=', 0.7), ('profitable_share', 'red', '<', 0.5),
             ('supply_demand', 'yellow', '<', 0.8), ('supply_demand', 'yellow', '>', 1.2), ('supply_demand', 'red', '<', 0.5), ('supply_demand', 'red', '>', 1.5),
             ('supply_growth', 'yellow', '>=', 0.2), ('supply_growth', 'red', '>', 0.4), ('velocity_weekly', 'yellow', '<=', 1), ('velocity_weekly', 'red', '<', 0.5)$$,
    'the zones');
SELECT is(pg_temp.zone('profitable_share'), 'yellow', 'half is not below half');
UPDATE agora_reward.economy_zone SET threshold = CASE zone WHEN 'yellow' THEN 0.1 ELSE 0.05 END WHERE metric = 'velocity_weekly';
SELECT is(pg_temp.zone('velocity_weekly'), 'yellow', 'at the end of the yellow zone');
UPDATE agora_reward.economy_zone SET threshold = threshold - 0.000001 WHERE metric = 'velocity_weekly';
SELECT is(pg_temp.zone('velocity_weekly'), 'green', 'and beyond it');
UPDATE agora_reward.economy_target SET comparison = CASE metric WHEN 'velocity_weekly' THEN '>' ELSE 'between' END, target = CASE metric WHEN 'holders' THEN 4 ELSE 0.1 END,
                                       target_to = CASE metric WHEN 'holders' THEN 5 END WHERE metric = 'velocity_weekly' OR metric = 'holders';
SELECT is(pg_temp.met('velocity_weekly'), false, 'above is not equal');
SELECT is(pg_temp.met('holders'), true, 'between includes its ends');

-- Whoever reads.
SELECT agora_test.become('reader');
SELECT cmp_ok((SELECT count(*) FROM agora_reward.economy_indicator AS e WHERE e.value IS NOT NULL), '>', 15::bigint, 'every reader sees the figures');
SELECT throws_ok('SELECT * FROM agora_ledger._holder_figures(''2026-03-01'')', '42501', NULL, 'and not what they are made of');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
