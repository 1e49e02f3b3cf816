-- explain_reward: every kind in a sentence; versions of a transform share what they share; policies compared.
BEGIN;
SELECT plan(53);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_test.add_login('alice', 'agora_service', true);
SELECT agora_test.add_login('mime', 'agora_service', true);
SELECT agora_test.add_login('chief', 'agora_operator');
SELECT agora.register_principal(n) FROM unnest(ARRAY['bob', 'carol', 'v1', 'v2', 'v3']) AS n;
SELECT agora.set_setting('memory.golden_claim_max', '1', 'a test');
INSERT INTO agora_reward.reward_policy (kind, parameters, valid_from, created_by, recorded_at) VALUES ('royalty', '{"tokens": 0}', '2025-01-01 00:00+00', 1, agora.now());
CREATE TEMP TABLE failed AS SELECT (agora_memory.finish_attempt(agora_memory.start_attempt('do it'), 'error', 'ValueError', 'it broke')).attempt_id;
CREATE FUNCTION pg_temp.version(p_name text, p_body text, p_actor text) RETURNS bigint LANGUAGE sql
RETURN (agora_memory.register_transform(format(p_body, p_name), p_actor => agora_test.id(p_actor))).transform_id;
CREATE FUNCTION pg_temp.use(p_transform bigint, p_actor text DEFAULT 'bob', p_status text DEFAULT 'success') RETURNS bigint LANGUAGE sql
BEGIN ATOMIC
    SELECT (agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_parent => f.attempt_id, p_transforms => ARRAY[p_transform], p_actor => agora_test.id(p_actor)),
                                        p_status, p_quality => 0.1, p_actor => agora_test.id(p_actor))).attempt_id FROM failed AS f;
END;
CREATE FUNCTION pg_temp.sentence(p_kind text, p_name text DEFAULT 'alice') RETURNS text LANGUAGE sql
BEGIN ATOMIC
    SELECT (agora_reward.explain_reward(NULL, max(e.reward_calculation_id))).sentence FROM agora_reward.earned_reward AS e WHERE e.kind = p_kind AND e.principal_id = agora_test.id(p_name);
END;
CREATE FUNCTION pg_temp.worth(p_transform bigint) RETURNS numeric LANGUAGE sql
BEGIN ATOMIC SELECT agora_reward.transform_reward(t.quality, t.novelty, t.complexity) FROM agora_memory.transform AS t WHERE t.transform_id = p_transform; END;

-- Whoever helps first: a renamed copy pays the author of what it was copied from.
CREATE TEMP TABLE body AS
SELECT E'def %s(path: str) -> list:\n    rows = []\n    for line in open(path):\n        if line.strip():\n            rows.append(line.split(\',\'))\n    return rows' AS plain,
       E'def %s(path: str) -> list:\n    """Rows of a file of comma-separated values, without blank lines."""\n    rows = []\n    for line in open(path):\n        if line.strip():\n            rows.append(line.split(\',\'))\n    return rows' AS better,
       E'def %s(path: str, separator: str) -> list:\n    """Rows of a file, without blank lines and comments."""\n    rows = []\n    for line in open(path):\n        if line.strip() and not line.startswith(\'#\'):\n            rows.append([cell.strip() for cell in line.split(separator)])\n    return rows' AS other;
CREATE TEMP TABLE made AS SELECT pg_temp.version('fetch_rows', b.plain, 'alice') AS first, pg_temp.version('take_rows', b.plain, 'mime') AS copy, pg_temp.version('load_rows', b.better, 'carol') AS better FROM body AS b;
GRANT SELECT ON made TO PUBLIC;
SELECT is((SELECT count(DISTINCT t.lineage_id) FROM agora_memory.transform AS t), 1::bigint, 'three versions of one program');
SELECT pg_temp.use(m.copy) FROM made AS m;
SELECT results_eq($$SELECT e.kind, e.principal_id, e.subject_id, e.amount::numeric FROM agora_reward.earned_reward AS e ORDER BY e.reward_calculation_id$$,
                  $$SELECT 'transform', agora_test.id('mime'), m.copy, 0.000000 FROM made AS m UNION ALL SELECT 'predecessor', agora_test.id('alice'), m.first, pg_temp.worth(m.copy) FROM made AS m$$,
                  'the copier earns nothing, the author all that the copy is worth');
