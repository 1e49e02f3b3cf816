-- Golden states: paid on approval, once; taken back when the approval is, and owed where the money is gone.
BEGIN;
SELECT plan(49);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_test.add_login('chief', 'agora_operator');
SELECT agora.register_principal(n) FROM unnest(ARRAY['alice', 'bob', 'carol', 'dave']) AS n;
SELECT agora.set_setting('memory.golden_claim_max', '1', 'a test');
CREATE FUNCTION pg_temp.solved(p_name text, p_quality numeric, p_request text DEFAULT 'do it') RETURNS bigint LANGUAGE sql
    RETURN (agora_memory.finish_attempt(agora_memory.start_attempt(p_request, p_approach => 'think', p_actor => agora_test.id(p_name)), 'success', p_quality => p_quality, p_actor => agora_test.id(p_name))).attempt_id;
CREATE FUNCTION pg_temp.golden(p_attempt bigint) RETURNS bigint LANGUAGE sql
    BEGIN ATOMIC SELECT g.golden_state_id FROM agora_memory.golden_state AS g WHERE g.attempt_id = p_attempt; END;
CREATE FUNCTION pg_temp.balance(p_name text) RETURNS numeric LANGUAGE sql
    RETURN agora_ledger.balance(agora_ledger.wallet_of(agora_test.id(p_name)));
CREATE FUNCTION pg_temp.reuse(p_golden bigint, p_name text, p_status text DEFAULT 'success') RETURNS bigint LANGUAGE sql
    RETURN agora_memory.record_golden_reuse(p_golden, (agora_memory.finish_attempt(agora_memory.start_attempt('again', p_actor => agora_test.id(p_name)), p_status, CASE p_status WHEN 'error' THEN 'ValueError' END, p_actor => agora_test.id(p_name))).attempt_id, p_actor => agora_test.id(p_name));

-- The flow of the specification: nominated at .95, nominated at .85 and then approved.
CREATE TEMP TABLE solved AS SELECT pg_temp.solved('alice', 0.95) AS best, pg_temp.solved('bob', 0.85) AS good, pg_temp.solved('bob', 0.79) AS fair;
SELECT is(pg_temp.balance('alice'), 210::numeric, 'approved at once: + 210');
SELECT is(pg_temp.balance('bob'), 0::numeric, 'a nomination pays nothing');
SELECT agora_memory.approve_golden(pg_temp.golden(s.good), p_actor => agora_test.id('carol')) FROM solved AS s;
SELECT is(pg_temp.balance('bob'), 200::numeric, 'approved later: + 200');
SELECT results_eq($$SELECT e.principal_id, e.kind, e.subject_kind, e.subject_id, e.subject, e.occasion, e.helped_id, e.factors, e.earned::numeric, e.cuts, e.amount::numeric, e.reward_policy_id FROM agora_reward.earned_reward AS e WHERE e.principal_id = agora_test.id('alice')$$,
                  $$SELECT agora_test.id('alice'), 'golden', 'golden', pg_temp.golden(s.best), 'do it', '', NULL::bigint, '{"quality": 0.95}'::jsonb, 210.000000, '{}'::jsonb, 210.000000, 2::bigint FROM solved AS s$$, 'with its factors and policy');
SELECT results_eq($$SELECT t.kind, t.reason, t.idempotency_key FROM agora_ledger.transaction AS t JOIN agora_reward.earned_reward AS e USING (transaction_id) WHERE e.principal_id = agora_test.id('alice')$$,
                  $$SELECT 'mint', 'golden_state', format('reward:golden:%s', pg_temp.golden(s.best)) FROM solved AS s$$, 'minted, with the reason');
