-- pay_retroactively: a dry run shows what the real one pays, in the order of the evidence, once.
BEGIN;
SELECT plan(41);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_test.add_login('svc', 'agora_service');
SELECT agora_test.add_login('chief', 'agora_operator');
SELECT agora.register_principal(n) FROM unnest(ARRAY['alice', 'bob', 'carol']) AS n;
SELECT agora.set_setting('memory.golden_claim_max', '1', 'a test');
CREATE FUNCTION pg_temp.total() RETURNS numeric LANGUAGE sql BEGIN ATOMIC SELECT coalesce(sum(e.amount), 0) FROM agora_reward.earned_reward AS e; END;

-- A history: everything earns nothing while rewards are off, then comes an import.
SELECT agora.set_flag('token_rewards', false);
CREATE TEMP TABLE failed AS SELECT (agora_memory.finish_attempt(agora_memory.start_attempt('do it'), 'error', 'ValueError', 'it broke')).attempt_id;
CREATE FUNCTION pg_temp.tried(p_name text, p_quality numeric DEFAULT NULL, p_transforms bigint[] DEFAULT '{}', p_request text DEFAULT 'do it') RETURNS bigint LANGUAGE sql
BEGIN ATOMIC
    SELECT (agora_memory.finish_attempt(agora_memory.start_attempt(p_request, p_parent => CASE WHEN p_transforms <> '{}' THEN f.attempt_id END, p_approach => 'think', p_transforms => p_transforms, p_actor => agora_test.id(p_name)), 'success',
                                        p_quality => p_quality, p_actor => agora_test.id(p_name))).attempt_id FROM failed AS f;
END;
CREATE TEMP TABLE made AS
SELECT (agora_memory.register_transform(E'def one(path: str) -> list:\n    rows = []\n    for line in open(path):\n        rows.append(line)\n    return rows', p_actor => agora_test.id('alice'))).transform_id AS original,
       (agora_memory.register_transform(E'def two(path: str) -> list:\n    rows = []\n    for line in open(path):\n        rows.append(line)\n    return rows', p_actor => agora_test.id('carol'))).transform_id AS copy;
SELECT pg_temp.tried('bob', NULL, ARRAY[m.copy]), pg_temp.tried('bob', NULL, ARRAY[m.original]) FROM made AS m;
CREATE TEMP TABLE solved AS SELECT pg_temp.tried('alice', 0.95, p_request => 'first') AS one, pg_temp.tried('carol', 0.9, p_request => 'second') AS two;
SELECT agora_memory.record_golden_reuse(g.golden_state_id, pg_temp.tried('bob'), p_actor => agora_test.id('bob')) FROM agora_memory.golden_state AS g, solved AS s WHERE g.attempt_id = s.one;
SELECT agora_memory.contribute_pattern('retry', 'Again.', 'for n in times: call it', 'code', s.one, p_actor => agora_test.id('alice')) FROM solved AS s;
SELECT agora_memory.contribute_pattern('retry', 'Again.', 'for n in times: call it so', 'code', s.two, p_actor => agora_test.id('carol')) FROM solved AS s;
SELECT agora_memory.use_pattern(p.pattern_id, pg_temp.tried('bob'), p_actor => agora_test.id('bob')) FROM agora_memory.pattern AS p;
SELECT is(pg_temp.total(), 0::numeric, 'nothing was paid');
SELECT agora_test.become('chief');
SELECT is_empty('SELECT * FROM agora_reward.pay_retroactively(''transform'', p_actor => 2)', 'nor is it due while rewards are off');
RESET SESSION AUTHORIZATION;
SELECT agora.set_flag('token_rewards', true);
SELECT agora_test.advance('1 day');

