-- Changes of zone: found once, for closed days, with an event each.
BEGIN;
SELECT plan(11);
SELECT agora_test.at('2026-03-01 12:00+00');
PREPARE history AS SELECT h.day, h.from_zone, h.zone, h.until_day FROM agora_reward.zone_history AS h WHERE h.metric = 'velocity_weekly' ORDER BY h.day;
PREPARE told AS SELECT p.payload ->> 'day', p.payload ->> 'from_zone', p.payload ->> 'zone', p.payload ->> 'lever' FROM agora_event.published AS p
  WHERE p.topic = 'reward.economy.zone_changed.v1' AND p.key = 'velocity_weekly' ORDER BY p.event_id;
SELECT is(agora_reward._watch_zones(1000), 0::bigint, 'where nothing is, nothing changes');
SELECT agora_ledger.mint(agora_ledger.wallet_of(agora.register_principal(h)), 100, 'starter', p_key => h) FROM unnest('{a,b}'::text[]) AS h;
SELECT is(agora_reward._watch_zones(1000), 0::bigint, 'today is not judged yet');
SELECT agora_test.advance('12 hours');
SELECT cmp_ok(agora_reward._watch_zones(1000), '>', 1::bigint, 'at midnight it is');
SELECT is(agora_reward._watch_zones(1000), 0::bigint, 'once');
SELECT results_eq('history', $$VALUES ('2026-03-01'::date, NULL::text, 'red', NULL::date)$$, 'nothing was spent');
SELECT agora_test.advance('1 day');
SELECT is((SELECT count(*) FROM agora_reward.economy_zone_change AS c WHERE c.metric = 'velocity_weekly' AND agora_reward._watch_zones(1000) >= 0), 1::bigint, 'a day without change leaves nothing');
SELECT agora_ledger.transfer(agora_ledger.wallet_of(agora_test.id('a')), agora_ledger.wallet_of(agora_test.id('b')), 100, 'all', p_key => '1', p_actor => agora_test.id('a')),
       agora_ledger.transfer(agora_ledger.wallet_of(agora_test.id('b')), agora_ledger.wallet_of(agora_test.id('a')), 100, 'and back', p_key => '2', p_actor => agora_test.id('b'));
SELECT agora_test.advance('1 day');
UPDATE agora.job_state SET next_run_at = 'infinity' WHERE job <> 'reward.watch_zones';
SELECT cmp_ok(agora.tick(), '>=', 1::bigint, 'tick() finds it');
SELECT results_eq('history', $$VALUES ('2026-03-01'::date, NULL::text, 'red', '2026-03-03'::date), ('2026-03-03', 'red', 'green', NULL)$$, 'a zone lasts until the next');
SELECT results_eq('told', $$SELECT v.* FROM agora_reward.economy_zone AS z, LATERAL (VALUES ('2026-03-01', NULL::text, 'red', z.lever), ('2026-03-03', 'red', 'green', NULL)) AS v WHERE z.metric = 'velocity_weekly' AND z.zone = 'red'$$, 'and each was told');
SELECT agora_test.raises('UPDATE agora_reward.economy_zone_change SET zone = ''green''', 'ZA010', 'history stays');
SELECT is_empty($$SELECT t.topic FROM agora_event.topic AS t WHERE t.topic = 'reward.economy.zone_changed.v1' AND NOT t.is_shared$$, 'every reader may follow them');

SELECT * FROM finish();
ROLLBACK;
