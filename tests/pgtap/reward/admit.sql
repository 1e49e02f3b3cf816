-- What the guards leave of a reward, and that every cut is on record.
BEGIN;
SELECT plan(54);
SELECT agora_test.at('2026-01-01 12:00+00');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['ann', 'ben', 'cy', 'dot', 'eve', 'fay']) AS n(name);
SELECT agora.register_principal('bot', p_meta => '{"owner": "ann"}'), agora.register_principal('bot2', p_meta => '{"owner": "ann"}');
CREATE SEQUENCE pg_temp.subject;
-- As a road to a reward would: a payout of its own, to somebody, for helping somebody.
CREATE FUNCTION pg_temp.pay(p_who text, p_helped text, p_amount numeric, p_payer text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_payout  agora_reward.payout;
    v_paid    agora_reward.reward_calculation;
BEGIN
    v_payout.kind := 'transform';
    v_payout.subject_kind := 'test';
    v_payout.subject_id := nextval('pg_temp.subject');
    v_payout.occasion := '';
    v_payout.principal_id := agora_test.id(p_who);
    v_payout.helped_id := agora_test.id(p_helped);
    v_payout.payer_id := agora_test.id(p_payer);
    v_payout.reward_policy_id := 1;
    v_payout.factors := jsonb_build_object('quality', 0, 'novelty', 0, 'complexity', 0);
    v_payout.amount := p_amount;
    PERFORM agora_reward._pay(v_payout);
    SELECT c.* INTO v_paid FROM agora_reward.reward_calculation AS c WHERE c.subject_kind = 'test' AND c.subject_id = v_payout.subject_id;
    RETURN format('%s %s', trim_scale(v_paid.amount), v_paid.cuts);
END $$;
CREATE FUNCTION pg_temp.policy(p_change jsonb) RETURNS void LANGUAGE sql
BEGIN ATOMIC
    INSERT INTO agora_reward.reward_policy (kind, parameters, valid_from, created_by, recorded_at)
    SELECT 'guard', agora_reward.policy('guard') || p_change, agora.now() - interval '1 minute' + count(*) * interval '1 second', 1, agora.now() FROM agora_reward.reward_policy AS p;
END;

-- The limit per day.
SELECT agora.set_flag('earning_cap', true);
SELECT is(pg_temp.pay('ann', 'ben', 600), '600 {}', 'below the limit of a day');
SELECT is(pg_temp.pay('ann', 'ben', 399.999999), '399.999999 {}', 'a micro-token below it');
SELECT is(pg_temp.pay('ann', 'cy', 300), '0.000001 {"daily_cap": 299.999999}', 'what is above it is cut');
SELECT is(pg_temp.pay('ann', 'cy', 1), '0 {"daily_cap": 1}', 'then everything');
SELECT is(pg_temp.pay('ann', NULL, 1), '0 {"daily_cap": 1}', 'also what helped nobody in particular');
SELECT is(pg_temp.pay('ben', 'ann', 1000), '1000 {}', 'the limit itself, of another contributor');
SELECT results_eq($$SELECT d.day, d.amount, d.payouts, d.helped FROM agora_reward.daily_earning AS d WHERE d.principal_id = agora_test.id('ann')$$,
                  $$VALUES ('2026-01-01'::date, 1000::numeric, 3::bigint, 2::bigint)$$, 'the sum of the day');
SELECT is(agora_ledger.balance(agora_ledger.wallet_of(agora_test.id('ann'))), 1000::numeric, 'is what was paid');
SELECT agora_test.at('2026-01-01 23:59:59.999999+00');
SELECT is(pg_temp.pay('ann', 'ben', 5), '0 {"daily_cap": 5}', 'the last moment of the day');
SELECT agora_test.at('2026-01-02 00:00+00');
SELECT is(pg_temp.pay('ann', 'ben', 5), '5 {}', 'the first of the next, in UTC');
SELECT agora.set_flag('earning_cap', false);
SELECT is(pg_temp.pay('ann', 'ben', 2000), '2000 {}', 'no limit while the flag is off');
SELECT agora.set_flag('earning_cap', true);
SELECT pg_temp.policy('{"daily_cap": 2010}');
SELECT is(pg_temp.pay('ann', 'ben', 6), '5 {"daily_cap": 1}', 'the limit is a policy');

-- Closeness.
SELECT agora_ledger.wallet_of(agora_test.id('bot'));
SELECT agora_test.at('2026-01-03 00:00+00');
SELECT agora_test.raises($$SELECT pg_temp.pay('ann', 'ann', 10)$$, 'ZR029', 'nobody earns from themselves');
SELECT agora_test.raises($$SELECT pg_temp.pay('ann', 'bot', 10)$$, 'ZR029', 'nor from what they own');
SELECT agora_test.raises($$SELECT pg_temp.pay('bot', 'ann', 10)$$, 'ZR029', 'nor that from its owner');
SELECT agora_test.raises($$SELECT pg_temp.pay('bot', 'bot2', 10)$$, 'ZR029', 'nor one agent of an owner from another');
SELECT agora.assign_principal(agora_test.id(n.name), t.team_id, NULL) FROM agora.create_team('red') AS t(team_id), unnest(ARRAY['ann', 'ben']) AS n(name);
SELECT is(pg_temp.pay('ann', 'ben', 10), '10 {}', 'team-mates help each other');
SELECT pg_temp.policy('{"team_share": 0.3333333}');
SELECT is(pg_temp.pay('ann', 'ben', 10), '3.333333 {"closeness": 6.666667}', 'at a share of their own, if the policy says so');
SELECT is(pg_temp.pay('ann', 'cy', 10), '10 {}', 'others earn it all');
SELECT pg_temp.policy('{"team_share": 1, "self_share": 0.25}');
SELECT is(pg_temp.pay('ann', 'ann', 10), '2.5 {"closeness": 7.5}', 'as may be what helps oneself');

-- Rings of two.
SELECT agora_test.at('2026-02-10 00:00+00');
SELECT pg_temp.pay(n.who, n.helped, 10) FROM generate_series(1, 4), (VALUES ('dot', 'eve'), ('eve', 'dot')) AS n(who, helped);
SELECT pg_temp.pay('dot', 'eve', 10);
SELECT is(pg_temp.pay('dot', 'eve', 10), '10 {}', 'four times back is no ring yet');
SELECT is_empty('SELECT * FROM agora_reward.suspicious_ring', 'nor shown as one');
SELECT is(pg_temp.pay('eve', 'dot', 10), '10 {}', 'the fifth closes it');
SELECT is(pg_temp.pay('dot', 'eve', 10), '5 {"ring": 5}', 'from then on half is cut');
SELECT is(pg_temp.pay('dot', 'ann', 10), '10 {}', 'but not of what is earned outside');
SELECT results_eq('SELECT r.members, r.payouts, r.amount FROM agora_reward.suspicious_ring AS r',
                  $$VALUES (ARRAY[agora_test.id('dot'), agora_test.id('eve')], 12::bigint, 115::numeric)$$, 'the ring is shown');
SELECT pg_temp.pay('dot', 'ann', 6.25);
SELECT is(pg_temp.pay('dot', 'eve', 10), '5 {"ring": 5}', 'exactly 80 % inside is a ring');
SELECT pg_temp.pay('dot', 'ann', 3);
SELECT is(pg_temp.pay('dot', 'eve', 10), '10 {}', 'less is not');
SELECT pg_temp.policy('{"ring_factor": 1, "ring_share": 0.5}');
SELECT is(pg_temp.pay('dot', 'eve', 10), '10 {}', 'the policy may only show rings');
SELECT isnt_empty('SELECT * FROM agora_reward.suspicious_ring', 'and shows them');
SELECT pg_temp.policy('{"ring_factor": 0, "ring_wallets": 6}');
SELECT is(pg_temp.pay('dot', 'eve', 10), '10 {}', 'where few have a wallet everybody is a ring');
SELECT pg_temp.policy('{"ring_wallets": 5}');
SELECT is(pg_temp.pay('dot', 'eve', 10), '0 {"ring": 10}', 'with as many as it asks for it counts');
SELECT agora_test.at('2026-03-12 00:00+00');
SELECT is(pg_temp.pay('dot', 'eve', 10), '10 {}', 'after 30 days it is over');

-- Rings of three.
SELECT agora_test.at('2026-04-10 00:00+00');
SELECT pg_temp.policy('{"ring_factor": 0.25, "ring_payouts": 2, "ring_share": 0.8}');
SELECT pg_temp.pay(n.who, n.helped, 10) FROM generate_series(1, 2), (VALUES ('dot', 'eve'), ('eve', 'fay'), ('fay', 'dot')) AS n(who, helped);
SELECT is(pg_temp.pay('eve', 'fay', 10), '2.5 {"ring": 7.5}', 'round and round');
SELECT is(pg_temp.pay('eve', 'dot', 10), '10 {}', 'a way that was not gone often is not part of it');
SELECT results_eq('SELECT r.members FROM agora_reward.suspicious_ring AS r', $$SELECT ARRAY[agora_test.id('dot'), agora_test.id('eve'), agora_test.id('fay')]$$, 'one row for the three');

-- Supply.
SELECT results_eq($$SELECT agora_reward.supply_share(s.supply) FROM unnest(ARRAY[0, 49900000, 49999999.999999, 50000000, 100000000, 100000000.000001, 1e9]) AS s(supply)$$,
                  ARRAY[1, 1, 1, 0.9, 0.9, 0.5, 0.5], 'tiers of supply');
SELECT results_eq($$SELECT 2 * agora_reward.supply_share(s.supply) FROM unnest(ARRAY[49900000, 75000000, 100000001]) AS s(supply)$$, ARRAY[2.0, 1.8, 1.0], 'two tokens become 1.8 and 1');
SELECT is(agora_reward.supply_share(), 1::numeric, 'before anything is folded');
INSERT INTO agora_ledger.account_subtotal (account_id, up_to_transaction, balance) VALUES (1, 0, -60000000 * 1000000.0), (2, 0, 5000000 * 1000000.0);
SELECT is(agora_reward.supply_share(), 0.9, 'what was burnt is not supply, what was made is');
SELECT agora_test.at('2026-06-01 00:00+00');
SELECT is(pg_temp.pay('fay', 'ben', 10), '9 {"supply": 1}', 'a minted reward shrinks');
SELECT agora_ledger.mint(agora_ledger.wallet_of(agora_test.id('ben')), 100, 'a gift', p_key => 'gift');
SELECT is(pg_temp.pay('fay', 'ben', 10, 'ben'), '10 {}', 'one that somebody pays does not');
UPDATE agora_ledger.account_subtotal SET balance = 0;

-- Probation.
SELECT agora.set_flag('earning_probation', true);
SELECT agora_test.at('2026-07-01 00:00+00');
SELECT agora.register_principal('new');
SELECT is(pg_temp.pay('new', 'ann', 20), '10 {"probation": 10}', 'newcomers earn half');
SELECT is(pg_temp.pay('new', 'ann', 200), '40 {"daily_cap": 60, "probation": 100}', 'up to 50 a day');
SELECT agora_test.at('2026-07-08 23:59:59+00');
SELECT is(pg_temp.pay('new', 'ann', 200), '50 {"daily_cap": 50, "probation": 100}', 'before the eighth day is over');
SELECT agora_test.at('2026-07-09 00:00+00');
SELECT is(pg_temp.pay('new', 'ben', 300), '100 {"daily_cap": 50, "probation": 150}', '100 from then on');
SELECT agora_test.at('2026-08-01 00:00+00');
SELECT is(pg_temp.pay('new', 'cy', 500), '200 {"daily_cap": 50, "probation": 250}', '200 after a month, for age alone is no evidence');
SELECT agora_test.at('2026-08-02 00:00+00');
SELECT pg_temp.pay('new', n.name, 2) FROM unnest(ARRAY['dot', 'eve']) AS n(name);
SELECT is(pg_temp.pay('new', 'ann', 500), '500 {}', 'five others were helped: probation is over');
SELECT agora.set_flag('earning_probation', false);

-- Held back: nothing is lost.
SELECT agora.set_flag('supply_freeze', true, p_valid => tstzrange(agora.now(), agora.now() + interval '7 days'));
SELECT agora_test.raises($$SELECT pg_temp.pay('fay', 'ann', 10)$$, 'ZR028', 'nothing is minted while the supply is frozen');
SELECT is(pg_temp.pay('fay', 'ben', 10, 'ben'), '10 {}', 'what exists still moves');
SELECT agora_test.advance('7 days');
SELECT is(pg_temp.pay('fay', 'ann', 10), '10 {}', 'until its time is over');
SELECT agora.set_flag('earning_review', true, agora_test.id('fay'));
SELECT agora_test.raises($$SELECT pg_temp.pay('fay', 'ann', 10)$$, 'ZR028', 'a review holds back one contributor');

-- The sums are watched.
SELECT is_empty('SELECT agora_reward._check_earnings()', 'the sums are those of the payouts');
UPDATE agora_reward.earning SET amount = amount + 1 WHERE principal_id = agora_test.id('bot') OR principal_id = agora_test.id('cy') OR day = '2026-07-09';
SELECT isnt_empty('SELECT agora_reward._check_earnings()', 'and a wrong one is found');

SELECT * FROM finish();
ROLLBACK;