-- The dry run.
SELECT agora_test.become('chief');
CREATE TEMP TABLE dry AS SELECT r.* FROM agora_reward.pay_retroactively('transform', p_actor => 2) AS r;
RESET SESSION AUTHORIZATION;
SELECT results_eq('SELECT d.kind, d.subject_id, d.principal_id, d.reward_calculation_id, d.withheld, d.cuts FROM dry AS d',
                  $$SELECT 'transform', m.copy, agora_test.id('carol'), NULL::bigint, NULL::text, '{}'::jsonb FROM made AS m UNION ALL SELECT 'predecessor', m.original, agora_test.id('alice'), NULL, NULL, '{}' FROM made AS m
                    UNION ALL SELECT 'transform', m.original, agora_test.id('alice'), NULL, NULL, '{}' FROM made AS m$$, 'the evidence in its order, with the shares of predecessors');
SELECT results_eq('SELECT d.amount > 0 FROM dry AS d', 'VALUES (false), (true), (true)', 'the copy earns nothing, the original what both are worth');
SELECT is(pg_temp.total(), 0::numeric, 'a dry run pays nothing');
SELECT is((SELECT count(*) FROM agora_reward.reward_calculation) + (SELECT count(*) FROM agora_event.event AS v WHERE v.topic LIKE 'reward.%'), 0::bigint, 'nor writes anything');

-- The real one.
SELECT agora_test.become('chief');
CREATE TEMP TABLE paid AS SELECT r.* FROM agora_reward.pay_retroactively('transform', p_dry_run => false, p_key => 'r1', p_actor => 2) AS r;
RESET SESSION AUTHORIZATION;
SELECT results_eq('SELECT p.kind, p.subject_id, p.principal_id, p.evidence_id, p.factors, p.earned, p.amount FROM paid AS p', 'SELECT d.kind, d.subject_id, d.principal_id, d.evidence_id, d.factors, d.earned, d.amount FROM dry AS d', 'pays what the dry run showed');
SELECT is(pg_temp.total(), (SELECT sum(p.amount) FROM paid AS p), 'and that is on record');
SELECT is((SELECT count(*) FROM paid AS p JOIN agora_reward.earned_reward AS e USING (reward_calculation_id)), 3::bigint, 'by its calculations');
SELECT results_eq($$SELECT r.* FROM agora_reward.pay_retroactively('transform', p_dry_run => false, p_key => 'r1', p_actor => 2) AS r$$, 'SELECT p.* FROM paid AS p', 'the same call again: the first answer');
SELECT is_empty($$SELECT * FROM agora_reward.pay_retroactively('transform', p_dry_run => false, p_key => 'r2', p_actor => 2)$$, 'with another key nothing is due');
SELECT agora_test.raises($$SELECT * FROM agora_reward.pay_retroactively('golden', p_dry_run => false, p_key => 'r1', p_actor => 2)$$, 'ZA003', 'the key with other arguments');
SELECT is(pg_temp.total(), (SELECT sum(p.amount) FROM paid AS p), 'nothing more was paid');

-- The other kinds.
SELECT results_eq($$SELECT r.kind, r.principal_id, r.amount FROM agora_reward.pay_retroactively('golden', p_dry_run => false, p_key => 'g', p_actor => 2) AS r$$, $$VALUES ('golden', agora_test.id('alice'), 210.000000), ('golden', agora_test.id('carol'), 200)$$, 'golden states');
SELECT results_eq($$SELECT r.kind, r.principal_id, r.amount, r.factors FROM agora_reward.pay_retroactively('reuse', p_dry_run => false, p_key => 'u', p_actor => 2) AS r$$, $$VALUES ('reuse', agora_test.id('alice'), 50.000000, '{"n": 1, "reward": 210.000000, "bonuses": 0}'::jsonb)$$, 'their reuse');
SELECT results_eq($$SELECT r.kind, r.principal_id, r.amount, r.factors ->> 'novelty' FROM agora_reward.pay_retroactively('pattern', p_dry_run => false, p_key => 'p', p_actor => 2) AS r LIMIT 1$$, $$VALUES ('pattern', agora_test.id('alice'), 300.000000, '1')$$, 'patterns: the first is as novel as it was');
SELECT results_eq($$SELECT e.earned::numeric, (e.factors ->> 'similarity')::numeric >= 0.85 FROM agora_reward.earned_reward AS e WHERE e.kind = 'pattern' AND e.principal_id = agora_test.id('carol')$$, 'VALUES (0.000000, true)', 'the second is the duplicate that it was');
SELECT results_eq($$SELECT r.kind, r.subject_kind, r.principal_id, r.amount FROM agora_reward.pay_retroactively('royalty', p_dry_run => false, p_limit => 2, p_key => 'y', p_actor => 2) AS r$$,
                  $$VALUES ('royalty', 'pattern', agora_test.id('alice'), 5::numeric), ('royalty', 'transform', agora_test.id('carol'), 5)$$, 'royalties, two at a time');