SELECT is((SELECT count(*) FROM agora_event.event AS v WHERE v.topic = 'reward.token.issued.v1' AND v.payload ->> 'kind' = 'golden'), 2::bigint, 'and told');
SELECT agora_memory.nominate_golden(s.best, p_actor => agora_test.id('carol')) FROM solved AS s;
SELECT is(pg_temp.balance('alice'), 210::numeric, 'another nomination pays no more');
SELECT is(pg_temp.balance('carol'), 0::numeric, 'nor does it pay the nominator');

-- Reuse by others: 50, 40; not failures.
SELECT pg_temp.reuse(pg_temp.golden(s.best), 'carol') FROM solved AS s;
SELECT is(pg_temp.balance('alice'), 260::numeric, 'the first reuse: + 50');
SELECT pg_temp.reuse(pg_temp.golden(s.best), 'dave', 'error') FROM solved AS s;
SELECT pg_temp.reuse(pg_temp.golden(s.best), 'dave', 'timeout') FROM solved AS s;
SELECT is(pg_temp.balance('alice'), 260::numeric, 'what did not help pays nothing');
SELECT pg_temp.reuse(pg_temp.golden(s.best), 'dave') FROM solved AS s;
SELECT is(pg_temp.balance('alice'), 300::numeric, 'the second: + 40, + 90 together');
SELECT agora_memory.record_golden_reuse(r.golden_state_id, r.attempt_id, p_actor => r.principal_id) FROM agora_memory.recorded_golden_reuse AS r;
SELECT is(pg_temp.balance('alice'), 300::numeric, 'told again it pays no more');
SELECT results_eq($$SELECT e.helped_id, e.factors, c.ordinal, e.occasion = r.golden_reuse_id::text FROM agora_reward.earned_reward AS e JOIN agora_reward.reward_calculation AS c USING (reward_calculation_id)
                      JOIN agora_memory.recorded_golden_reuse AS r ON r.golden_reuse_id = e.evidence_id WHERE e.kind = 'reuse' ORDER BY c.ordinal$$,
                  $$VALUES (agora_test.id('carol'), '{"n": 1, "bonuses": 0, "reward": 210.000000}'::jsonb, 1, true), (agora_test.id('dave'), '{"n": 2, "bonuses": 50.000000, "reward": 210.000000}', 2, true)$$, 'numbered, with whom it helped');

-- Twenty-two use the bonus up; from then on the royalty pays.
SELECT pg_temp.reuse(pg_temp.golden(s.best), 'carol') FROM solved AS s, generate_series(3, 21);
SELECT is(pg_temp.balance('alice'), 690::numeric, 'twenty-one: 210 + 480');
SELECT pg_temp.reuse(pg_temp.golden(s.best), 'dave') FROM solved AS s;
SELECT is(pg_temp.balance('alice'), 710::numeric, 'twenty-two: 210 + 500');
SELECT pg_temp.reuse(pg_temp.golden(s.best), 'dave') FROM solved AS s;
SELECT is(pg_temp.balance('alice'), 715::numeric, 'the next pays the royalty');
SELECT results_eq($$SELECT e.kind, e.subject_kind, e.helped_id FROM agora_reward.earned_reward AS e WHERE e.principal_id = agora_test.id('alice') ORDER BY e.reward_calculation_id DESC LIMIT 1$$, $$VALUES ('royalty', 'golden', agora_test.id('dave'))$$, 'as such');

-- Revoked: all of it is taken back, to the last token.
SELECT agora_memory.revoke_golden(pg_temp.golden(s.best), 'it was wrong', p_actor => 2) FROM solved AS s;
SELECT is(pg_temp.balance('alice'), 0::numeric, 'revoked: nothing is left');
SELECT is((SELECT count(*) FROM agora_reward.reward_reversal AS r WHERE r.transaction_id IS NOT NULL AND r.reversed_by = 2), 24::bigint, 'every payout is on record as reversed');
SELECT is((SELECT count(*) FROM agora_event.event AS v WHERE v.topic = 'reward.token.reversed.v1'), 24::bigint, 'and told');
SELECT is((SELECT v.payload ->> 'is_owed' FROM agora_event.event AS v WHERE v.topic = 'reward.token.reversed.v1' LIMIT 1), 'false', 'none is owed');
SELECT is((SELECT count(*) FROM agora_reward.earned_reward AS e WHERE e.taken_back_at = agora.now()), 24::bigint, 'the view shows it');
SELECT is_empty('SELECT * FROM agora_reward.owed_reward', 'nobody owes anything');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');

