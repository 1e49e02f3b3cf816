-- Levers: a change of policies, a batch that is paid once each, a flag; each with what came of it.
BEGIN;
SELECT plan(49);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora.register_principal(n.name, n.kind) FROM (VALUES ('ann', 'human'), ('ben', 'agent'), ('gone', 'agent'), ('full', 'agent'), ('robot', 'service')) AS n(name, kind);
CREATE FUNCTION pg_temp.pull(p_lever text, p_arguments jsonb, p_key text DEFAULT NULL) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_pull bigint := agora_reward.pull_lever(p_lever, p_arguments, 'a test', p_key);
BEGIN
    RETURN (SELECT l.outcome FROM agora_reward.pulled_lever AS l WHERE l.lever_pull_id = v_pull);
END $$;

-- Policies.
SELECT is((SELECT count(*) FROM jsonb_object_keys(pg_temp.pull('earning', '{"factor": 1.2}') -> 'proposals')), 9::bigint, 'a proposal for each policy it moves');
SELECT results_eq($$SELECT c.changes FROM agora_reward.policy_change AS c WHERE c.kind IN ('royalty', 'transform') ORDER BY c.kind$$,
                  $$VALUES ('{"tokens": [5, 6]}'::jsonb), ('{"cap": [500, 600], "tiers.0.1": [300, 360], "tiers.1.1": [150, 180], "tiers.2.1": [50, 60]}')$$, 'only its amounts');
SELECT is((SELECT count(*) FROM agora_reward.policy_change AS c WHERE c.status = 'open' AND NOT c.is_emergency AND c.reason = 'a test'), 9::bigint, 'to be approved like any other');
SELECT agora_test.raises($$SELECT pg_temp.pull('free_tier', '{"value": 100}')$$, 'ZR021', 'a large step is an emergency');
SELECT lives_ok($$SELECT pg_temp.pull('free_tier', '{"value": 25, "emergency": true}')$$, 'and then it is');
SELECT is(c.changes, '{"tokens": [50, 25]}', 'from 50 to 25') FROM agora_reward.policy_change AS c WHERE c.kind = 'daily';
SELECT is(pg_temp.pull('daily_cap', '{"factor": 0.7}') #> '{proposals}' ? 'guard', true, 'the limit of a day is a lever');
SELECT agora_test.raises($$SELECT pg_temp.pull('royalty', '{"factor": 1.2}')$$, 'ZR024', 'not while a proposal is open');
SELECT agora_test.raises($$SELECT pg_temp.pull('starter', '{}')$$, '22023', 'without saying how far');
SELECT agora_test.raises($$SELECT pg_temp.pull('starter', '{"factor": 1.1, "value": 2}')$$, '22023', 'in two ways');
SELECT agora_test.raises($$SELECT pg_temp.pull('earning', '{"factor": 1.1, "policy": "guard"}')$$, '22023', 'a policy that it does not move');
SELECT agora_test.raises($$SELECT pg_temp.pull('earning', '{"value": 1}')$$, '22023', 'an argument that is not its own');
SELECT agora_test.raises(format('SELECT pg_temp.pull(%L, %L)', a.lever, a.arguments), '22023', 'bad: ' || a.arguments)
  FROM (VALUES ('starter', '{"factor": 0}'), ('starter', '{"factor": "1.1"}'), ('starter', '{"value": -1}'), ('review', '{"top": 1.5}'), ('review', '{"principals": "all"}'),
               ('review', '{"principals": []}'), ('review', '{"on": "yes"}'), ('supply_freeze', '{"days": 0}'), ('airdrop', '{"amount": 1, "name": "x", "before": "10:00"}'),
               ('airdrop', '{"amount": 1}'), ('airdrop', '{"name": "x"}'), ('airdrop', '{"amount": -1, "name": "x"}')) AS a(lever, arguments);
SELECT agora_test.raises($$SELECT pg_temp.pull('none', '{}')$$, 'ZR036', 'an unknown lever');
SELECT agora_test.raises($$SELECT agora_reward.pull_lever('supply_freeze', '{}', NULL)$$, '22023', 'without a reason');

-- Batches.
SELECT agora.suspend_principal(agora_test.id('gone'), 'a test');
SELECT agora_ledger.mint(agora_ledger.wallet_of(agora_test.id('full')), 1000000000000, 'all there is', p_key => 'all');
SELECT is(pg_temp.pull('airdrop', '{"amount": 500, "name": "spring"}', 'k'), '{"paid": 2, "tokens": 1000, "refused": {"ZL004": 1}}', 'everybody active is paid, who cannot be is told');
SELECT is(pg_temp.pull('airdrop', '{"amount": 500, "name": "spring"}', 'k'), '{"paid": 2, "tokens": 1000, "refused": {"ZL004": 1}}', 'the same call again: the same pull');
SELECT is((SELECT count(*) FROM agora_reward.pulled_lever AS p WHERE p.lever = 'airdrop'), 1::bigint, 'on record once');
SELECT agora_ledger.burn(agora_ledger.wallet_of(agora_test.id('full')), 500, 'room', p_key => 'room');
SELECT agora_test.advance('1 day');
SELECT agora.register_principal('late');
SELECT is(pg_temp.pull('airdrop', '{"amount": 500, "name": "spring"}'), '{"paid": 2, "tokens": 1000, "refused": {}}', 'another call pays who was not paid');
SELECT is(pg_temp.pull('airdrop', '{"amount": 500, "name": "spring"}'), '{"paid": 0, "tokens": 0, "refused": {}}', 'nobody twice');
SELECT is(agora_ledger.balance(agora_ledger.wallet_of(agora_test.id('ann'))), 500::numeric, 'the wallet says so');
SELECT is(pg_temp.pull('early_adopter', '{"amount": 100, "name": "first", "before": "2026-01-02"}') -> 'paid', '2', 'those who were there before');
SELECT is(agora_ledger.balance(agora_ledger.wallet_of(agora_test.id('late'))), 500::numeric, 'not who came later');
SELECT agora.set_setting('ledger.max_supply', (s.supply + 4 * 10 - 1)::text, 'a test') FROM agora_ledger.supply AS s;
SELECT agora_test.raises($$SELECT pg_temp.pull('airdrop', '{"amount": 10, "name": "limit"}')$$, 'ZL014', 'not beyond the limit of supply, not even in part');
SELECT agora.set_setting('ledger.max_supply', (s.supply + 4 * 10)::text, 'a test') FROM agora_ledger.supply AS s;
SELECT is(pg_temp.pull('airdrop', '{"amount": 10, "name": "limit"}') ->> 'tokens', '30', 'up to it');
SELECT is(pg_temp.pull('airdrop', '{"amount": 10, "name": "limit"}') ->> 'paid', '0', 'again: only the full wallet is left, and still full');
SELECT agora.set_setting('ledger.max_supply', '0', 'a test');
SELECT agora.register_principal('rich ' || n) FROM generate_series(1, 10) AS n;
SELECT is(pg_temp.pull('airdrop', '{"amount": 1000000000000, "name": "much"}'), '{"paid": 10, "tokens": 10000000000000, "refused": {"ZL004": 4}}', 'more in all than a bigint of micro-tokens');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'which the ledger can count');

