-- Patterns: paid when contributed, duplicates not; royalties where others use patterns and transforms, once per item, user and attempt.
BEGIN;
SELECT plan(36);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_test.add_login('chief', 'agora_operator');
SELECT agora.register_principal(n) FROM unnest(ARRAY['alice', 'bob', 'carol', 'dave']) AS n;
SELECT agora.set_flag('golden_states', false); -- they have a file of their own
CREATE FUNCTION pg_temp.tried(p_name text, p_quality numeric DEFAULT 0.88, p_status text DEFAULT 'success', p_transforms bigint[] DEFAULT '{}') RETURNS bigint LANGUAGE sql
    RETURN (agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_transforms => p_transforms, p_actor => agora_test.id(p_name)), p_status, CASE p_status WHEN 'error' THEN 'ValueError' END,
                                        p_quality => p_quality, p_actor => agora_test.id(p_name))).attempt_id;
CREATE FUNCTION pg_temp.words(p_from integer, p_to integer) RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT string_agg('okapi' || chr(96 + n / 20) || chr(97 + n % 20), ' ' ORDER BY n) FROM generate_series(p_from, p_to) AS n; END;
CREATE FUNCTION pg_temp.contribute(p_name text, p_from integer, p_to integer, p_actor text DEFAULT 'alice', p_role text DEFAULT NULL, p_quality numeric DEFAULT 0.88) RETURNS bigint LANGUAGE sql
    RETURN (agora_memory.contribute_pattern(p_name, 'gnu', pg_temp.words(p_from, p_to), 'code', pg_temp.tried(p_actor, p_quality), p_role, p_actor => agora_test.id(p_actor))).pattern_id;
CREATE FUNCTION pg_temp.balance(p_name text) RETURNS numeric LANGUAGE sql
    RETURN agora_ledger.balance(agora_ledger.wallet_of(agora_test.id(p_name)));

-- New ones, by the formula; what is nearly there, and what is there, earns nothing.
CREATE TEMP TABLE made AS SELECT pg_temp.contribute('first', 1, 100) AS first;
SELECT is(pg_temp.balance('alice'), 150::numeric, 'the first pattern: tier 150, all of it new');
SELECT results_eq($$SELECT e.kind, e.subject_kind, e.subject_id, e.subject, e.factors, e.amount::numeric, e.helped_id FROM agora_reward.earned_reward AS e$$,
                  $$SELECT 'pattern', 'pattern', m.first, 'first', '{"quality": 0.88, "novelty": 1, "similarity": 0, "complexity": 0}'::jsonb, 150.000000, NULL::bigint FROM made AS m$$, 'with its factors');
SELECT pg_temp.contribute('first', 1, 97, 'bob');
SELECT is(pg_temp.balance('bob'), 0::numeric, 'a near-duplicate earns nothing');
SELECT results_eq($$SELECT e.subject_id = m.first, (e.factors ->> 'similarity')::numeric >= 0.85, e.amount::numeric, e.transaction_id FROM agora_reward.earned_reward AS e, made AS m WHERE e.principal_id = agora_test.id('bob')$$,
                  $$VALUES (true, true, 0.000000, NULL::bigint)$$, 'and the record says why');
SELECT pg_temp.contribute('first', 1, 100, 'bob');
SELECT is((SELECT count(*) FROM agora_reward.earned_reward AS e WHERE e.principal_id = agora_test.id('bob')), 1::bigint, 'the very text is no contribution');
SELECT pg_temp.contribute('second', 61, 160, 'bob', 'orchestrator', 0.95);
SELECT results_eq($$SELECT e.amount::numeric = agora_reward.pattern_reward(0.95, p.novelty, 1 - p.novelty, 0, 'orchestrator'), e.amount < 450, e.amount > 225 FROM agora_reward.earned_reward AS e JOIN agora_memory.pattern AS p ON p.pattern_id = e.subject_id WHERE e.subject = 'second'$$,
                  'VALUES (true, true, true)', 'half alike: less by its novelty, more by its role');
UPDATE agora_memory.pattern SET status = 'archived', archived_at = agora.now(), archived_reason = 'unused' WHERE name = 'first';
UPDATE agora_memory.document AS d SET is_active = false FROM made AS m WHERE d.kind = 'pattern' AND d.object_id = m.first;
SELECT isnt(pg_temp.contribute('first', 1, 100, 'carol'), m.first, 'an archived text is taken for a new one') FROM made AS m;
SELECT is(pg_temp.balance('carol'), 0::numeric, 'and earns nothing a second time');
SELECT agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_actor => agora_test.id('dave')), 'success', p_quality => 0.88, p_actor => agora_test.id('dave'),
                                   p_code => E'def f(a, b):\n    """Sum what is true."""\n    if a and b:\n        return a + b\n    for c in a:\n        if c:\n            return c\n    return b');