SELECT results_eq($$SELECT e.helped_id, e.occasion, e.factors ->> 'similarity', (e.factors ->> 'left')::numeric FROM agora_reward.earned_reward AS e WHERE e.kind = 'predecessor'$$,
                  $$SELECT agora_test.id('bob'), m.copy::text, '1.0', pg_temp.worth(m.copy) FROM made AS m$$, 'with the factors');
SELECT pg_temp.use(m.first), pg_temp.use(m.copy) FROM made AS m;
SELECT is((SELECT sum(e.amount::numeric) FROM agora_reward.earned_reward AS e), pg_temp.worth(m.first), 'when the original helps, it gets the rest of its budget') FROM made AS m;
SELECT pg_temp.use(m.better) FROM made AS m;
SELECT is((SELECT sum(e.amount::numeric) FROM agora_reward.earned_reward AS e WHERE e.principal_id = agora_test.id('carol')), pg_temp.worth(m.better) - pg_temp.worth(m.first), 'a better version earns what it adds') FROM made AS m;
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');

-- Another lineage: a chain of three, the last of which helps first.
CREATE TEMP TABLE chain AS
SELECT pg_temp.version('one', replace(b.other, 'rows', 'lines'), 'alice') AS first FROM body AS b;
SELECT agora_memory.block_transform(m.better, 'a test', 2), agora_memory.block_transform(m.first, 'a test', 2), agora_memory.block_transform(m.copy, 'a test', 2) FROM made AS m; -- so that they are no neighbours
UPDATE agora_memory.transform AS t SET lineage_id = t.transform_id, supersedes_id = NULL, version = '1.0.0' FROM chain AS c WHERE t.transform_id = c.first;
ALTER TABLE chain ADD second bigint, ADD third bigint;
UPDATE chain SET second = pg_temp.version('two', replace(b.other, 'rows', 'lines') || E'\n\n\ndef more(lines: list) -> int:\n    """How many lines."""\n    return len(lines)', 'mime') FROM body AS b;
UPDATE chain SET third = pg_temp.version('three', replace(b.other, 'rows', 'lines') || E'\n\n\ndef more(lines: list) -> int:\n    """How many lines."""\n    if not lines:\n        return 0\n    return len(lines)', 'carol') FROM body AS b;
SELECT results_eq('SELECT t.supersedes_id, t.lineage_id FROM agora_memory.transform AS t, chain AS c WHERE t.transform_id IN (c.second, c.third) ORDER BY t.transform_id', 'SELECT c.first, c.first FROM chain AS c UNION ALL SELECT c.second, c.first FROM chain AS c', 'each from the one before');
SELECT pg_temp.use(c.third) FROM chain AS c;
CREATE TEMP TABLE shared AS SELECT e.kind, e.principal_id, e.amount::numeric AS amount, e.factors, e.reward_calculation_id FROM agora_reward.earned_reward AS e, chain AS c WHERE e.kind IN ('transform', 'predecessor') AND e.subject_id IN (c.first, c.second, c.third);
SELECT results_eq('SELECT s.kind, s.principal_id FROM shared AS s ORDER BY s.reward_calculation_id', $$VALUES ('transform', agora_test.id('carol')), ('predecessor', agora_test.id('mime')), ('predecessor', agora_test.id('alice'))$$, 'all three are paid');
SELECT is(sum(s.amount), pg_temp.worth(c.third), 'together what the one that helped is worth') FROM shared AS s, chain AS c GROUP BY c.third;
SELECT ok(bool_and(s.amount > 0), 'each something') FROM shared AS s;
SELECT is(s.amount, pg_temp.worth(c.third) - round((p.factors ->> 'similarity')::numeric * agora_reward.transform_reward(t.quality, least(t.novelty, h.novelty), t.complexity), 6), 'what lacks in novelty is not taken off again')
  FROM shared AS s JOIN shared AS p ON p.principal_id = agora_test.id('mime') JOIN chain AS c ON true JOIN agora_memory.transform AS t ON t.transform_id = c.second JOIN agora_memory.transform AS h ON h.transform_id = c.third
 WHERE s.principal_id = agora_test.id('carol');