-- Spent: it is owed, and later rewards work it off.
SELECT agora_ledger.burn(agora_ledger.wallet_of(agora_test.id('bob')), 150, 'spent', p_key => 'spent', p_actor => 2);
SELECT agora_memory.revoke_golden(pg_temp.golden(s.good), 'copied', p_actor => 2) FROM solved AS s;
SELECT is(pg_temp.balance('bob'), 50::numeric, 'what is not all there is left');
SELECT results_eq('SELECT o.principal_id, o.taken_back::numeric, o.worked_off::numeric, o.owed::numeric FROM agora_reward.owed_reward AS o', $$VALUES (agora_test.id('bob'), 200.000000, 0::numeric, 200.000000)$$, 'and owed');
SELECT agora_reward.claim_daily(p_actor => agora_test.id('bob'));
SELECT is(pg_temp.balance('bob'), 50::numeric, 'a later reward is kept');
SELECT results_eq($$SELECT e.earned::numeric, e.cuts, e.amount::numeric, e.transaction_id FROM agora_reward.earned_reward AS e WHERE e.kind = 'daily'$$, $$VALUES (50.000000, '{"owed": 50.000000}'::jsonb, 0.000000, NULL::bigint)$$, 'with the cut on record');
CREATE TEMP TABLE next AS SELECT pg_temp.solved('bob', 0.95, 'something else') AS attempt_id;
SELECT is(pg_temp.balance('bob'), 110::numeric, 'what is above it is paid: 210 - 150');
SELECT results_eq('SELECT o.worked_off::numeric, o.owed::numeric FROM agora_reward.owed_reward AS o', 'VALUES (200.000000, 0.000000)', 'nothing is owed any more');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');

-- What was reversed by hand before is noted, not taken twice.
SELECT agora_ledger.reverse(e.transaction_id, 'by hand', 'by hand', 2) FROM agora_reward.earned_reward AS e JOIN next AS n ON e.subject_id = pg_temp.golden(n.attempt_id) WHERE e.kind = 'golden';
SELECT is(pg_temp.balance('bob'), 50::numeric, 'reversed by hand');
SELECT agora_memory.revoke_golden(pg_temp.golden(n.attempt_id), 'no', p_actor => 2) FROM next AS n;
SELECT is(pg_temp.balance('bob'), 50::numeric, 'and not again');
SELECT is((SELECT count(*) FROM agora_reward.reward_reversal AS r WHERE r.reason LIKE 'golden state % was revoked'), 26::bigint, 'but on record');