SELECT agora_memory.contribute_pattern('branches', 'zebra', pg_temp.words(200, 260), 'code', (SELECT max(a.attempt_id) FROM agora_memory.recorded_attempt AS a), p_actor => agora_test.id('dave'));
SELECT is((e.factors ->> 'complexity')::numeric, t.complexity::numeric, 'the complexity is that of the code of the attempt') FROM agora_reward.earned_reward AS e, agora_memory.transform AS t WHERE e.subject = 'branches' AND e.kind = 'pattern';
SELECT cmp_ok(t.complexity::numeric, '>', 0::numeric, 'which has some') FROM agora_memory.transform AS t;
SELECT agora.set_flag('token_rewards', false, agora_test.id('dave'));
SELECT pg_temp.contribute('off', 300, 350, 'dave');
SELECT is((SELECT count(*) FROM agora_reward.earned_reward AS e WHERE e.subject = 'off'), 0::bigint, 'without token_rewards nothing is written');
SELECT agora.set_flag('token_rewards', true, agora_test.id('dave'));

-- Royalties for patterns.
CREATE TEMP TABLE live AS SELECT p.pattern_id AS id FROM agora_memory.pattern AS p WHERE p.name = 'second';
CREATE TEMP TABLE used AS SELECT pg_temp.tried('carol') AS attempt_id, b.balance FROM (SELECT pg_temp.balance('bob') AS balance) AS b;
SELECT agora_memory.use_pattern(l.id, u.attempt_id, p_actor => agora_test.id('carol')) FROM live AS l, used AS u;
SELECT is(pg_temp.balance('bob') - u.balance, 5::numeric, 'a use by somebody else: + 5') FROM used AS u;
SELECT results_eq($$SELECT e.principal_id, e.helped_id, e.subject_kind, e.occasion FROM agora_reward.earned_reward AS e WHERE e.kind = 'royalty'$$, $$SELECT agora_test.id('bob'), agora_test.id('carol'), 'pattern', u.attempt_id::text FROM used AS u$$, 'for that attempt');
SELECT agora_memory.use_pattern(l.id, u.attempt_id, p_key => 'again', p_actor => agora_test.id('carol')) FROM live AS l, used AS u;
SELECT is(pg_temp.balance('bob') - u.balance, 5::numeric, 'once per attempt') FROM used AS u;
SELECT agora_memory.use_pattern(l.id, pg_temp.tried('bob'), p_actor => agora_test.id('bob')) FROM live AS l;
SELECT agora_memory.use_pattern(l.id, pg_temp.tried('carol', NULL, 'error'), p_actor => agora_test.id('carol')) FROM live AS l;
SELECT agora_memory.use_pattern(l.id, pg_temp.tried('carol'), 'partial', p_actor => agora_test.id('carol')) FROM live AS l;
SELECT is(pg_temp.balance('bob') - u.balance, 5::numeric, 'not for one''s own use, nor for what did not help') FROM used AS u;
SELECT agora_memory.use_pattern(l.id, pg_temp.tried('carol'), p_actor => agora_test.id('carol')) FROM live AS l;
SELECT is(pg_temp.balance('bob') - u.balance, 10::numeric, 'another attempt is another use') FROM used AS u;

-- And for transforms, whether an attempt ends with them or a use is told.
CREATE TEMP TABLE code AS SELECT (agora_memory.register_transform(E'def g(a: int) -> int:\n    "Give it."\n    return a', p_actor => agora_test.id('alice'))).transform_id;
CREATE TEMP TABLE before AS SELECT pg_temp.balance('alice') AS balance;
SELECT pg_temp.tried('bob', p_transforms => ARRAY[c.transform_id]) FROM code AS c;
SELECT is(pg_temp.balance('alice') - b.balance, 5::numeric, 'a success of another: + 5') FROM before AS b;
SELECT pg_temp.tried('bob', p_status => 'error', p_transforms => ARRAY[c.transform_id]) FROM code AS c;
SELECT pg_temp.tried('alice', p_transforms => ARRAY[c.transform_id]) FROM code AS c;
SELECT is(pg_temp.balance('alice') - b.balance, 5::numeric, 'not a failure, nor one''s own') FROM before AS b;
SELECT agora_memory.record_use(c.transform_id, pg_temp.tried('bob'), 'success', p_actor => agora_test.id('bob')) FROM code AS c;
SELECT is(pg_temp.balance('alice') - b.balance, 10::numeric, 'a use that is told: + 5') FROM before AS b;
SELECT agora_memory.record_use(u.transform_id, u.attempt_id, u.outcome, p_actor => u.principal_id) FROM agora_memory.transform_use AS u WHERE NOT u.is_own;
SELECT is(pg_temp.balance('alice') - b.balance, 10::numeric, 'told again it pays no more') FROM before AS b;
SELECT agora_memory.import_attempts(jsonb_build_array(jsonb_build_object('id', 'old', 'agent', 'bob', 'request', 'x', 'status', 'success', 'transforms', jsonb_build_array(c.transform_id)))) FROM code AS c;
SELECT is((SELECT count(*) FROM agora_memory.transform_use AS u WHERE NOT u.is_own), 4::bigint, 'an imported use counts');
SELECT is(pg_temp.balance('alice') - b.balance, 10::numeric, 'and pays nothing') FROM before AS b;
SELECT agora_memory.block_transform(c.transform_id, 'a test', 2) FROM code AS c;
SELECT is((SELECT count(*) FROM agora_reward.earned_reward AS e WHERE e.kind = 'royalty' AND e.subject_kind = 'transform'), 2::bigint, 'two were paid');
SELECT agora_memory.unblock_transform(c.transform_id, 'a test', 2) FROM code AS c;
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');