SELECT ok(a.amount > m.amount, 'the first author most, because most of it was copied twice') FROM shared AS a, shared AS m WHERE a.principal_id = agora_test.id('alice') AND m.principal_id = agora_test.id('mime');
SELECT pg_temp.use(c.second), pg_temp.use(c.first) FROM chain AS c;
SELECT is((SELECT sum(e.amount::numeric) FROM agora_reward.earned_reward AS e WHERE e.kind IN ('transform', 'predecessor') AND e.subject_id IN (c.first, c.second, c.third)),
          greatest(pg_temp.worth(c.first), pg_temp.worth(c.second), pg_temp.worth(c.third)), 'when all have helped, together what the best of them is worth') FROM chain AS c;
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');

-- What was taken over from an imported version is paid to nobody.
CREATE TEMP TABLE counting AS SELECT E'def %s(words: list) -> dict:\n    """How often each word is there."""\n    counts = {}\n    for word in words:\n        counts[word] = counts.get(word, 0) + 1\n    return counts' AS code;
CREATE TEMP TABLE old AS SELECT pg_temp.version('old', b.code, 'alice') AS id FROM counting AS b;
UPDATE agora_memory.transform AS t SET lineage_id = t.transform_id, supersedes_id = NULL, version = '1.0.0', is_imported = true FROM old AS o WHERE t.transform_id = o.id;
CREATE TEMP TABLE copied AS SELECT pg_temp.version('renamed', b.code, 'mime') AS id FROM counting AS b;
SELECT is((SELECT t.supersedes_id FROM agora_memory.transform AS t, copied AS c WHERE t.transform_id = c.id), o.id, 'a copy of an imported one') FROM old AS o;
SELECT pg_temp.use(c.id) FROM copied AS c;
SELECT results_eq('SELECT e.kind, e.amount::numeric FROM agora_reward.earned_reward AS e, copied AS c, old AS o WHERE e.subject_id IN (c.id, o.id)', $$VALUES ('transform', 0.000000)$$, 'earns nothing, nor does anybody');

-- Sentences.
SELECT is(pg_temp.sentence('transform', 'carol'), format('carol earned %s tokens with transform %s (three): A transform helped somebody else than its contributor for the first time. By policy 1: tier %s (quality %s) x novelty %s (novelty %s) x complexity %s (complexity %s) - shared %s (taken over from an earlier version) = %s, at most 500.',
          trim_scale(s.amount), t.transform_id, agora_reward._tier(t.quality, agora_reward.policy('transform') -> 'tiers'), trim_scale(t.quality), trim_scale(0.5 + 0.5 * t.novelty), trim_scale(t.novelty), trim_scale(1 + 0.3 * t.complexity), trim_scale(t.complexity), trim_scale((s.factors ->> 'shared')::numeric), trim_scale(s.amount)), 'a transform')
  FROM shared AS s JOIN chain AS c ON true JOIN agora_memory.transform AS t ON t.transform_id = c.third WHERE s.principal_id = agora_test.id('carol');
