-- Decay: the same however late it runs, every day once, under the version of the policy that held that day.
BEGIN;
SELECT plan(54);
SELECT agora_test.at('2026-01-01 12:00+00');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['alice', 'bob', 'carol', 'dora']) AS n(name);
CREATE FUNCTION pg_temp.wallet(p_name text) RETURNS bigint LANGUAGE sql RETURN agora_ledger.wallet_of(agora_test.id(p_name));
CREATE FUNCTION pg_temp.balance(p_name text) RETURNS numeric LANGUAGE sql RETURN agora_ledger.balance(pg_temp.wallet(p_name));
CREATE FUNCTION pg_temp.give(p_name text, p_amount numeric, p_key text) RETURNS bigint LANGUAGE sql
RETURN agora_ledger.mint(pg_temp.wallet(p_name), p_amount, 'a test', p_key => p_key || p_name);
CREATE FUNCTION pg_temp.spend(p_name text, p_amount numeric, p_key text) RETURNS bigint LANGUAGE sql
RETURN agora_ledger.transfer(pg_temp.wallet(p_name), 3, p_amount, 'a test', p_key => p_key, p_actor => agora_test.id(p_name));
CREATE FUNCTION pg_temp.policy(p_from timestamptz, p_parameters jsonb DEFAULT '{}') RETURNS bigint LANGUAGE sql
BEGIN ATOMIC
    INSERT INTO agora_reward.reward_policy AS p (kind, parameters, valid_from, created_by, recorded_at)
    VALUES ('decay', '{"enabled": true, "annual": 0.10, "exempt": 0, "expiry": "none", "expiry_days": 365}'::jsonb || p_parameters, p_from, 1, agora.now())
    RETURNING p.reward_policy_id;
END;
CREATE FUNCTION pg_temp.run(p_name text) RETURNS numeric LANGUAGE sql
RETURN agora_reward._decay_account(pg_temp.wallet(p_name), (agora.now() AT TIME ZONE 'UTC')::date - 1);
SELECT pg_temp.give(n.name, 1000, 'start ') FROM unnest(ARRAY['alice', 'bob', 'carol']) AS n(name);

-- the formula, and that nothing happens until an installation decides so
SELECT is(agora_reward.decay(1000, 365), 900::numeric, 'ten percent a year');
SELECT is(agora_reward.decay(1000, 365, '{"annual": 0.1, "exempt": 400, "expiry": "none", "expiry_days": 1}'), 940::numeric, 'of what is not exempt');
SELECT agora_test.raises(format('SELECT agora_reward.decay(%s)', w.arguments), '22023', w.arguments)
  FROM unnest(ARRAY['NULL, 1', '-1, 1', $$'NaN', 1$$, $$'Infinity', 1$$, '1e13, 1', '1, -1', '1, NULL', '1, 100001', $$1, 1, NULL$$, $$1, 1, '[]'$$, $$1, 1, '{"annual": 2}'$$]) AS w(arguments);
SELECT agora_test.at('2026-02-01 12:00+00');
SELECT is(agora_reward._decay_balances(1000), 0::bigint, 'the policy that comes with the release takes nothing');
SELECT is_empty('SELECT * FROM agora_reward.decayed_balance', 'nor does it count');
SELECT is((SELECT sum(p.lost) FROM agora_reward.preview_decay(pg_temp.wallet('alice'), 365) AS p), 0::numeric, 'and a preview says so');

-- alice daily, bob and carol when it occurs to somebody
SELECT pg_temp.policy('2026-02-01');
DO $$
DECLARE
    v_day integer;
BEGIN
    FOR v_day IN 1 .. 60 LOOP
        PERFORM agora_test.at('2026-02-01 12:00+00'::timestamptz + v_day * interval '1 day');
        PERFORM pg_temp.run('alice');
        IF v_day % 7 = 3 THEN
            PERFORM pg_temp.give(n.name, v_day * 1.5, 'more ' || v_day), pg_temp.spend(n.name, v_day, 'spent ' || v_day) FROM unnest(ARRAY['alice', 'bob', 'carol']) AS n(name);
        END IF;
        IF v_day = 29 THEN
            PERFORM pg_temp.run('carol');
        END IF;
    END LOOP;
END $$;
SELECT is((SELECT sum(p.lost) FROM agora_reward.preview_decay(pg_temp.wallet('bob'), 0) AS p), pg_temp.balance('bob') - pg_temp.balance('alice'), 'a preview of today is what is due');
SELECT is(pg_temp.run('bob'), (SELECT -sum(s.amount) FROM agora_ledger.statement AS s WHERE s.account_id = pg_temp.wallet('alice') AND s.reason = 'decay'),
          'sixty days at once take what sixty runs took');