-- Who is not paid.
SELECT agora.set_flag('token_rewards', false, agora_test.id('carol'));
SELECT isnt(pg_temp.golden(pg_temp.solved('carol', 1, 'a')), NULL, 'without token_rewards');
SELECT is(pg_temp.balance('carol'), 0::numeric, 'nothing is paid');
SELECT agora.set_flag('token_rewards', true, agora_test.id('carol'));
SELECT agora_memory.import_attempts('[{"id": "1", "agent": "carol", "request": "b", "approach": "c", "status": "success", "quality": 1}]');
SELECT is(n.status, 'approved', 'what an import shows is golden') FROM agora_memory.attempt AS a CROSS JOIN agora_memory.nominate_golden(a.attempt_id, p_actor => agora_test.id('dave')) AS n WHERE a.is_imported;
SELECT is(pg_temp.balance('carol'), 0::numeric, 'and pays nothing');
SELECT pg_temp.reuse(pg_temp.golden(a.attempt_id), 'bob') FROM agora_memory.attempt AS a WHERE a.is_imported;
SELECT is(pg_temp.balance('carol'), 0::numeric, 'nor does its reuse');
SELECT agora_memory.import_attempts('[{"id": "2", "agent": "carol", "request": "d", "approach": "c", "status": "success", "quality": 1}]', p_reward => true);
SELECT agora_memory.nominate_golden(max(a.attempt_id), p_actor => agora_test.id('dave')) FROM agora_memory.recorded_attempt AS a;
SELECT is(pg_temp.balance('carol'), 220::numeric, 'unless rewards were asked for');
CREATE TEMP TABLE waiting AS SELECT pg_temp.golden(pg_temp.solved('dave', 0.85, 'e')) AS id;
SELECT agora.suspend_principal(agora_test.id('dave'), 'a test');
SELECT agora_memory.approve_golden(w.id, p_actor => agora_test.id('carol')) FROM waiting AS w;
SELECT results_eq('SELECT w.kind, w.subject_kind, w.subject, w.reason_code FROM agora_reward.withheld_reward AS w', $$VALUES ('golden', 'golden', 'e', 'ZA002')$$, 'a suspended author is not paid, and the reason kept');
SELECT agora.resume_principal(agora_test.id('dave'));
SELECT is(e.amount::numeric, 200.000000, 'until an operator pays') FROM agora_reward.earned_reward AS e
  JOIN agora_reward.pay_withheld((SELECT w.withholding_id FROM agora_reward.withheld_reward AS w), 'late') AS p(id) ON p.id = e.reward_calculation_id;
SELECT is_empty('SELECT * FROM agora_reward.withheld_reward', 'then nothing is withheld');

-- A restored row was paid before.
INSERT INTO agora_memory.golden_decision (golden_state_id, status, source, principal_id, decided_at)
SELECT pg_temp.golden(pg_temp.solved('dave', 0.85, 'f')), 'approved', 'human', 1, '2025-12-31 00:00+00';
SELECT is(pg_temp.balance('dave'), 200::numeric, 'a decision of earlier pays nothing');
SELECT is((SELECT count(*) FROM agora_reward.reward_calculation AS c WHERE c.amount > c.earned OR (c.amount < c.earned AND c.cuts = '{}')), 0::bigint, 'nothing is cut without a reason');

-- Where quality alone pays nothing, the first reuse pays for the approval, too; a person's approval pays at once.
INSERT INTO agora_reward.reward_policy (kind, parameters, valid_from, created_by, recorded_at) SELECT 'golden', agora_reward.policy('golden') || '{"automatic_pays": false}', '2026-01-02 00:00+00', 1, agora.now();
SELECT agora_test.at('2026-01-02 00:00+00');
CREATE TEMP TABLE later AS SELECT pg_temp.balance('dave') AS balance, pg_temp.golden(pg_temp.solved('dave', 1, 'g')) AS best, pg_temp.golden(pg_temp.solved('dave', 0.85, 'h')) AS good;
SELECT is(pg_temp.balance('dave') - l.balance, 0::numeric, 'approved by its quality: nothing yet') FROM later AS l;
SELECT pg_temp.reuse(l.best, 'bob') FROM later AS l;
SELECT is(pg_temp.balance('dave') - l.balance, 270::numeric, 'the first reuse: 220 + 50') FROM later AS l;
SELECT pg_temp.reuse(l.best, 'bob') FROM later AS l;
SELECT is(pg_temp.balance('dave') - l.balance, 310::numeric, 'the second: + 40') FROM later AS l;
SELECT agora_memory.approve_golden(l.good, p_actor => agora_test.id('carol')) FROM later AS l;
SELECT is(pg_temp.balance('dave') - l.balance, 510::numeric, 'approved by somebody: + 200') FROM later AS l;
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');

SELECT * FROM finish();
ROLLBACK;