SELECT matches(pg_temp.sentence('predecessor'), '^alice earned [0-9.]+ tokens with transform \d+ \(one\): A later version of a transform helped: what it took over from this one\. By policy 1: .* x similarity 0\.\d+ \(taken over by the later version\) = [0-9.]+, at most 500\.$', 'a predecessor');
SELECT agora_memory.finish_attempt(agora_memory.start_attempt('solve it', p_approach => 'think', p_actor => agora_test.id('alice')), 'success', p_quality => 0.95, p_actor => agora_test.id('alice'));
SELECT matches(pg_temp.sentence('golden'), '^alice earned 210 tokens with golden \d+ \(solve it\): A golden state was approved\. By policy 2: base 200 \(approval\) x quality 1\.05 \(quality 0\.95\) = 210\.$', 'a golden state');
SELECT agora_memory.record_golden_reuse(g.golden_state_id, pg_temp.use(o.id), p_actor => agora_test.id('bob')) FROM agora_memory.golden_state AS g, old AS o;
SELECT matches(pg_temp.sentence('reuse'), ': A golden state was reused with success by somebody else\. By policy 2: bonus 50 \(reuse 1, with 0 of at most 500 earned by reuse\) = 50\.$', 'a reuse');
SELECT agora_memory.contribute_pattern('retry', 'Again.', 'for n in times: call', 'code', (SELECT max(a.attempt_id) FROM agora_memory.recorded_attempt AS a WHERE a.quality = 0.95), 'effect', p_actor => agora_test.id('alice'));
SELECT matches(pg_temp.sentence('pattern'), '^alice earned 390 tokens with pattern \d+ \(retry\): A pattern was contributed\. By policy 3: tier 300 \(quality 0\.95\) x novelty 1 \(novelty 1\) x complexity 1 \(complexity 0\) x role 1\.3 \(role effect\) = 390, at most 500\.$', 'a pattern');
SELECT agora_memory.contribute_pattern('retry', 'Again.', 'for n in times: call it', 'code', (SELECT max(a.attempt_id) FROM agora_memory.recorded_attempt AS a WHERE a.quality = 0.95), 'effect', p_actor => agora_test.id('alice'));
SELECT matches(pg_temp.sentence('pattern'), '^alice earned 0 tokens .* By policy 3: duplicate 0 \(similarity (0\.[89]\d*|1)\) = 0, at most 500\.$', 'a duplicate, which has no transaction');
SELECT agora_reward.claim_starter(p_actor => agora_test.id('alice'));
SELECT matches(pg_temp.sentence('starter'), '^alice earned 1000 tokens with principal \d+: What everybody starts with\. By policy 9: tokens 1000 \(policy\) = 1000\.$', 'a grant');
SELECT agora_memory.appoint_reviewer(agora_test.id('v' || n)) FROM generate_series(1, 3) AS n;
SELECT agora_memory.record_verification(o.id, 'passed', p_actor => agora_test.id('v' || n)) FROM old AS o, generate_series(1, 3) AS n;
SELECT matches(pg_temp.sentence('verification', 'v1'), 'By policy 6: tokens 5 \(0 of at most 20 of that day\) = 5\.$', 'a verdict');
SELECT agora_ledger.burn(agora_ledger.wallet_of(agora_test.id('alice')), agora_ledger.balance(agora_ledger.wallet_of(agora_test.id('alice'))), 'spent', p_key => 'spent', p_actor => 2);
SELECT agora_memory.revoke_golden(g.golden_state_id, 'no', p_actor => 2) FROM agora_memory.golden_state AS g;
SELECT matches(pg_temp.sentence('golden'), ' It was to be given back and is owed: golden state \d+ was revoked\.$', 'one that is owed');
SELECT agora_reward.claim_daily(p_actor => agora_test.id('alice'));
SELECT matches(pg_temp.sentence('daily'), ' = 50\. Of that, 50 was kept \(owed\)\.$', 'one that was kept for it');