SELECT isnt(pg_temp.run('carol'), NULL, 'and two runs');
SELECT is(ARRAY[pg_temp.balance('bob'), pg_temp.balance('carol')], ARRAY[pg_temp.balance('alice'), pg_temp.balance('alice')], 'to the last micro-token');
SELECT is((SELECT count(DISTINCT (d.decayed_to, d.balance)) FROM agora_reward.decayed_balance AS d), 1::bigint, 'and the same state, unrounded');
SELECT is(pg_temp.run('bob'), 0::numeric, 'a day is charged once');
SELECT is(agora_reward._decay_balances(1000), 0::bigint, 'the job finds nothing to do');
SELECT agora_test.advance('1 day');
SELECT is(agora_reward._decay_balances(2), 2::bigint, 'nor more than it may');
SELECT is(agora_reward._decay_balances(1000), 1::bigint, 'the rest next time');
SELECT results_eq($$SELECT t.kind, t.created_by, t.meta - 'reward_policy_id', t.idempotency_key FROM agora_ledger.transaction AS t JOIN agora_ledger.entry AS e USING (transaction_id)
                     WHERE e.account_id = pg_temp.wallet('bob') AND t.reason = 'decay' ORDER BY t.transaction_id$$,
                  $$VALUES ('burn', 1::bigint, '{"from": "2026-02-01", "to": "2026-04-01"}'::jsonb, format('reward:decay:%s:2026-04-01', pg_temp.wallet('bob'))),
                           ('burn', 1, '{"from": "2026-04-02", "to": "2026-04-02"}', format('reward:decay:%s:2026-04-02', pg_temp.wallet('bob')))$$, 'burnt by the system, day by day, under a natural key');

-- years, versions of the policy, and a break
SELECT pg_temp.give('dora', 1000, 'start ') FROM agora_test.at('2030-01-01 00:00+00');
SELECT agora_test.at('2040-01-01 00:00+00');
SELECT pg_temp.run('dora');
SELECT is(pg_temp.balance('dora'), agora_reward.decay(1000, '2040-01-01'::date - '2030-01-01'::date), 'a jump of years');
SELECT pg_temp.policy('2041-01-01', '{"annual": 0.20}'), pg_temp.policy('2042-01-01 00:00:01', '{"enabled": false}'), pg_temp.policy('2043-01-01', '{"annual": 0.15, "exempt": 100}');
CREATE TEMPORARY TABLE before AS SELECT agora_reward.decay(d.balance, v.days, v.policy) AS balance FROM agora_reward.decayed_balance AS d, (VALUES (366, '{"annual": 0.10, "exempt": 0, "expiry": "none", "expiry_days": 1}'::jsonb)) AS v(days, policy) WHERE d.account_id = pg_temp.wallet('dora');
SELECT agora_test.at('2044-01-01 12:00+00');
SELECT is((SELECT array_agg(p.from_day || '/' || p.to_day ORDER BY p.from_day) FROM agora_reward.preview_decay(pg_temp.wallet('dora'), 0) AS p),
          '{2040-01-01/2040-12-31,2041-01-01/2042-01-01,2042-01-02/2042-12-31,2043-01-01/2043-12-31}', 'a version holds from the first day that begins with it');
SELECT pg_temp.run('dora');
SELECT is((SELECT array_agg(s.balance_after::numeric ORDER BY s.transaction_id) FROM agora_ledger.statement AS s WHERE s.account_id = pg_temp.wallet('dora') AND s.reason = 'decay'),
          (SELECT ARRAY[round(1000 * 0.9 ^ (3652 / 365.0), 6), b.balance, round(b.balance * 0.8 ^ (366 / 365.0), 6), round(100 + (b.balance * 0.8 ^ (366 / 365.0) - 100) * 0.85, 6)] FROM before AS b),
          'each at its rate, and nothing in the break');
SELECT is((SELECT array_agg(a.policy_valid_from ORDER BY a.transaction_id) FROM agora_reward.account_audit AS a WHERE a.account_id = pg_temp.wallet('dora') AND a.reason = 'decay'),
          '{2026-02-01,2026-02-01,2041-01-01,2043-01-01}'::timestamptz[], 'the audit names each version');