SELECT results_eq($$SELECT r.kind, r.subject_kind, r.principal_id, r.amount FROM agora_reward.pay_retroactively('royalty', p_dry_run => false, p_limit => 2, p_key => 'y2', p_actor => 2) AS r$$,
                  $$VALUES ('royalty', 'transform', agora_test.id('alice'), 5::numeric)$$, 'the next call goes on');
SELECT is_empty(format('SELECT * FROM agora_reward.pay_retroactively(%L)', k), k || ': nothing is left') FROM unnest(ARRAY['golden', 'reuse', 'pattern', 'royalty']) AS k;
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');

-- Imports, in a time, withheld ones.
SELECT agora_memory.import_attempts(jsonb_build_array(jsonb_build_object('id', 'old', 'agent', 'bob', 'request', 'x', 'status', 'success', 'transforms', jsonb_build_array(m.original)))) FROM made AS m;
SELECT is((SELECT count(*) FROM agora_reward.pay_retroactively('royalty')), 1::bigint, 'an import is paid on demand');
SELECT is((SELECT count(*) FROM agora_reward.pay_retroactively('royalty', p_to => agora.now())), 0::bigint, 'not before its time');
SELECT is((SELECT count(*) FROM agora_reward.pay_retroactively('royalty', agora.now(), agora.now() + interval '1 second')), 1::bigint, 'but in it');
SELECT agora.suspend_principal(agora_test.id('alice'), 'a test');
SELECT results_eq($$SELECT r.amount, r.withheld FROM agora_reward.pay_retroactively('royalty') AS r$$, $$VALUES (NULL::numeric, 'ZA002')$$, 'a suspended author is not paid');
SELECT is_empty('SELECT * FROM agora_reward.withheld_reward', 'which a dry run leaves no trace of');
SELECT results_eq($$SELECT r.amount, r.withheld, r.reward_calculation_id FROM agora_reward.pay_retroactively('royalty', p_dry_run => false, p_key => 'w', p_actor => 2) AS r$$, $$VALUES (NULL::numeric, 'ZA002', NULL::bigint)$$, 'and the real run does');
SELECT is((SELECT count(*) FROM agora_reward.withheld_reward), 1::bigint, 'it is withheld');
SELECT is_empty($$SELECT * FROM agora_reward.pay_retroactively('royalty')$$, 'and no longer in the way');

-- What is refused.
SELECT agora_test.raises(format('SELECT * FROM agora_reward.pay_retroactively(%s)', w.arguments), '22023', w.arguments)
  FROM (VALUES ('NULL'), ('''daily'''), ('''transform'', NULL'), ('''transform'', ''2026-01-01'', ''2026-01-01'''), ('''transform'', p_dry_run => NULL'), ('''transform'', p_limit => 0'), ('''transform'', p_limit => NULL'), ('''transform'', p_dry_run => false')) AS w(arguments);
SELECT agora_test.become('svc');
SELECT throws_ok('SELECT * FROM agora_reward.pay_retroactively(''transform'')', '42501', NULL, 'a service pays nobody');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
