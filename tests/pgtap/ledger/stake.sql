-- Stake: money that is held in an account of its own, leaves by unbonding, and can be slashed until it matures.
BEGIN;
SELECT plan(103);
SELECT agora_test.at('2026-01-01');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['alice', 'bob', 'carol', 'dora']) AS n(name);
CREATE FUNCTION pg_temp.wallet(p_name text DEFAULT 'alice') RETURNS bigint LANGUAGE sql RETURN agora_ledger.wallet_of(agora_test.id(p_name));
CREATE FUNCTION pg_temp.stake(p_key text, p_amount numeric DEFAULT 61, p_reason text DEFAULT 'stake', p_actor text DEFAULT 'alice', p_correlation_id uuid DEFAULT NULL) RETURNS bigint LANGUAGE sql
RETURN agora_ledger.stake(p_amount, p_reason, p_correlation_id, p_key, agora_test.id(p_actor));
CREATE FUNCTION pg_temp.unstake(p_key text, p_amount numeric DEFAULT 20, p_reason text DEFAULT 'unstake', p_actor text DEFAULT 'alice') RETURNS bigint LANGUAGE sql
RETURN agora_ledger.unstake(p_amount, p_reason, NULL, p_key, agora_test.id(p_actor));
CREATE FUNCTION pg_temp.complete(p_key text, p_actor text DEFAULT 'alice') RETURNS numeric LANGUAGE sql
RETURN agora_ledger.complete_unbonding(p_key, agora_test.id(p_actor));
CREATE FUNCTION pg_temp.slash(p_key text, p_amount numeric, p_split jsonb DEFAULT '[]', p_reason text DEFAULT 'a test', p_who text DEFAULT 'alice') RETURNS bigint LANGUAGE sql
RETURN agora_ledger.slash(agora_test.id(p_who), p_amount, p_reason, '{"challenge": 7}', p_split, NULL, p_key);
CREATE FUNCTION pg_temp.money(p_name text DEFAULT 'alice') RETURNS numeric[] LANGUAGE sql
RETURN (SELECT ARRAY[agora_ledger.balance(pg_temp.wallet(p_name)), s.staked, s.unbonding, s.matured] FROM agora_ledger.current_stake AS s WHERE s.principal_id = agora_test.id(p_name));
CREATE FUNCTION pg_temp.bond(p_kind text, p_name text DEFAULT 'alice') RETURNS bigint LANGUAGE sql
RETURN (SELECT a.account_id FROM agora_ledger.account AS a WHERE a.principal_id = agora_test.id(p_name) AND a.kind = p_kind);
SELECT agora_ledger.mint(pg_temp.wallet(n.name), 101, 'start', p_key => n.name) FROM unnest(ARRAY['alice', 'bob', 'carol']) AS n(name);

-- staking
SELECT agora_test.raises($$SELECT pg_temp.stake('s1', 101.000001)$$, 'ZL002', 'no more than there is');
SELECT is((SELECT count(*) FROM agora_ledger.account AS a WHERE a.kind IN ('stake', 'unbonding')), 0::bigint, 'what is refused opens nothing');
SELECT isnt(pg_temp.stake('s1', p_correlation_id => '00000000-0000-0000-0000-000000000001'), NULL, 'staked');
SELECT is(pg_temp.money(), ARRAY[40, 61, 0, 0]::numeric[], 'out of the wallet');
SELECT is((SELECT ARRAY[v.balance, v.held, v.available] FROM agora_ledger.account_balance_view AS v WHERE v.account_id = pg_temp.bond('stake')), ARRAY[61, 61, 0]::numeric[], 'held in its own account');
SELECT is(pg_temp.stake('s1', p_correlation_id => '00000000-0000-0000-0000-000000000001'), (SELECT t.transaction_id FROM agora_ledger.transaction AS t WHERE t.kind = 'stake'), 'the same call again: the same transaction');
SELECT is(pg_temp.money(), ARRAY[40, 61, 0, 0]::numeric[], 'staked once');
SELECT is((SELECT e.payload - 'transaction_id' FROM agora_event.event AS e WHERE e.topic = 'ledger.stake.added.v1'),
          jsonb_build_object('principal_id', agora_test.id('alice'), 'account_id', pg_temp.bond('stake'), 'amount', 61), 'told once');
