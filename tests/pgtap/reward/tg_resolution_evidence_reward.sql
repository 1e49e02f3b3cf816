-- The payout: once per transform, when it first helps, in the transaction of the evidence.
BEGIN;
SELECT plan(58);
SELECT agora_test.at('2026-01-01 00:00+00');
INSERT INTO agora_reward.reward_policy (kind, parameters, valid_from, created_by, recorded_at) VALUES ('royalty', '{"tokens": 0}', '2025-01-01 00:00+00', 1, agora.now()); -- they have a file of their own
SELECT agora_test.add_login('alice', 'agora_service', true);
SELECT agora_test.add_login('bob', 'agora_service', true);
SELECT agora_test.add_login('reader', 'agora_reader');
CREATE TEMP TABLE failed AS SELECT (agora_memory.finish_attempt(agora_memory.start_attempt('do it'), 'error', 'ValueError', 'it broke')).attempt_id;
SELECT agora_ledger.wallet_of(agora_test.id('bob'));
CREATE FUNCTION pg_temp.contribute(p_name text, p_claim numeric DEFAULT 0.1, p_actor text DEFAULT 'alice', p_code text DEFAULT E'def %s(a: int) -> str:\n    if a:\n        return %L\n    return None') RETURNS bigint LANGUAGE sql
BEGIN ATOMIC -- each a program of its own
    SELECT agora_memory.register_transform(format(p_code, p_name, p_name), p_quality => p_claim, p_actor => agora_test.id(p_actor));
    UPDATE agora_memory.transform SET lineage_id = transform_id, supersedes_id = NULL, version = '1.0.0' WHERE name = p_name RETURNING transform_id;
END;
CREATE FUNCTION pg_temp.use(p_name text, p_status text DEFAULT 'success', p_actor text DEFAULT 'bob') RETURNS bigint LANGUAGE sql
BEGIN ATOMIC
    SELECT (agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_parent => f.attempt_id, p_transforms => ARRAY[t.transform_id], p_actor => agora_test.id(p_actor)),
                                        p_status, p_actor => agora_test.id(p_actor))).attempt_id
      FROM failed AS f, agora_memory.transform AS t WHERE t.name = p_name;
END;
CREATE FUNCTION pg_temp.paid(p_name text) RETURNS text LANGUAGE sql
BEGIN ATOMIC
    SELECT format('%s calculation, %s', count(*), coalesce(sum(e.amount) > 0, false)) FROM agora_reward.earned_reward AS e WHERE e.subject = p_name;
END;
CREATE FUNCTION pg_temp.balance(p_name text) RETURNS numeric LANGUAGE sql
RETURN agora_ledger.balance(agora_ledger.wallet_of(agora_test.id(p_name)));

-- Not before it helped.
SELECT pg_temp.contribute('first');
SELECT is(pg_temp.paid('first'), '0 calculation, f', 'a registration pays nothing');
SELECT pg_temp.use('first', 'timeout');
SELECT pg_temp.use('first', 'partial');
SELECT pg_temp.use('first', 'cancelled');
SELECT agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_transforms => ARRAY[t.transform_id]), 'success') FROM agora_memory.transform AS t WHERE t.name = 'first';
SELECT is(pg_temp.paid('first'), '0 calculation, f', 'nor does a use that did not work, or answered no error');

-- When it does: the formula's amount, with every factor, and the ledger and the event say the same.
CREATE TEMP TABLE helped AS SELECT pg_temp.use('first') AS attempt_id;
SELECT is(pg_temp.paid('first'), '1 calculation, t', 'the first success pays');
SELECT results_eq($$SELECT e.principal_id, e.kind, e.amount::numeric, e.factors, e.reward_policy_id, e.recorded_at FROM agora_reward.earned_reward AS e$$,
                  $$SELECT agora_test.id('alice'), 'transform', agora_reward.transform_reward(0.69, t.novelty, 0.05), jsonb_build_object('quality', 0.69, 'novelty', t.novelty, 'complexity', 0.050000),
                           1::bigint, '2026-01-01 00:00+00'::timestamptz FROM agora_memory.transform AS t WHERE t.name = 'first'$$, 'the contributor, by the formula and the measured quality, with its factors and policy');