-- By policy the user pays, and a user who cannot is not refused: the royalty waits.
INSERT INTO agora_reward.reward_policy (kind, parameters, valid_from, created_by, recorded_at) VALUES ('royalty', '{"tokens": 5, "is_charged": true}', '2026-01-02 00:00+00', 1, agora.now());
SELECT agora_test.at('2026-01-02 00:00+00');
SELECT agora_ledger.mint(agora_ledger.wallet_of(agora_test.id('carol')), 7, 'start', p_key => 'start', p_actor => 2);
SELECT pg_temp.tried('carol', p_transforms => ARRAY[c.transform_id]) FROM code AS c;
SELECT is(pg_temp.balance('alice') - b.balance, 15::numeric, 'the author has it') FROM before AS b;
SELECT is(pg_temp.balance('carol'), 2::numeric, 'from the user');
SELECT is(t.kind, 'transfer', 'nothing was minted') FROM agora_ledger.transaction AS t JOIN agora_reward.earned_reward AS e USING (transaction_id) WHERE e.helped_id = agora_test.id('carol') AND e.subject_kind = 'transform';
SELECT isnt(pg_temp.tried('carol', p_transforms => ARRAY[c.transform_id]), NULL, 'a user who cannot pay is helped all the same') FROM code AS c;
SELECT results_eq('SELECT w.kind, w.subject_kind, w.principal_id, w.reason_code FROM agora_reward.withheld_reward AS w', $$VALUES ('royalty', 'transform', agora_test.id('alice'), 'ZL002')$$, 'the royalty is withheld');
SELECT agora_test.raises($$SELECT agora_reward.pay_withheld((SELECT w.withholding_id FROM agora_reward.withheld_reward AS w), 'late')$$, 'ZL002', 'as long as the user cannot');
SELECT agora_ledger.mint(agora_ledger.wallet_of(agora_test.id('carol')), 7, 'more', p_key => 'more', p_actor => 2);
SELECT isnt(agora_reward.pay_withheld((SELECT w.withholding_id FROM agora_reward.withheld_reward AS w), 'later'), NULL, 'then it is paid');
SELECT is(pg_temp.balance('carol'), 4::numeric, 'from the user');
SELECT agora_ledger.freeze_account(agora_ledger.wallet_of(agora_test.id('carol')), 'a test', p_actor => 2);
SELECT pg_temp.tried('carol', p_transforms => ARRAY[c.transform_id]) FROM code AS c;
SELECT is((SELECT array_agg(w.reason_code) FROM agora_reward.withheld_reward AS w), ARRAY['ZL010'], 'nor from a frozen wallet');

-- Off: a royalty of 0 is not written down.
INSERT INTO agora_reward.reward_policy (kind, parameters, valid_from, created_by, recorded_at) VALUES ('royalty', '{"tokens": 0}', '2026-01-03 00:00+00', 1, agora.now());
SELECT agora_test.at('2026-01-03 00:00+00');
SELECT pg_temp.tried('bob', p_transforms => ARRAY[c.transform_id]) FROM code AS c;
SELECT agora_memory.use_pattern(l.id, pg_temp.tried('carol'), p_actor => agora_test.id('carol')) FROM live AS l;
SELECT is((SELECT count(*) FROM agora_reward.reward_calculation AS c WHERE c.recorded_at = agora.now()), 0::bigint, 'a policy of 0 pays and writes none');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');
SELECT is((SELECT count(*) FROM agora_memory.attempt_step AS s WHERE s.outcome = 'error'), 0::bigint, 'no step of an attempt failed');

SELECT * FROM finish();
ROLLBACK;
