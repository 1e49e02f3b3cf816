-- A contributor who cannot be paid: whoever was helped loses nothing, the reason is kept, an operator pays later.
BEGIN;
SELECT plan(38);
SELECT agora_test.at('2026-01-01 00:00+00');
INSERT INTO agora_reward.reward_policy (kind, parameters, valid_from, created_by, recorded_at) VALUES ('royalty', '{"tokens": 0}', '2025-01-01 00:00+00', 1, agora.now()); -- they have a file of their own
SELECT agora_test.add_login('full', 'agora_service', true);
SELECT agora_test.add_login('bob', 'agora_service', true);
SELECT agora_test.add_login('chief', 'agora_operator');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['taken', 'gone', 'fine']) AS n(name);
CREATE TEMP TABLE failed AS SELECT (agora_memory.finish_attempt(agora_memory.start_attempt('do it'), 'error', 'ValueError', 'it broke')).attempt_id;
CREATE TEMP TABLE made AS
SELECT n.name, (agora_memory.register_transform(format(E'def %s(a: int) -> str:\n    return %L', n.name, n.name), p_quality => 0.7, p_actor => agora_test.id(n.name))).transform_id
  FROM unnest(ARRAY['full', 'taken', 'gone', 'fine']) AS n(name);
UPDATE agora_memory.transform AS t SET lineage_id = t.transform_id, supersedes_id = NULL, version = '1.0.0' FROM made AS m WHERE t.transform_id = m.transform_id; -- programs of their own
CREATE FUNCTION pg_temp.made(p_name text) RETURNS bigint LANGUAGE sql RETURN (SELECT m.transform_id FROM pg_temp.made AS m WHERE m.name = p_name);
CREATE FUNCTION pg_temp.use(p_name text) RETURNS text LANGUAGE sql
BEGIN ATOMIC
    SELECT (agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_parent => f.attempt_id, p_transforms => ARRAY[pg_temp.made(p_name)],
                                                                   p_actor => agora_test.id('bob')), 'success', p_actor => agora_test.id('bob'))).status
      FROM failed AS f;
END;
CREATE FUNCTION pg_temp.withheld(p_name text) RETURNS bigint LANGUAGE sql
RETURN (SELECT min(w.withholding_id) FROM agora_reward.withholding AS w WHERE w.subject_id = pg_temp.made(p_name));

-- Three reasons.
SELECT agora_ledger.mint(agora_ledger.wallet_of(agora_test.id('full')), 1000000000000, 'all there is', p_key => 'all');
-- by hand: callers are refused such a key
SELECT agora_ledger._transfer('mint', 1, agora_ledger.wallet_of(agora_test.id('bob')), 1, 'a gift', '{}', NULL, format('reward:transform:%s', pg_temp.made('taken')), 1);
SELECT agora.suspend_principal(agora_test.id('gone'), 'a test');
SELECT is(pg_temp.use('full'), 'success', 'a wallet at its limit');
SELECT is(pg_temp.use('taken'), 'success', 'a key that is taken');
SELECT is(pg_temp.use('gone'), 'success', 'a suspended contributor');
SELECT is(pg_temp.use('fine'), 'success', 'and one who can be paid');
SELECT is((SELECT count(*) FROM agora_memory.recorded_attempt AS a WHERE a.status = 'success'), 4::bigint, 'no attempt is lost');
SELECT is((SELECT sum(r.successes)::bigint FROM agora_memory.error_resolution AS r), 4::bigint, 'nor its evidence');
SELECT results_eq('SELECT e.subject FROM agora_reward.earned_reward AS e', ARRAY['fine'], 'one is paid');
SELECT results_eq('SELECT w.subject, w.kind, w.reason_code, w.recorded_at FROM agora_reward.withheld_reward AS w ORDER BY w.withholding_id',
                  $$VALUES ('full', 'transform', 'ZL004', '2026-01-01 00:00+00'::timestamptz), ('taken', 'transform', 'ZA003', '2026-01-01 00:00+00'), ('gone', 'transform', 'ZA002', '2026-01-01 00:00+00')$$,
                  'the others are on record, each with the code of its reason');
SELECT matches(w.reason, '^balance would exceed its limit: account_id=\d+ limit=1000000000000$', 'and its words') FROM agora_reward.withheld_reward AS w WHERE w.subject = 'full';
SELECT is(w.principal_id, agora_test.id('full'), 'whom it is owed') FROM agora_reward.withheld_reward AS w WHERE w.subject = 'full';
SELECT results_eq($$SELECT v.key, v.payload FROM agora_event.event AS v WHERE v.topic = 'reward.token.withheld.v1' ORDER BY v.event_id LIMIT 1$$,
                  $$SELECT agora_test.id('full')::text, jsonb_build_object('kind', 'transform', 'subject_kind', 'transform', 'subject_id', pg_temp.made('full'), 'principal_id', agora_test.id('full'),
                           'reason_code', 'ZL004', 'reason', 'balance would exceed its limit')$$, 'and told');