SELECT is(x.attempt_id, h.attempt_id, 'for that very evidence') FROM helped AS h, agora_reward.earned_reward AS e JOIN agora_memory.resolution_evidence AS x ON x.resolution_evidence_id = e.evidence_id;
SELECT is(pg_temp.balance('alice'), (SELECT e.amount::numeric FROM agora_reward.earned_reward AS e), 'the wallet has it');
SELECT is(pg_temp.balance('bob'), 0::numeric, 'who used it earns nothing');
SELECT results_eq($$SELECT t.kind, t.reason, t.created_by, t.meta FROM agora_ledger.transaction AS t JOIN agora_reward.earned_reward AS e ON e.transaction_id = t.transaction_id$$,
                  $$SELECT 'mint', 'stf_contribution', 1::bigint, jsonb_build_object('reward', 'transform', 'subject_kind', 'transform', 'subject_id', e.subject_id, 'evidence_id', e.evidence_id, 'reward_policy_id', 1) FROM agora_reward.earned_reward AS e$$,
                  'minted, with the reason');
SELECT results_eq($$SELECT v.key, v.payload FROM agora_event.event AS v WHERE v.topic = 'reward.token.issued.v1'$$,
                  $$SELECT e.principal_id::text, jsonb_build_object('kind', 'transform', 'amount', e.amount, 'principal_id', e.principal_id, 'subject_kind', 'transform', 'subject_id', e.subject_id,
                           'transaction_id', e.transaction_id, 'reward_calculation_id', e.reward_calculation_id) FROM agora_reward.earned_reward AS e$$, 'and told');

-- Once.
SELECT pg_temp.use('first');
SELECT pg_temp.use('first', 'success', 'alice');
SELECT agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_parent => x.attempt_id, p_transforms => ARRAY[t.transform_id]), 'success')
  FROM agora_memory.finish_attempt(agora_memory.start_attempt('do it'), 'error', 'OtherError', 'it broke too') AS x, agora_memory.transform AS t WHERE t.name = 'first';
SELECT is(pg_temp.paid('first'), '1 calculation, t', 'further successes, also against another error, pay nothing');
SELECT is(pg_temp.balance('alice'), (SELECT e.amount::numeric FROM agora_reward.earned_reward AS e), 'the wallet has no more');

-- Several rows of evidence in one statement: every transform once.
SELECT pg_temp.contribute('bulk_' || n) FROM generate_series(1, 3) AS n;
CREATE TEMP TABLE bulk AS
SELECT agora_memory.start_attempt('do it', p_parent => f.attempt_id, p_transforms => ARRAY[t.transform_id], p_actor => agora_test.id('bob')) AS attempt_id
  FROM failed AS f, agora_memory.transform AS t, generate_series(1, 2) WHERE t.name LIKE 'bulk\_%';
UPDATE agora_memory.attempt SET status = 'success', finished_at = agora.now() FROM bulk AS b WHERE attempt.attempt_id = b.attempt_id;
SELECT is(agora_memory._learn(ARRAY(SELECT b.attempt_id FROM bulk AS b), true), 6::bigint, 'six rows of evidence at once');
SELECT results_eq($$SELECT e.subject, count(*) FROM agora_reward.earned_reward AS e WHERE e.subject LIKE 'bulk\_%' GROUP BY e.subject ORDER BY e.subject$$,
                  $$VALUES ('bulk_1', 1::bigint), ('bulk_2', 1), ('bulk_3', 1)$$, 'three payouts');

-- With the evidence, or not at all.
SELECT pg_temp.contribute('undone');
SAVEPOINT evidence;
SELECT pg_temp.use('undone');
SELECT is(pg_temp.paid('undone'), '1 calculation, t', 'paid');
ROLLBACK TO evidence;
SELECT is(pg_temp.paid('undone'), '0 calculation, f', 'and taken back with the evidence');
SELECT pg_temp.use('undone');
SELECT is(pg_temp.paid('undone'), '1 calculation, t', 'until it helps again');

-- Imports.
SELECT pg_temp.contribute('imported');
UPDATE agora_memory.transform SET is_imported = true WHERE name = 'imported';
SELECT pg_temp.use('imported');
SELECT is(pg_temp.paid('imported'), '0 calculation, f', 'an imported transform pays nothing');
SELECT pg_temp.contribute('history');
CREATE TEMP TABLE history AS
SELECT agora_memory.start_attempt('do it', p_parent => f.attempt_id, p_transforms => ARRAY[t.transform_id]) AS attempt_id FROM failed AS f, agora_memory.transform AS t WHERE t.name = 'history';
UPDATE agora_memory.attempt SET status = 'success', finished_at = agora.now() FROM history AS h WHERE attempt.attempt_id = h.attempt_id;
SELECT agora_memory._learn(ARRAY[h.attempt_id], false) FROM history AS h;
SELECT is(pg_temp.paid('history'), '0 calculation, f', 'nor does imported evidence');
SELECT pg_temp.use('history');
SELECT is(pg_temp.paid('history'), '1 calculation, t', 'evidence of one''s own does');