-- what cannot be taken now
SELECT pg_temp.run(n.name) FROM unnest(ARRAY['alice', 'bob', 'carol']) AS n(name);
SELECT agora_ledger.place_hold(pg_temp.wallet('alice'), pg_temp.balance('alice'), 'a call', '3 days', p_key => 'hold', p_actor => agora_test.id('alice'));
SELECT agora_ledger.stake(pg_temp.balance('carol') - 100, p_key => 'stake', p_actor => agora_test.id('carol'));
SELECT agora_ledger.freeze_account(pg_temp.wallet('bob'), 'a dispute');
CREATE TEMPORARY TABLE held AS SELECT pg_temp.balance('alice') AS alice, pg_temp.balance('bob') AS bob, (SELECT d.balance FROM agora_reward.decayed_balance AS d WHERE d.account_id = pg_temp.wallet('alice')) AS due;
SELECT agora_test.advance('1 day');
SELECT isnt(agora_reward._decay_balances(1000), 0::bigint, 'a day later');
SELECT is(pg_temp.balance('alice'), (SELECT h.alice FROM held AS h), 'what is held is not taken');
SELECT is_empty($$SELECT p.lost FROM agora_reward.preview_decay(pg_temp.wallet('alice'), 0) AS p$$, 'though the day is computed');
SELECT is(pg_temp.balance('carol'), 100::numeric, 'the exempt part stays; what is staked does not decay');
SELECT is(pg_temp.balance('bob'), (SELECT h.bob FROM held AS h), 'a frozen wallet waits');
SELECT agora_ledger.unfreeze_account(pg_temp.wallet('bob'), 'settled') FROM agora_test.advance('5 days');
SELECT is(agora_reward._decay_balances(1000), 4::bigint, 'some days later');
SELECT is(pg_temp.balance('alice'), (SELECT agora_reward.decay(h.due, 6) FROM held AS h), 'all of it, once the hold is over');
SELECT is(pg_temp.balance('bob'), pg_temp.balance('alice'), 'and of the frozen one, once it is not');

-- spent before it was taken: nothing more than there is
SELECT agora_test.advance('30 days');
SELECT pg_temp.spend('alice', pg_temp.balance('alice'), 'all');
SELECT agora_test.advance('30 days');
SELECT is(pg_temp.run('alice'), 0::numeric, 'nothing is taken where nothing is left');
SELECT pg_temp.give('alice', 50, 'late ');
SELECT agora_test.advance('1 day');
SELECT is(pg_temp.run('alice'), 0::numeric, 'nor is a debt left: it is exempt');

-- expiry
SELECT pg_temp.policy(agora.now(), '{"annual": 0, "expiry": "activity", "expiry_days": 10}');
SELECT agora_test.advance('9 days');
SELECT is(pg_temp.run('alice'), 0::numeric, 'not before its days');
SELECT agora_test.advance('2 days');
SELECT is(pg_temp.run('alice'), 50::numeric, 'all that nobody moved');
SELECT pg_temp.policy(agora.now(), '{"annual": 0, "expiry": "rolling", "expiry_days": 10}');
SELECT pg_temp.give('alice', 60, 'r1 ') FROM agora_test.advance('1 day');
SELECT pg_temp.give('alice', 40, 'r2 '), pg_temp.spend('alice', 15, 'r3') FROM agora_test.advance('5 days');
SELECT agora_test.advance('4 days');
SELECT pg_temp.run('alice');
SELECT is(pg_temp.balance('alice'), 85::numeric, 'rolling: what came lately stays');
SELECT agora_test.advance('2 days');
SELECT is((SELECT sum(p.lost) FROM agora_reward.preview_decay(pg_temp.wallet('alice'), 0) AS p), 45::numeric, 'the older rest goes');
SELECT pg_temp.run('alice');
SELECT is(pg_temp.balance('alice'), 40::numeric, 'what was spent was the oldest');

-- who may ask, and the law
SELECT agora_test.raises('SELECT agora_reward.preview_decay(NULL)', 'ZL001', 'no account');
SELECT agora_test.raises('SELECT agora_reward.preview_decay(3)', 'ZL001', 'no wallet');
SELECT agora_test.raises($$SELECT agora_reward.preview_decay(pg_temp.wallet('alice'), d.days)$$ || format(' FROM (SELECT %s::integer AS days) AS d', w.days), '22023', 'days: ' || w.days) FROM unnest(ARRAY['-1', 'NULL', '36501']) AS w(days);
SELECT agora_test.add_login('eve', 'agora_service', true);
CREATE TEMPORARY TABLE hers AS SELECT pg_temp.wallet('alice') AS account_id;
GRANT SELECT ON hers TO PUBLIC;
SELECT agora_test.become('eve');
SELECT agora_test.raises('SELECT agora_reward.preview_decay(h.account_id) FROM hers AS h', 'ZL001', 'another''s');
SELECT is_empty('SELECT * FROM agora_reward.account_audit', 'a bound login audits its own accounts');
RESET SESSION AUTHORIZATION;
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'all invariants hold');
SET LOCAL session_replication_role = replica;
UPDATE agora_reward.decayed_balance SET balance = balance + 10000 WHERE account_id = pg_temp.wallet('alice');
UPDATE agora_ledger.transaction SET meta = meta || '{"from": "2026-02-01"}' WHERE idempotency_key = format('reward:decay:%s:2026-04-02', pg_temp.wallet('bob'));
SET LOCAL session_replication_role = origin;
SELECT is((SELECT count(*) FROM agora.check_invariants() AS c WHERE c.probe = 'reward.decay'), 2::bigint, 'a day charged twice, and more than came in, are found');

SELECT * FROM finish();
ROLLBACK;