SELECT is((SELECT count(*) FROM agora_event.event AS v WHERE v.topic = 'reward.token.withheld.v1'), 3::bigint, 'each once');
SELECT is((SELECT count(*) FROM agora_ledger.transaction AS t WHERE t.reason = 'stf_contribution'), 1::bigint, 'half-made postings are gone');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');

-- It helps again: the same reason is on record once, another one is another row.
SELECT pg_temp.use('full');
SELECT is((SELECT count(*) FROM agora_reward.withheld_reward AS w WHERE w.subject = 'full'), 1::bigint, 'the same reason again');
SELECT is((SELECT count(*) FROM agora_event.event AS v WHERE v.topic = 'reward.token.withheld.v1'), 3::bigint, 'is not told again');
SELECT agora.suspend_principal(agora_test.id('full'), 'a test');
SELECT pg_temp.use('full');
SELECT results_eq($$SELECT w.reason_code FROM agora_reward.withheld_reward AS w WHERE w.subject = 'full' ORDER BY w.withholding_id$$, ARRAY['ZL004', 'ZA002'], 'another reason');
SELECT agora.resume_principal(agora_test.id('full'));

-- Paid later.
SELECT agora_test.advance('1 day');
SELECT agora_test.raises($$SELECT agora_reward.pay_withheld(pg_temp.withheld('full'), 'late')$$, 'ZL004', 'not while the wallet is full');
SELECT agora_test.raises($$SELECT agora_reward.pay_withheld(pg_temp.withheld('gone'), 'late')$$, 'ZA002', 'nor while suspended');
SELECT agora_test.raises($$SELECT agora_reward.pay_withheld(pg_temp.withheld('full'))$$, '22023', 'nor without a key');
SELECT agora_test.raises($$SELECT agora_reward.pay_withheld(pg_temp.withheld('full'), 'reward:transform:1')$$, '22023', 'nor with one of the payouts');
SELECT agora_test.raises($$SELECT agora_reward.pay_withheld(pg_temp.withheld('fine'), 'late')$$, 'ZR002', 'nor what was paid');
SELECT agora_test.raises($$SELECT agora_reward.pay_withheld(NULL, 'late')$$, 'ZR002', 'nor nothing');
SELECT agora_test.raises($$SELECT agora_reward.pay_withheld(pg_temp.withheld('full'), 'late', 999)$$, 'ZA001', 'nor by nobody');
CREATE TEMP TABLE paid AS SELECT agora_reward.pay_withheld(pg_temp.withheld('taken'), 'late') AS reward_calculation_id;
SELECT results_eq('SELECT e.subject, e.amount > 0, e.recorded_at FROM agora_reward.earned_reward AS e JOIN paid AS p USING (reward_calculation_id)',
                  $$VALUES ('taken', true, '2026-01-02 00:00+00'::timestamptz)$$, 'the operator''s key pays where the payout''s is taken');
SELECT is(agora_ledger.balance(agora_ledger.wallet_of(agora_test.id('taken'))), (SELECT e.amount::numeric FROM agora_reward.earned_reward AS e WHERE e.subject = 'taken'), 'the wallet has it');
SELECT is(agora_reward.pay_withheld(pg_temp.withheld('taken'), 'late'), p.reward_calculation_id, 'the same call again: the first result') FROM paid AS p;
SELECT agora_test.raises($$SELECT agora_reward.pay_withheld(pg_temp.withheld('gone'), 'late')$$, 'ZA003', 'the same key for another');
SELECT agora_test.raises($$SELECT agora_reward.pay_withheld(pg_temp.withheld('taken'), 'later')$$, 'ZR002', 'another key: it is paid');
SELECT set_eq('SELECT w.subject FROM agora_reward.withheld_reward AS w', ARRAY['full', 'gone'], 'what was paid is withheld no longer');
SELECT agora.resume_principal(agora_test.id('gone'));
SELECT pg_temp.use('gone');
SELECT set_eq('SELECT w.subject FROM agora_reward.withheld_reward AS w', ARRAY['full'], 'or it helps again, and can be paid');
SELECT agora_test.raises($$SELECT agora_reward.pay_withheld(pg_temp.withheld('gone'), 'much later')$$, 'ZR002', 'then nothing is left');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');

-- Who may, who sees.
SELECT agora_test.become('bob');
SELECT throws_ok($$SELECT agora_reward.pay_withheld(1, 'mine')$$, '42501', NULL, 'a service pays nobody');
SELECT is_empty('SELECT w.subject FROM agora_reward.withheld_reward AS w', 'a bound login does not see what others wait for');
RESET SESSION AUTHORIZATION;
SELECT agora_test.become('full');
SELECT is((SELECT count(*) FROM agora_reward.withheld_reward AS w), 2::bigint, 'but what it waits for itself');
RESET SESSION AUTHORIZATION;
SELECT agora_test.raises('UPDATE agora_reward.withholding SET reason = NULL', 'ZA010', 'reasons are not changed');
SELECT agora_test.raises('DELETE FROM agora_reward.withholding', 'ZA010', 'nor removed');

SELECT * FROM finish();
ROLLBACK;