SELECT agora_test.raises($$SELECT pg_temp.stake('s1')$$, 'ZA003', 'the key without its correlation');
SELECT agora_test.raises($$SELECT pg_temp.stake('s1', 62, p_correlation_id => '00000000-0000-0000-0000-000000000001')$$, 'ZA003', 'with another amount');
SELECT agora_test.raises($$SELECT agora_ledger.transfer(pg_temp.bond('stake'), pg_temp.wallet(), 1, 'x', p_key => 't1', p_actor => agora_test.id('alice'))$$, 'ZL002', 'it cannot be paid out');
SELECT agora_test.raises($$SELECT agora_ledger.place_hold(pg_temp.bond('stake'), 1, 'x', p_key => 't1', p_actor => agora_test.id('alice'))$$, 'ZL002', 'nor held for something else');
SELECT agora_test.raises($$SELECT agora_ledger.burn(pg_temp.bond('stake'), 1, 'x', p_key => 't1')$$, 'ZL002', 'nor burnt');
SELECT agora_test.raises($$SELECT agora_ledger.post('fine', jsonb_build_array(jsonb_build_object('account_id', pg_temp.bond('stake'), 'amount', -1), '{"account_id": 3, "amount": 1}'::jsonb), 'x', p_key => 't1')$$, 'ZL002', 'nor posted away');
SELECT agora_test.raises($$SELECT agora_ledger.reverse((SELECT t.transaction_id FROM agora_ledger.transaction AS t WHERE t.kind = 'stake' AND t.reason = 'stake' ORDER BY 1 LIMIT 1), 'x', 't1')$$, 'ZL002', 'nor reversed');
SELECT agora_test.raises(format($$SELECT agora_ledger.post(%L, '[{"account_id": 3, "amount": -1}, {"account_id": 4, "amount": 1}]', 'x', p_key => 't1')$$, k.kind), '22023', 'nobody posts as ' || k.kind)
  FROM unnest(ARRAY['stake', 'unstake', 'unbond', 'slash']) AS k(kind);
SELECT agora_test.raises(format('SELECT pg_temp.stake(%L, %s)', 'bad', a.amount), '22023', format('not %s tokens', a.amount))
  FROM unnest(ARRAY['NULL', '0', '-1', '0.0000001', '1e13', $$'NaN'$$, $$'Infinity'$$]) AS a(amount);
SELECT agora_test.raises($$SELECT pg_temp.stake(NULL)$$, '22023', 'not without a key');
SELECT agora_test.raises($$SELECT pg_temp.stake('reward:1')$$, '22023', 'not with a key of the rewards');
SELECT agora_test.raises($$SELECT pg_temp.stake('bad', p_reason => '')$$, '22023', 'not without a reason');
SELECT agora_test.raises($$SELECT pg_temp.stake('bad', p_actor => 'ghost')$$, 'ZA001', 'not by nobody');
SELECT agora_test.raises($$SELECT agora_ledger.stake(1, p_key => 'bad')$$, '22023', 'not by the system');
SELECT agora_test.raises($$SELECT agora_ledger.stake(1, p_key => 'bad') FROM agora_ledger.freeze_account(pg_temp.wallet('bob'), 'x') AS f, agora_ledger.stake(1, p_key => 'bad', p_actor => agora_test.id('bob'))$$, 'ZL010', 'not from a frozen wallet');

-- unstaking
SELECT agora_test.raises($$SELECT pg_temp.unstake('u0', 61.000001)$$, 'ZL020', 'no more than is staked');
SELECT agora_test.raises($$SELECT pg_temp.unstake('u0', 1, p_actor => 'dora')$$, 'ZL020', 'nothing where nothing is staked');
SELECT isnt(pg_temp.unstake('u1'), NULL, 'on its way back');
SELECT is(pg_temp.money(), ARRAY[40, 41, 20, 0]::numeric[], 'no stake any more, and not in the wallet yet');
SELECT results_eq($$SELECT u.principal_id, u.status, u.amount::numeric, u.slashed::numeric, u.reason, u.started_at, u.matures_at, u.closed_at FROM agora_ledger.recorded_unbonding AS u$$,
                  $$VALUES (agora_test.id('alice'), 'open', 20::numeric, 0::numeric, 'unstake', '2026-01-01'::timestamptz, '2026-01-08'::timestamptz, NULL::timestamptz)$$, 'until when');