-- By transaction, with the details.
SELECT is((agora_reward.explain_reward(e.transaction_id)).sentence, pg_temp.sentence('starter'), 'by the transaction') FROM agora_reward.earned_reward AS e WHERE e.kind = 'starter';
SELECT is((agora_reward.explain_reward(e.transaction_id)).details, jsonb_build_object('reward_calculation_id', e.reward_calculation_id, 'kind', 'golden', 'subject_kind', 'golden', 'subject_id', e.subject_id, 'principal_id', e.principal_id,
          'helped_id', NULL, 'evidence_id', e.evidence_id, 'reward_policy_id', 2, 'constants', agora_reward.policy('golden'), 'factors', e.factors,
          'terms', '[{"term": "base", "value": 200, "because": "approval"}, {"term": "quality", "value": 1.050, "because": "quality 0.95"}]'::jsonb,
          'earned', 210, 'cuts', '{}'::jsonb, 'amount', 210, 'transaction_id', e.transaction_id, 'recorded_at', e.recorded_at, 'taken_back_at', e.taken_back_at), 'the details')
  FROM agora_reward.earned_reward AS e WHERE e.kind = 'golden';
CREATE TEMP TABLE gift AS SELECT agora_ledger.mint(agora_ledger.wallet_of(agora_test.id('alice')), 1, 'a gift', p_key => 'gift', p_actor => 2) AS id;
SELECT agora_test.raises(w.call, 'ZR004', w.why)
  FROM (SELECT format('SELECT agora_reward.explain_reward(%s)', g.id), 'what is no reward' FROM gift AS g
        UNION ALL VALUES ('SELECT agora_reward.explain_reward(NULL)', 'nothing'), ('SELECT agora_reward.explain_reward(-1)', 'an unknown transaction'), ('SELECT agora_reward.explain_reward(NULL, -1)', 'an unknown calculation')) AS w(call, why);
CREATE TEMP TABLE hers AS SELECT e.transaction_id FROM agora_reward.earned_reward AS e WHERE e.kind = 'starter';
GRANT SELECT ON hers TO PUBLIC;
SELECT agora_test.become('mime');
SELECT agora_test.raises(format('SELECT agora_reward.explain_reward(%s)', h.transaction_id), 'ZR004', 'somebody else''s') FROM hers AS h;
RESET SESSION AUTHORIZATION;
SELECT agora_test.become('alice');
SELECT matches((agora_reward.explain_reward(h.transaction_id)).sentence, '^alice earned 1000', 'one''s own') FROM hers AS h;
RESET SESSION AUTHORIZATION;

-- Every kind has a policy and every policy of a kind explains itself: the terms give the amount where nothing is cut or capped.
SELECT is_empty('SELECT k.kind FROM agora_reward.reward_kind AS k WHERE NOT EXISTS (SELECT 1 FROM agora_reward.reward_policy AS p WHERE p.kind = k.policy)', 'every kind has a policy');
SELECT is_empty($$SELECT e.kind, e.reward_calculation_id FROM agora_reward.earned_reward AS e CROSS JOIN LATERAL agora_reward.explain_reward(NULL, e.reward_calculation_id) AS x
                   WHERE e.kind NOT IN ('transform', 'predecessor') AND round((SELECT exp(sum(ln(greatest((t ->> 'value')::numeric, 1e-30)))) FROM jsonb_array_elements(x.details -> 'terms') AS t), 6) <> e.earned$$, 'the terms multiply to the amount');