-- A restored row was paid before.
SELECT pg_temp.contribute('restored');
SELECT pg_temp.use('restored', 'timeout');
CREATE TEMP TABLE spare AS SELECT agora_memory.start_attempt('do it') AS attempt_id;
SELECT agora_test.advance('1 second');
INSERT INTO agora_memory.resolution_evidence (resolution_id, attempt_id, is_success, is_rewardable, occurred_at, recorded_at)
SELECT r.resolution_id, s.attempt_id, true, true, '2026-01-01 00:00+00', '2026-01-01 00:00+00' FROM agora_memory.error_resolution AS r, spare AS s WHERE r.transform = 'restored';
SELECT is(pg_temp.paid('restored'), '0 calculation, f', 'a row recorded before pays nothing');
UPDATE agora_memory.resolution SET successes = 1, success_weight = 1, confidence = agora_memory.wilson_lower_bound(1, 2), last_success_at = '2026-01-01 00:00+00'
  FROM agora_memory.transform AS t WHERE t.transform_id = resolution.transform_id AND t.name = 'restored';

-- A suspended contributor, a switched-off feature: nothing fails, nothing is paid, until it helps again.
SELECT agora.register_principal('carol');
SELECT pg_temp.contribute('hers', p_actor => 'carol');
SELECT agora.suspend_principal(agora_test.id('carol'), 'a test');
SELECT isnt(pg_temp.use('hers'), NULL, 'the transform of a suspended contributor helps');
SELECT is(pg_temp.paid('hers'), '0 calculation, f', 'and pays nothing');
SELECT agora.resume_principal(agora_test.id('carol'));
SELECT agora.set_flag('token_rewards', false, agora_test.id('carol'));
SELECT isnt(pg_temp.use('hers'), NULL, 'without token_rewards for the contributor');
SELECT is(pg_temp.paid('hers'), '0 calculation, f', 'nor then');
SELECT agora.set_flag('token_rewards', true, agora_test.id('carol'));
SELECT agora.set_flag('token_rewards', false);
SELECT isnt(pg_temp.use('hers'), NULL, 'without token_rewards for all');
SELECT is(pg_temp.paid('hers'), '0 calculation, f', 'nor then');
SELECT agora.set_flag('token_rewards', true);
SELECT pg_temp.use('hers');
SELECT is(pg_temp.paid('hers'), '1 calculation, t', 'then it is');

-- Quality below every tier: on record, without a transaction.
SELECT pg_temp.contribute('poor', 1, p_code => E'def %s(a):\n    return a.%s');
SELECT pg_temp.contribute('silent', NULL, p_code => 'def %s(): ...');
SELECT pg_temp.contribute('fair', 0, p_code => E'def %s(a):\n    if a:\n        return %L\n    return None');
SELECT pg_temp.use(t.name) FROM unnest(ARRAY['poor', 'silent', 'fair']) AS t(name);
SELECT results_eq($$SELECT e.subject, e.amount > 0, e.transaction_id IS NOT NULL, (e.factors ->> 'quality')::numeric FROM agora_reward.earned_reward AS e
                     WHERE e.subject IN ('poor', 'silent', 'fair') ORDER BY e.subject$$,
                  $$VALUES ('fair', true, true, 0.55), ('poor', false, false, 0.46), ('silent', false, false, 0.25)$$, 'below the lowest tier nothing is moved, whatever the claim; above it something is');
SELECT is((SELECT count(*) FROM agora_event.event AS v JOIN agora_memory.transform AS t ON t.transform_id = (v.payload ->> 'subject_id')::bigint
            WHERE v.topic = 'reward.token.issued.v1' AND t.name IN ('poor', 'silent')), 0::bigint, 'nor told');
UPDATE agora_memory.transform SET quality = 0.7 WHERE name = 'poor';
SELECT pg_temp.use('poor');
SELECT is(pg_temp.paid('poor'), '1 calculation, f', 'and it stays so');
UPDATE agora_memory.transform SET quality = 0.46 WHERE name = 'poor';