SELECT is(pg_temp.unstake('u1'), (SELECT max(u.unbonding_id) FROM agora_ledger.recorded_unbonding AS u), 'the same call again: the same unbonding');
SELECT is(pg_temp.money(), ARRAY[40, 41, 20, 0]::numeric[], 'unstaked once');
SELECT agora_test.raises($$SELECT pg_temp.unstake('u1', 21)$$, 'ZA003', 'the key with another amount');
SELECT agora_test.raises($$SELECT pg_temp.unstake('s1', 20)$$, 'ZA003', 'the key of the stake');
SELECT is((SELECT e.payload - '{transaction_id,unbonding_id}'::text[] FROM agora_event.event AS e WHERE e.topic = 'ledger.stake.withdrawn.v1'),
          jsonb_build_object('principal_id', agora_test.id('alice'), 'account_id', pg_temp.bond('stake'), 'amount', 20, 'matures_at', '2026-01-08'::timestamptz), 'told once');
SELECT agora_test.raises($$SELECT agora_ledger.transfer(pg_temp.bond('unbonding'), pg_temp.wallet(), 1, 'x', p_key => 't1', p_actor => agora_test.id('alice'))$$, 'ZL002', 'it cannot be paid out');
SELECT agora_test.raises(format('SELECT pg_temp.unstake(%L, %s)', 'bad', a.amount), '22023', format('not %s tokens', a.amount))
  FROM unnest(ARRAY['NULL', '0', '-1', '0.0000001', $$'NaN'$$]) AS a(amount);
SELECT agora_test.raises($$SELECT pg_temp.unstake(NULL, 1)$$, '22023', 'not without a key');
SELECT agora_test.raises($$SELECT pg_temp.unstake('reward:1', 1)$$, '22023', 'not with a key of the rewards');
SELECT agora_test.raises($$SELECT pg_temp.unstake('x', 1) FROM agora_ledger.freeze_account(pg_temp.bond('stake'), 'x')$$, 'ZL010', 'not from a frozen stake');

-- maturing
SELECT agora_test.at('2026-01-07 23:59:59.999999');
SELECT agora_test.raises($$SELECT pg_temp.complete('c1')$$, 'ZL021', 'not before its time');
SELECT is(agora_ledger._sweep_unbondings(10), 0::bigint, 'nothing to sweep');
SELECT agora_test.at('2026-01-08');
SELECT is(pg_temp.money(), ARRAY[40, 41, 0, 20]::numeric[], 'matured at that very time, though nobody swept');
SELECT is((SELECT u.status FROM agora_ledger.recorded_unbonding AS u), 'matured', 'and shown so');
SELECT is(pg_temp.complete('c1'), 20::numeric, 'paid');
SELECT is(pg_temp.money(), ARRAY[60, 41, 0, 0]::numeric[], 'to the wallet');
SELECT is(pg_temp.complete('c1'), 20::numeric, 'the same call again: the same');
SELECT is(pg_temp.money(), ARRAY[60, 41, 0, 0]::numeric[], 'and nothing twice');
SELECT agora_test.raises($$SELECT pg_temp.complete('c2')$$, 'ZL021', 'once');
SELECT agora_test.raises($$SELECT pg_temp.complete(NULL)$$, '22023', 'not without a key');
SELECT agora_test.raises($$SELECT pg_temp.complete('reward:1')$$, '22023', 'not with a key of the rewards');
SELECT agora_test.raises($$SELECT pg_temp.complete('c1', 'dora')$$, 'ZL021', 'not by whoever has none');
SELECT agora_test.raises($$UPDATE agora_ledger.unbonding SET status = 'open', closed_at = NULL, completed_by = NULL$$, 'ZA009', 'none is opened again');
SELECT agora_test.raises('DELETE FROM agora_ledger.unbonding', 'ZA010', 'nor deleted');
SELECT is((SELECT e.payload - '{transaction_id,unbonding_ids}'::text[] FROM agora_event.event AS e WHERE e.topic = 'ledger.unbonding.completed.v1'),
          jsonb_build_object('account_id', pg_temp.bond('unbonding'), 'amount', 20, 'to', pg_temp.wallet()), 'told once');

