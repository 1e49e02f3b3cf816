-- Disputes: a party says that a transaction is wrong, both give evidence, an operator decides, and what is upheld is taken back.
BEGIN;
SELECT plan(56);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_test.add_login('ann', 'agora_service', true), agora_test.add_login('ben', 'agora_service', true), agora_test.add_login('cy', 'agora_service', true);
SELECT agora.register_principal('judge');
CREATE FUNCTION pg_temp.wallet(p_name text) RETURNS bigint LANGUAGE sql RETURN agora_ledger.wallet_of(agora_test.id(p_name));
SELECT agora_ledger.mint(pg_temp.wallet('ann'), 100, 'a gift', p_key => 'gift');
CREATE TEMP TABLE moved AS
SELECT n.number, agora_ledger.transfer(pg_temp.wallet('ann'), pg_temp.wallet('ben'), 10, 'for work', p_key => 'work' || n.number, p_actor => agora_test.id('ann')) AS transaction_id
  FROM generate_series(1, 5) AS n(number);
GRANT SELECT ON moved TO PUBLIC;
CREATE FUNCTION pg_temp.moved(p_number integer) RETURNS bigint LANGUAGE sql RETURN (SELECT m.transaction_id FROM pg_temp.moved AS m WHERE m.number = p_number);
CREATE FUNCTION pg_temp.dispute(p_number integer) RETURNS bigint LANGUAGE sql RETURN (SELECT min(d.dispute_id) FROM agora_reward.dispute_case AS d WHERE d.transaction_id = pg_temp.moved(p_number));
CREATE FUNCTION pg_temp.decide(p_number integer, p_is_upheld boolean, p_who text DEFAULT 'judge') RETURNS text LANGUAGE sql
RETURN agora_reward.decide_dispute(pg_temp.dispute(p_number), p_is_upheld, 'as said', p_actor => agora_test.id(p_who));

-- Who may open one, and when.
SELECT agora_test.become('cy');
SELECT agora_test.raises($$SELECT agora_reward.open_dispute(pg_temp.moved(1), 'not mine')$$, 'ZL011', 'to a stranger there is none');
SELECT agora_test.become('ann');
CREATE TEMP TABLE made AS SELECT agora_reward.open_dispute(pg_temp.moved(1), 'nothing was done', 'k') AS dispute_id;
GRANT SELECT ON made TO PUBLIC;
SELECT is(agora_reward.open_dispute(pg_temp.moved(1), 'nothing was done', 'k'), m.dispute_id, 'the same call again: the same dispute') FROM made AS m;
SELECT agora_test.raises($$SELECT agora_reward.open_dispute(pg_temp.moved(1), 'something else', 'k')$$, 'ZA003', 'the key with another reason');
SELECT agora_test.raises($$SELECT agora_reward.open_dispute(pg_temp.moved(1), 'again')$$, 'ZR032', 'one is open');
SELECT agora_test.raises($$SELECT agora_reward.open_dispute(0, 'what')$$, 'ZL011', 'an unknown transaction');
SELECT agora_test.raises($$SELECT agora_reward.open_dispute(NULL, 'what')$$, 'ZL011', 'none');
SELECT agora_test.raises($$SELECT agora_reward.open_dispute(pg_temp.moved(2), ' ')$$, '22023', 'without a reason');
RESET SESSION AUTHORIZATION;
SELECT agora_test.raises($$SELECT agora_reward.open_dispute(pg_temp.moved(1), 'me, too', p_actor => agora_test.id('ben'))$$, 'ZR032', 'also for the other party');
SELECT lives_ok($$SELECT agora_reward.open_dispute(pg_temp.moved(2), 'looks odd')$$, 'an operator may open one');
SELECT results_eq($$SELECT e.topic, e.principal_id, e.payload -> 'transaction_id' FROM agora_event.event AS e WHERE e.topic = 'reward.dispute.opened.v1' ORDER BY e.event_id LIMIT 1$$,
                  $$VALUES ('reward.dispute.opened.v1', agora_test.id('ann'), to_jsonb(pg_temp.moved(1)))$$, 'it is told');