-- One's own answer, taken from the attempt that found it.
SELECT agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_parent => f.attempt_id, p_actor => agora_test.id('bob')), 'success', p_code => 'def found(): return 1', p_quality => 0.7, p_actor => agora_test.id('bob')) FROM failed AS f;
SELECT is(pg_temp.paid('found'), '0 calculation, f', 'who finds an answer for oneself is not paid for it');
SELECT pg_temp.use('found', 'success', 'bob');
SELECT is(pg_temp.paid('found'), '0 calculation, f', 'nor for using it again');
SELECT pg_temp.use('found', 'success', 'alice');
SELECT is(pg_temp.balance('bob'), (SELECT e.amount::numeric FROM agora_reward.earned_reward AS e WHERE e.subject = 'found'), 'but once it helps somebody else');

-- The versions of a lineage share one budget, whoever contributes them: a renamed copy adds nothing to it, a better version what it adds.
SELECT agora.register_principal('mime');
CREATE FUNCTION pg_temp.version(p_name text, p_body text, p_actor text) RETURNS bigint LANGUAGE sql
RETURN (agora_memory.register_transform(format(p_body, p_name), p_actor => agora_test.id(p_actor))).transform_id;
CREATE TEMP TABLE body AS
SELECT E'def %s(path: str) -> list:\n    rows = []\n    for line in open(path):\n        if line.strip():\n            rows.append(line.split(\',\'))\n    return rows' AS plain,
       E'def %s(path: str) -> list:\n    """Rows of a file of comma-separated values, without blank lines."""\n    rows = []\n    for line in open(path):\n        if line.strip():\n            rows.append(line.split(\',\'))\n    return rows' AS better;
SELECT pg_temp.version('fetch_rows', b.plain, 'alice'), pg_temp.version('take_rows', b.plain, 'mime'), pg_temp.version('load_rows', b.better, 'carol') FROM body AS b;
SELECT is((SELECT count(DISTINCT t.lineage_id) FROM agora_memory.transform AS t WHERE t.name LIKE '%\_rows'), 1::bigint, 'three versions of one program');
SELECT pg_temp.use('fetch_rows');
SELECT pg_temp.use('take_rows');
SELECT results_eq($$SELECT e.subject, e.amount > 0, (e.factors ->> 'lineage_paid')::numeric = e.amount FROM agora_reward.earned_reward AS e WHERE e.subject LIKE '%\_rows' ORDER BY e.reward_calculation_id$$,
                  $$VALUES ('fetch_rows', true, NULL), ('take_rows', false, false)$$, 'a renamed copy earns nothing');
SELECT is((SELECT e.factors -> 'lineage_paid' FROM agora_reward.earned_reward AS e WHERE e.subject = 'take_rows'),
          (SELECT to_jsonb(e.amount::numeric) FROM agora_reward.earned_reward AS e WHERE e.subject = 'fetch_rows'), 'and says what the other was paid');
SELECT pg_temp.use('load_rows');
SELECT is((SELECT sum(e.amount::numeric) FROM agora_reward.earned_reward AS e WHERE e.subject LIKE '%\_rows'),
          (SELECT agora_reward.transform_reward(t.quality, t.novelty, t.complexity) FROM agora_memory.transform AS t WHERE t.name = 'load_rows'), 'a better one what it adds');
SELECT cmp_ok((SELECT e.amount::numeric FROM agora_reward.earned_reward AS e WHERE e.subject = 'load_rows'), '>', 0::numeric, 'which is something');

-- What must not be used earns nothing, not even by an attempt that found it anew, until it may be.
SELECT pg_temp.contribute('barred');
SELECT agora_memory.block_transform(t.transform_id, 'a test', 1) FROM agora_memory.transform AS t WHERE t.name = 'barred';
SELECT is((SELECT (agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_parent => f.attempt_id), 'success', p_code => t.code)).transform_id FROM failed AS f),
          t.transform_id, 'an attempt comes to the code of a blocked transform') FROM agora_memory.transform AS t WHERE t.name = 'barred';
SELECT is(pg_temp.paid('barred'), '0 calculation, f', 'which pays nobody');
SELECT agora_memory.unblock_transform(t.transform_id, 'a test', 1) FROM agora_memory.transform AS t WHERE t.name = 'barred';
SELECT pg_temp.use('barred');
SELECT is(pg_temp.paid('barred'), '1 calculation, t', 'until it is unblocked');