-- slashing: 41 staked
SELECT pg_temp.unstake('u2', 10), pg_temp.unstake('u3', 5) FROM agora_ledger.freeze_account(pg_temp.bond('unbonding'), 'accused');
SELECT agora_test.advance('1 day');
SELECT pg_temp.unstake('u4', 1);
SELECT is(pg_temp.money(), ARRAY[60, 25, 16, 0]::numeric[], 'some is staked, some on its way');
SELECT isnt(pg_temp.slash('x1', 10, jsonb_build_array(jsonb_build_object('to', pg_temp.wallet('bob'), 'percent', 50), '{"to": 3, "percent": 40}'::jsonb)),
          NULL, 'slashed, though an account is frozen');
SELECT is(pg_temp.money(), ARRAY[60, 15, 16, 0]::numeric[], 'the stake goes first');
SELECT results_eq($$SELECT s.account_id, sum(s.amount::numeric) FROM agora_ledger.statement AS s WHERE s.kind = 'slash' GROUP BY s.account_id ORDER BY min(s.line)$$,
                  $$VALUES (pg_temp.bond('stake'), -10::numeric), (pg_temp.wallet('bob'), 5), (3, 4), (2, 1)$$, 'split: challenger, treasury, and the rest is burnt');
SELECT results_eq($$SELECT s.principal_id, s.requested::numeric, s.amount::numeric, s.from_stake::numeric, s.from_unbonding::numeric, s.reason, s.evidence, s.created_by FROM agora_ledger.recorded_slash AS s$$,
                  $$VALUES (agora_test.id('alice'), 10::numeric, 10::numeric, 10::numeric, 0::numeric, 'a test', '{"challenge": 7}'::jsonb, 1::bigint)$$, 'on record');
SELECT is(pg_temp.slash('x1', 10, jsonb_build_array(jsonb_build_object('to', pg_temp.wallet('bob'), 'percent', 50), '{"to": 3, "percent": 40}'::jsonb)),
          (SELECT s.slash_id FROM agora_ledger.recorded_slash AS s), 'the same call again: the same slash');
SELECT agora_test.raises($$SELECT pg_temp.slash('x1', 10)$$, 'ZA003', 'the key with another split');
SELECT agora_test.raises($$SELECT pg_temp.slash('x1', 11)$$, 'ZA003', 'or another amount');
SELECT pg_temp.slash('x2', 27);
SELECT is(pg_temp.money(), ARRAY[60, 0, 4, 0]::numeric[], 'then what is on its way back');
SELECT results_eq($$SELECT u.status, u.amount::numeric, u.slashed::numeric FROM agora_ledger.recorded_unbonding AS u ORDER BY u.unbonding_id OFFSET 1$$,
                  $$VALUES ('slashed', 10::numeric, 10::numeric), ('open', 5, 2), ('open', 1, 0)$$, 'what matures first first');
SELECT agora_test.at('2026-01-15');
SELECT pg_temp.slash('x3', 100);
SELECT is(pg_temp.money(), ARRAY[60, 0, 0, 3]::numeric[], 'what has matured has escaped, though it was not paid; no more is taken than there is');
SELECT pg_temp.slash('x4', 5), pg_temp.slash('x5', 5, p_who => 'dora');
SELECT results_eq($$SELECT s.requested::numeric, s.amount::numeric, s.transaction_id IS NULL FROM agora_ledger.recorded_slash AS s ORDER BY s.slash_id OFFSET 2$$,
                  $$VALUES (100::numeric, 1::numeric, false), (5, 0, true), (5, 0, true)$$, 'a slash that found nothing is on record');