-- Policies compared: other constants, the same factors.
SELECT agora_test.become('chief');
SELECT results_eq($$SELECT c.kind, c.earned, c.proposed FROM agora_reward.compare_policies('golden', '{"base": 400, "reuse": [10]}') AS c ORDER BY c.reward_calculation_id$$, $$VALUES ('golden', 210.000000, 420.000000), ('reuse', 50, 10)$$, 'what other constants would have given');
SELECT results_eq($$SELECT c.earned = c.proposed FROM agora_reward.compare_policies('transform', '{}') AS c GROUP BY 1$$, 'VALUES (true)', 'the same constants give the same');
SELECT is_empty($$SELECT * FROM agora_reward.compare_policies('golden', '{}', p_from => '2027-01-01')$$, 'of a time');
SELECT agora_test.raises(format('SELECT * FROM agora_reward.compare_policies(%s)', w.arguments), w.code, w.arguments)
  FROM (VALUES ('''nonsense'', ''{}''', 'ZR001'), ('NULL, ''{}''', 'ZR001'), ('''golden'', NULL', '22023'), ('''golden'', ''[]''', '22023'), ('''golden'', ''{"base": "x"}''', 'ZR020'),
               ('''golden'', ''{"bose": 250}''', 'ZR020'), ('''golden'', ''{"base": null}''', 'ZR020'), ('''golden'', ''{"reuse": ["x"]}''', '22023')) AS w(arguments, code);
RESET SESSION AUTHORIZATION;

-- By adoption: shown beside what was earned, and paid once it is switched on.
CREATE TEMP TABLE adopted AS SELECT pg_temp.version('adopt', E'def %s(okapi: int) -> int:\n    """Twice the okapi."""\n    giraffe = okapi * 2\n    return giraffe', 'alice') AS id;
UPDATE agora_memory.transform AS t SET lineage_id = t.transform_id, supersedes_id = NULL, version = '1.0.0' FROM adopted AS a WHERE t.transform_id = a.id;
SELECT pg_temp.use(a.id, n) FROM adopted AS a, unnest(ARRAY['bob', 'carol', 'mime']) AS n;
SELECT results_eq('SELECT x.earned = pg_temp.worth(a.id), x.adoption, x.factors FROM agora_reward.compare_adoption() AS x JOIN adopted AS a ON a.id = x.lineage_id',
                  $$VALUES (true, agora_reward.adoption_reward(3, 0.438494, 0, false), '{"users": 3, "saved": 0, "confidence": 0.438494, "is_verified": false}'::jsonb)$$, 'three users');
INSERT INTO agora_reward.reward_policy (kind, parameters, valid_from, created_by, recorded_at) SELECT 'adoption', agora_reward.policy('adoption') || '{"is_on": true}', '2026-01-02 00:00+00', 1, agora.now();
SELECT agora_test.at('2026-01-02 00:00+00');
CREATE TEMP TABLE fresh AS SELECT pg_temp.version('fresh', E'def %s(tapir: str) -> str:\n    """The tapir, shouted."""\n    for letter in tapir:\n        if letter.islower():\n            return tapir.upper()\n    return tapir', 'alice') AS id;
UPDATE agora_memory.transform AS t SET lineage_id = t.transform_id, supersedes_id = NULL, version = '1.0.0' FROM fresh AS a WHERE t.transform_id = a.id;
SELECT agora_memory.record_verification(f.id, 'passed', p_actor => agora_test.id('v1')) FROM fresh AS f;
SELECT pg_temp.use(f.id, n) FROM fresh AS f, unnest(ARRAY['bob', 'bob', 'carol', 'mime']) AS n;
SELECT is((SELECT sum(e.earned::numeric) FROM agora_reward.earned_reward AS e, fresh AS f WHERE e.kind = 'adoption' AND e.subject_id = f.id), agora_reward.adoption_reward(3, agora_memory.wilson_lower_bound(4, 4), 0, true), 'each use pays what adoption adds');
SELECT is((SELECT count(*) FROM agora_reward.earned_reward AS e, fresh AS f WHERE e.kind = 'transform' AND e.subject_id = f.id), 0::bigint, 'and the other formula nothing');
SELECT matches(pg_temp.sentence('adoption'), ' By policy \d+: base 200 \(adoption\) x users 2 \(3 others\) x confidence 0\.51\d* \(successes of others\) x cost 0\.5 \(share of cost saved 0\) x safety 1 \(verified\) - budget [0-9.]+ \(earned by its lineage before\) = [0-9.]+, at most 1000\.$', 'and says so');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');
SELECT is((SELECT count(*) FROM agora_memory.attempt_step AS s WHERE s.outcome = 'error'), 0::bigint, 'no step of an attempt failed');

SELECT * FROM finish();
ROLLBACK;