-- Flags.
SELECT is(pg_temp.pull('supply_freeze', '{"days": 7}') ->> 'on', 'true', 'frozen');
SELECT is(agora.flag_on('supply_freeze', agora_test.id('ann')), true, 'for everybody');
SELECT agora_test.raises($$SELECT pg_temp.pull('airdrop', '{"amount": 500, "name": "summer"}')$$, 'ZR028', 'no batch while the supply is frozen');
SELECT agora_test.advance('7 days');
SELECT is(agora.flag_on('supply_freeze', agora_test.id('ann')), false, 'for seven days');
INSERT INTO agora_reward.earning VALUES (agora_test.id('ben'), '2026-01-05', 1, 10, 1), (agora_test.id('ann'), '2026-01-05', 1, 5, 1);
SELECT is(pg_temp.pull('review', '{"top": 1}') -> 'principals', jsonb_build_array(agora_test.id('ben')), 'a review of the top earner');
SELECT ok(agora.flag_on('earning_review', agora_test.id('ben')) AND NOT agora.flag_on('earning_review', agora_test.id('ann')), 'and of nobody else');
SELECT is(pg_temp.pull('review', jsonb_build_object('on', false, 'principals', ARRAY[agora_test.id('ben')])) ->> 'on', 'false', 'until it is over');
SELECT is((SELECT e.payload #>> '{outcome,on}' FROM agora_event.event AS e WHERE e.topic = 'reward.lever.pulled.v1' ORDER BY e.event_id DESC LIMIT 1), 'false', 'each pull is told');
SELECT results_eq($$SELECT l.pulls, l.places FROM agora_reward.economy_lever AS l WHERE l.lever = 'free_tier'$$, $$VALUES (1::bigint, '{daily.tokens}'::text[])$$, 'and counted');

-- What a zone advises can be pulled as it stands; only a batch needs a name, too.
SELECT lives_ok($$SELECT agora_reward._check_lever(l, z.arguments) FROM agora_reward.economy_zone AS z JOIN agora_reward.lever AS l ON l.lever = z.lever WHERE z.arguments IS NOT NULL$$,
                'levers take the arguments of the zones');

SELECT * FROM finish();
ROLLBACK;