SELECT is((SELECT e.payload - '{transaction_id,slash_id}'::text[] FROM agora_event.event AS e WHERE e.topic = 'ledger.stake.slashed.v1' ORDER BY e.event_id DESC LIMIT 1),
          jsonb_build_object('principal_id', agora_test.id('dora'), 'requested', 5, 'from_stake', 0, 'from_unbonding', 0, 'reason', 'a test'), 'and told');
SELECT is(pg_temp.slash('x5', 5, p_who => 'dora'), (SELECT max(s.slash_id) FROM agora_ledger.recorded_slash AS s), 'once');
SELECT is(agora_ledger._sweep_unbondings(10), 0::bigint, 'the job leaves frozen accounts');
SELECT agora_test.raises($$SELECT pg_temp.complete('c3')$$, 'ZL010', 'nor may their owner have it paid');
SELECT agora_ledger.unfreeze_account(pg_temp.bond('unbonding'), 'acquitted');
SELECT is(agora_ledger._sweep_unbondings(10), 1::bigint, 'until they are not');
SELECT is(pg_temp.money(), ARRAY[63, 0, 0, 0]::numeric[], 'paid to the last token');
SELECT is((SELECT t.created_by FROM agora_ledger.transaction AS t WHERE t.kind = 'unbond' ORDER BY t.transaction_id DESC LIMIT 1), 1::bigint, 'by the system');

-- wrong slashes
SELECT agora_test.raises(format('SELECT pg_temp.slash(%L, %s)', 'bad', a.amount), '22023', format('not %s tokens', a.amount))
  FROM unnest(ARRAY['NULL', '0', '-1', '0.0000001', $$'NaN'$$]) AS a(amount);
SELECT agora_test.raises($$SELECT pg_temp.slash(NULL, 1)$$, '22023', 'not without a key');
SELECT agora_test.raises($$SELECT pg_temp.slash('reward:1', 1)$$, '22023', 'not with a key of the rewards');
SELECT agora_test.raises($$SELECT pg_temp.slash('bad', 1, p_reason => ' ')$$, '22023', 'not without a reason');
SELECT agora_test.raises($$SELECT pg_temp.slash('bad', 1, p_who => 'ghost')$$, 'ZA001', 'not of nobody');
SELECT agora_test.raises($$SELECT pg_temp.slash('bad', 1, jsonb_build_array(jsonb_build_object('to', pg_temp.wallet(), 'percent', 50)))$$, '22023', 'not to the benefit of whom it takes from');
SELECT pg_temp.stake('s9', 1, p_actor => 'carol');
SELECT agora_test.raises($$SELECT pg_temp.slash('bad', 1, '[{"to": 999999}]', p_who => 'carol')$$, 'ZL001', 'not for an unknown account');

-- who sees and may what
SELECT agora_test.add_login('eve', 'agora_service', true);
SELECT agora_ledger.mint(pg_temp.wallet('eve'), 5, 'start', p_key => 'eve');
SELECT agora_test.become('eve');
SELECT isnt(agora_ledger.stake(2, p_key => 's1'), NULL, 'a bound login stakes its own');
SELECT is((SELECT count(*) FROM agora_ledger.current_stake) + (SELECT count(*) FROM agora_ledger.recorded_unbonding) + (SELECT count(*) FROM agora_ledger.recorded_slash), 1::bigint, 'and sees nobody else''s');
SELECT agora_test.raises($$SELECT pg_temp.unstake('u9', 1, p_actor => 'carol')$$, '42501', 'nor takes it back');
SELECT throws_ok($$SELECT pg_temp.slash('x9', 1, p_who => 'carol')$$, '42501', NULL, 'nor slashes');
RESET SESSION AUTHORIZATION;
SELECT results_eq('SELECT s.staked, s.unbonding FROM agora_ledger.supply AS s', 'VALUES (3::numeric, 0::numeric)', 'the supply says what is staked');
SELECT is_empty('SELECT * FROM agora_ledger.reconcile()', 'all agrees');
SELECT results_eq($$SELECT r.rows_differing FROM agora_event.replay(p_projection => 'ledger.balances') AS r$$, $$VALUES (0::bigint)$$, 'and follows from the events');

SELECT * FROM finish();
ROLLBACK;