-- Policies by their time.
INSERT INTO agora_reward.reward_policy (kind, parameters, valid_from, created_by, recorded_at)
SELECT 'transform', agora_reward.policy('transform') || '{"cap": 10}', '2026-02-01 00:00+00', 1, agora.now();
SELECT agora_test.at('2026-01-31 23:59:59.999999+00');
SELECT pg_temp.contribute('january');
SELECT pg_temp.contribute('february');
SELECT pg_temp.use('january');
SELECT agora_test.at('2026-02-01 00:00+00');
SELECT pg_temp.use('february');
SELECT results_eq($$SELECT e.subject, e.amount > 10, e.amount = 10, e.reward_policy_id = 1 FROM agora_reward.earned_reward AS e WHERE e.subject IN ('january', 'february') ORDER BY e.reward_calculation_id$$,
                  $$VALUES ('january', true, false, true), ('february', false, true, false)$$, 'a policy holds from its date on');
SELECT is(agora_reward.transform_reward(0.7, 1, 1), 10.000000, 'a preview uses the policy in force');
SELECT results_eq($$SELECT p.valid, p.is_builtin FROM agora_reward.policy_version AS p WHERE p.kind = 'transform' ORDER BY p.valid$$,
                  $$VALUES ('[-infinity, 2026-02-01 00:00+00)'::tstzrange, true), ('[2026-02-01 00:00+00,)', false)$$, 'the view shows when each holds');
SELECT throws_ok($$INSERT INTO agora_reward.reward_policy (kind, parameters, valid_from, created_by, recorded_at) VALUES ('transform', '{}', '2026-02-01 00:00+00', 1, agora.now())$$, '23505', NULL, 'two cannot begin at once');
SELECT is(agora_reward.policy('transform') ->> 'cap', '10', 'policy() gives the constants in force');
SELECT agora_test.raises($$SELECT agora_reward.policy('nonsense')$$, 'ZR001', 'no such kind');
SELECT agora_test.raises($$SELECT agora_reward.policy(NULL)$$, 'ZR001', 'no kind');

-- What was paid stays.
SELECT agora_test.raises('UPDATE agora_reward.reward_calculation SET amount = 0', 'ZA010', 'payouts are not changed');
SELECT agora_test.raises('DELETE FROM agora_reward.reward_calculation', 'ZA010', 'nor removed');
SELECT agora_test.raises('TRUNCATE agora_reward.reward_calculation, agora_reward.reward_reversal', 'ZA010', 'nor emptied');
SELECT agora_test.raises('UPDATE agora_reward.reward_policy SET valid_from = agora.now()', 'ZA010', 'nor policies');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants agree with all of this');

-- Who sees it.
SELECT agora_test.become('bob');
SELECT set_eq('SELECT e.subject FROM agora_reward.earned_reward AS e', ARRAY['found'], 'a bound login sees what it earned');
SELECT throws_ok('SELECT FROM agora_reward.reward_calculation', '42501', NULL, 'and not the table');
RESET SESSION AUTHORIZATION;
SELECT agora_test.become('reader');
SELECT is_empty('SELECT e.subject FROM agora_reward.earned_reward AS e', 'a reader sees nobody''s earnings');
SELECT is((SELECT count(*) FROM agora_reward.policy_version AS p WHERE p.kind = 'transform'), 2::bigint, 'but the policies');
RESET SESSION AUTHORIZATION;

-- The invariant finds what was not paid by the formula.
INSERT INTO agora_reward.reward_calculation (kind, subject_kind, subject_id, occasion, principal_id, evidence_id, series_id, ordinal, reward_policy_id, factors, earned, cuts, amount, recorded_at)
SELECT 'transform', 'transform', t.transform_id, '', t.contributor_id, (SELECT max(x.resolution_evidence_id) FROM agora_memory.resolution_evidence AS x), t.lineage_id, 1, 1, '{"quality": 0.9, "novelty": 1, "complexity": 1}', 0, '{}', 0, agora.now()
  FROM agora_memory.transform AS t WHERE t.name = 'imported';
SELECT results_eq('SELECT v.probe, v.violation ~ ''earned 0, formula 390\.0+, amount 0, booked 0'' FROM agora.check_invariants() AS v', $$VALUES ('reward.payouts', true)$$, 'a payout that the formula does not give is a violation');

SELECT * FROM finish();
ROLLBACK;