-- Evidence.
SELECT agora_test.become('ben');
SELECT isnt(agora_reward.add_evidence(m.dispute_id, 'it was done', '{"task": 7}', 'e'), NULL, 'the other party answers') FROM made AS m;
SELECT is(agora_reward.add_evidence(m.dispute_id, 'it was done', '{"task": 7}', 'e'), s.dispute_evidence_id, 'the same call again') FROM made AS m, agora_reward.dispute_statement AS s;
SELECT agora_test.raises($$SELECT agora_reward.add_evidence(m.dispute_id, 'it was not', '{"task": 7}', 'e') FROM made AS m$$, 'ZA003', 'the key with other words');
SELECT is(d.status, 'evidence', 'it moves on') FROM agora_reward.dispute_case AS d JOIN made AS m USING (dispute_id);
SELECT is(d.statements, 1::bigint, 'with one statement') FROM agora_reward.dispute_case AS d JOIN made AS m USING (dispute_id);
SELECT agora_test.raises($$SELECT agora_reward.add_evidence(m.dispute_id, NULL) FROM made AS m$$, '22023', 'without words');
SELECT agora_test.raises($$SELECT agora_reward.add_evidence(m.dispute_id, 'x', '[]') FROM made AS m$$, '22023', 'about no object');
SELECT agora_test.raises($$SELECT agora_reward.add_evidence(0, 'x')$$, 'ZR030', 'in an unknown dispute');
SELECT agora_test.become('cy');
SELECT agora_test.raises($$SELECT agora_reward.add_evidence(m.dispute_id, 'I saw it') FROM made AS m$$, 'ZR030', 'by a stranger, who hears of none');
SELECT is_empty('SELECT * FROM agora_reward.dispute_case', 'who sees none of it');
SELECT is_empty('SELECT * FROM agora_reward.dispute_statement', 'and hears nothing');
SELECT throws_ok($$SELECT agora_reward.decide_dispute(1, true, 'mine')$$, '42501', NULL, 'nor decides');
RESET SESSION AUTHORIZATION;
SELECT agora_test.at('2026-01-08 00:00+00');
SELECT lives_ok($$SELECT agora_reward.add_evidence(m.dispute_id, 'at the last moment', p_actor => agora_test.id('ann')) FROM made AS m$$, 'for seven days');
SELECT agora_test.at('2026-01-08 00:00:01+00');
SELECT agora_test.raises($$SELECT agora_reward.add_evidence(m.dispute_id, 'too late', p_actor => agora_test.id('ann')) FROM made AS m$$, 'ZR033', 'not longer');
SELECT agora_test.raises($$UPDATE agora_reward.dispute_evidence SET statement = 'other'$$, 'ZA010', 'what was said was said');

-- Decisions.
SELECT agora_test.raises($$SELECT pg_temp.decide(1, true, 'ann')$$, 'ZR035', 'not by who opened it');
SELECT agora_test.raises($$SELECT pg_temp.decide(1, true, 'ben')$$, 'ZR035', 'nor by the other party');
SELECT agora_test.raises($$SELECT agora_reward.decide_dispute(m.dispute_id, NULL, 'as said') FROM made AS m$$, '22023', 'yes or no');
SELECT agora_test.raises($$SELECT agora_reward.decide_dispute(m.dispute_id, true, NULL) FROM made AS m$$, '22023', 'with notes');
SELECT agora_test.raises($$SELECT agora_reward.decide_dispute(0, true, 'as said')$$, 'ZR030', 'an unknown one');
SELECT is(pg_temp.decide(1, true), 'reversed', 'upheld: taken back');
SELECT is(agora_ledger.balance(pg_temp.wallet('ben')), 40::numeric, 'from who had it');
SELECT results_eq($$SELECT d.status, d.outcome, d.decided_by, d.reversal_id FROM agora_reward.dispute_case AS d JOIN made AS m USING (dispute_id)$$,
                  $$SELECT 'upheld', 'reversed', agora_test.id('judge'), max(t.transaction_id) FROM agora_ledger.transaction AS t$$, 'on record with the reversal');
SELECT agora_test.raises($$SELECT pg_temp.decide(1, false)$$, 'ZR034', 'once');
SELECT agora_test.raises($$SELECT agora_reward.add_evidence(m.dispute_id, 'x') FROM made AS m$$, 'ZR034', 'nothing more is said');
SELECT agora_test.raises($$SELECT agora_reward.open_dispute(pg_temp.moved(1), 'still')$$, 'ZL012', 'there is nothing left to dispute');
SELECT agora_test.raises($$SELECT agora_reward.open_dispute(d.reversal_id, 'no') FROM agora_reward.dispute_case AS d WHERE d.reversal_id IS NOT NULL$$, 'ZL013', 'a reversal is final');
SELECT is(pg_temp.decide(2, false), 'rejected', 'rejected: it stays');
SELECT is(agora_ledger.balance(pg_temp.wallet('ben')), 40::numeric, 'and nothing moves');
SELECT lives_ok($$SELECT agora_reward.open_dispute(pg_temp.moved(2), 'but I say so', p_actor => agora_test.id('ann'))$$, 'another party may open its own');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'reward.dispute.decided.v1'), 2::bigint, 'decisions are told');

-- Spent.
SELECT agora_ledger.burn(pg_temp.wallet('ben'), 35, 'a call', p_key => 'spent');
SELECT agora_reward.open_dispute(pg_temp.moved(3), 'not done either', p_actor => agora_test.id('ann'));
SELECT is(pg_temp.decide(3, true), 'owed', 'what is spent is owed');
SELECT agora_test.raises($$SELECT agora_reward.settle_dispute(pg_temp.dispute(3))$$, 'ZR039', 'as long as there is nothing to take');
SELECT agora_ledger.mint(pg_temp.wallet('ben'), 5, 'a gift', p_key => 'gift2');
SELECT isnt(agora_reward.settle_dispute(pg_temp.dispute(3)), NULL, 'then it is taken');
SELECT is(agora_reward.settle_dispute(pg_temp.dispute(3)), (SELECT d.reversal_id FROM agora_reward.dispute_case AS d WHERE d.dispute_id = pg_temp.dispute(3)), 'once');
SELECT is(agora_ledger.balance(pg_temp.wallet('ben')), 0::numeric, 'all of it');
SELECT agora_test.raises($$SELECT agora_reward.settle_dispute(pg_temp.dispute(2))$$, 'ZR039', 'what was rejected is not settled');
SELECT agora_test.raises($$SELECT agora_reward.settle_dispute(0)$$, 'ZR030', 'nor what is unknown');

-- Time, and what somebody else reversed.
SELECT agora_test.at('2026-01-31 00:00+00');
SELECT lives_ok($$SELECT agora_reward.open_dispute(pg_temp.moved(4), 'on the last day', p_actor => agora_test.id('ann'))$$, 'thirty days');
SELECT agora_ledger.mint(pg_temp.wallet('ben'), 10, 'a gift', p_key => 'gift3');
SELECT agora_ledger.reverse(pg_temp.moved(4), 'by hand', 'by hand');
SELECT is(pg_temp.decide(4, true), 'reversed', 'a reversal by hand is the outcome');
SELECT agora_test.at('2026-01-31 00:00:01+00');
SELECT agora_test.raises($$SELECT agora_reward.open_dispute(pg_temp.moved(5), 'too late', p_actor => agora_test.id('ann'))$$, 'ZR033', 'not longer');
SELECT ok(d.is_overdue, 'what nobody decides is overdue') FROM agora_reward.dispute_case AS d WHERE d.decided_at IS NULL;
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');

-- A reward: what is spent is worked off by later ones.
CREATE FUNCTION pg_temp.pay(p_subject bigint, p_amount numeric) RETURNS bigint LANGUAGE sql
RETURN agora_reward._pay(jsonb_populate_record(NULL::agora_reward.payout, jsonb_build_object(
           'kind', 'transform', 'subject_kind', 'test', 'subject_id', p_subject, 'occasion', '', 'principal_id', agora_test.id('cy'), 'reward_policy_id', 1,
           'factors', '{"quality": 0, "novelty": 0, "complexity": 0}'::jsonb, 'amount', p_amount)));
SELECT pg_temp.pay(1, 30);
SELECT agora_ledger.burn(pg_temp.wallet('cy'), 20, 'a call', p_key => 'spent2');
CREATE TEMP TABLE reward AS SELECT agora_reward.open_dispute(e.transaction_id, 'copied') AS dispute_id FROM agora_reward.earned_reward AS e;
SELECT is(agora_reward.decide_dispute(r.dispute_id, true, 'as said', p_actor => agora_test.id('judge')), 'owed', 'a reward that is spent') FROM reward AS r;
SELECT agora_test.raises($$SELECT agora_reward.settle_dispute(r.dispute_id) FROM reward AS r$$, 'ZR039', 'is not settled by a call');
SELECT pg_temp.pay(2, 50);
SELECT is(e.amount::numeric, 20::numeric, 'but kept from later ones') FROM agora_reward.earned_reward AS e WHERE e.subject_id = 2;

SELECT * FROM finish();
ROLLBACK;
