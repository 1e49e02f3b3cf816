-- nominate_golden: only what succeeded well enough, once per attempt; approved at once where its quality says so.
BEGIN;
SELECT plan(39);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora.register_principal('alice');
SELECT agora.register_principal('bob');

CREATE FUNCTION pg_temp.tried(p_request text, p_status text, p_quality numeric, p_approach text DEFAULT 'read it twice', p_code text DEFAULT NULL, p_who text DEFAULT 'alice') RETURNS bigint LANGUAGE sql
    RETURN (agora_memory.finish_attempt(agora_memory.start_attempt(p_request, 'parsing', p_actor => agora_test.id(p_who)), p_status, p_quality => p_quality, p_approach => p_approach,
                                        p_error_type => CASE p_status WHEN 'error' THEN 'ValueError' END, p_code => p_code, p_language => CASE WHEN p_code LIKE 'def %' THEN 'python' ELSE 'text' END, p_actor => agora_test.id(p_who))).attempt_id;
CREATE FUNCTION pg_temp.code(p_name text) RETURNS text LANGUAGE sql
    RETURN format(E'def %s(number: int, least: int, most: int) -> int:\n    """Return the number, at least and at most those."""\n    if least > most:\n        raise ValueError("least is above most")\n    return max(least, min(most, number))\n', p_name);
CREATE FUNCTION pg_temp.golden(p_attempt bigint) RETURNS agora_memory.golden_state LANGUAGE sql BEGIN ATOMIC SELECT g.* FROM agora_memory.golden_state AS g WHERE g.attempt_id = p_attempt; END;
SELECT agora.set_flag('golden_states', false);
CREATE TEMP TABLE tried AS
SELECT t.name, pg_temp.tried(t.request, t.status, t.quality, t.approach, t.code) AS attempt_id
  FROM (VALUES ('low', 'Parse the low list', 'success', 0.799999, 'look', NULL),
               ('least', 'Parse the least list', 'success', 0.8, 'look', 'password ok'),
               ('below', 'Parse the list below', 'success', 0.899999, 'look', NULL),
               ('high', 'Parse the high list', 'success', 0.9, 'read it', pg_temp.code('clamp')),
               ('sure', 'Parse the sure list', 'success', 1, 'read it', NULL),
               ('coded', 'Parse the coded list', 'success', 1, NULL, 'read(code)'),
               ('silent', 'Parse the silent list', 'success', 1, NULL, NULL),
               ('unjudged', 'Parse another list', 'success', NULL, 'look', NULL),
               ('failed', 'Parse the failed list', 'error', 1, 'look', NULL),
               ('partial', 'Parse half the list', 'partial', 1, 'look', NULL)) AS t(name, request, status, quality, approach, code);
CREATE FUNCTION pg_temp.id(p_name text) RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT t.attempt_id FROM tried AS t WHERE t.name = p_name; END;

-- The flag.
SELECT is_empty('SELECT * FROM agora_memory.known_golden_state', 'the flag off: finishing writes no row');
SELECT is(agora_memory._nominate_golden(pg_temp.id('high'), agora_test.id('alice')), NULL, 'nor does the step');
SELECT is(agora_memory.nominate_golden(pg_temp.id('high')), NULL, 'nor the call');
SELECT is_empty($$SELECT * FROM agora_event.event AS e WHERE e.topic LIKE 'memory.golden.%'$$, 'and nothing is told');
SELECT agora.set_flag('golden_states', true);

-- The step of finish_attempt.
SELECT is(agora_memory._nominate_golden(pg_temp.id(t.name), agora_test.id('alice')), NULL, t.name) FROM tried AS t WHERE t.name IN ('low', 'silent', 'unjudged', 'failed', 'partial') ORDER BY t.name;
SELECT is(agora_memory._nominate_golden(pg_temp.id('least'), agora_test.id('alice')), (pg_temp.golden(pg_temp.id('least'))).golden_state_id, 'at the least quality it is nominated');
SELECT is((pg_temp.golden(pg_temp.id('least'))).status, 'nominated', 'and waits');
SELECT agora_memory._nominate_golden(pg_temp.id('below'), agora_test.id('alice'));
SELECT is((pg_temp.golden(pg_temp.id('below'))).status, 'nominated', 'so does what is just below the other bound');
SELECT agora_memory._nominate_golden(pg_temp.id('high'), agora_test.id('alice'));
SELECT is((pg_temp.golden(pg_temp.id('high'))).status, 'approved', 'at that bound it is approved at once');
SELECT is((SELECT row(t.quality >= 0.9, t.source_attempt_id) FROM agora_memory.transform AS t WHERE t.name = 'clamp'), row(true, pg_temp.id('high')), 'because its code measures as much');
SELECT agora_memory._nominate_golden(pg_temp.id('sure'), agora_test.id('alice'));
SELECT is(row(g.quality::numeric, g.claimed_quality::numeric), row(0.85, 1::numeric), 'a figure alone waits, and counts as much as the setting lets it') FROM agora_memory.golden_review AS g WHERE g.attempt_id = pg_temp.id('sure');
SELECT agora_memory._nominate_golden(pg_temp.id('coded'), agora_test.id('alice'));
SELECT is((pg_temp.golden(pg_temp.id('coded'))).solution, 'read(code)', 'code is a solution where no words are');
SELECT ok(g.status = 'nominated' AND g.quality = t.quality AND g.quality < 0.8, 'and is what it measures, whatever the caller says') FROM pg_temp.golden(pg_temp.id('coded')) AS g, agora_memory.transform AS t WHERE t.source_attempt_id = pg_temp.id('coded');
SELECT is(to_jsonb(g) - ARRAY['golden_state_id', 'attempt_id', 'problem_hash', 'correlation_id', 'author_id', 'nominated_by', 'transform_ids', 'code'],
          '{"status": "approved", "problem": "Parse the high list", "solution": "read it", "language": "python", "category": "parsing", "quality": 0.9, "claimed_quality": 0.9,
            "complexity": 0.05, "reusability": 0, "model": null, "tools": [], "nominated_at": "2026-01-01T00:00:00+00:00", "decided_by": 1, "decision_source": "automatic",
            "decision_notes": null, "decided_at": "2026-01-01T00:00:00+00:00", "approved_at": "2026-01-01T00:00:00+00:00", "reuses": 0, "successes": 0, "last_reused_at": null}'::jsonb,
          'everything of it') FROM agora_memory.known_golden_state AS g WHERE g.attempt_id = pg_temp.id('high');
SELECT results_eq($$SELECT h.status, h.source, h.principal_id FROM agora_memory.golden_history AS h JOIN agora_memory.known_golden_state AS g USING (golden_state_id) WHERE g.attempt_id = pg_temp.id('high') ORDER BY h.status$$,
                  $$VALUES ('approved', 'automatic', 1::bigint), ('nominated', 'automatic', agora_test.id('alice'))$$, 'and its history');
SELECT is((SELECT array_agg(e.topic ORDER BY e.event_id) FROM agora_event.event AS e WHERE e.key = (pg_temp.golden(pg_temp.id('high'))).golden_state_id::text AND e.topic LIKE 'memory.golden.%'),
          ARRAY['memory.golden.nominated.v1', 'memory.golden.approved.v1'], 'are told');
SELECT results_eq($$SELECT g.problem FROM agora_memory.golden_review AS g ORDER BY g.golden_state_id$$, ARRAY['Parse the least list', 'Parse the list below', 'Parse the sure list', 'Parse the coded list'], 'the others wait for review');

-- The call.
SELECT is(to_jsonb(n) - 'golden_state_id', '{"status": "nominated", "is_duplicate": true}', 'an attempt is nominated once') FROM agora_memory.nominate_golden(pg_temp.id('least'), p_actor => agora_test.id('bob')) AS n;
CREATE TEMP TABLE silent AS SELECT n.* FROM agora_memory.nominate_golden(pg_temp.id('silent'), 'Silence is a  problem', 'Speak up.', 'It helps.', 'k', agora_test.id('bob')) AS n;
SELECT results_eq('SELECT s.status, s.is_duplicate FROM silent AS s', $$VALUES ('nominated', false)$$, 'anybody nominates, with other words');
SELECT is(row(g.problem, g.solution, g.nominated_by, g.author_id), row('Silence is a  problem'::text, 'Speak up.'::text, agora_test.id('bob'), agora_test.id('alice')), 'which are kept')
  FROM agora_memory.known_golden_state AS g JOIN silent AS s USING (golden_state_id);
SELECT is((pg_temp.golden(pg_temp.id('silent'))).problem_hash::text, encode(sha256('silence is a problem'), 'hex'), 'the hash is blind to case and white space');
SELECT is(to_jsonb(n), to_jsonb(s), 'the same call again gives the first result')
  FROM silent AS s, agora_memory.nominate_golden(pg_temp.id('silent'), 'Silence is a  problem', 'Speak up.', 'It helps.', 'k', agora_test.id('bob')) AS n;
SELECT agora_test.raises($$SELECT agora_memory.nominate_golden(pg_temp.id('high'), p_key => 'k', p_actor => agora_test.id('bob'))$$, 'ZA003', 'the key is taken');

-- Secrets.
SELECT agora.set_flag('golden_states', false);
CREATE TEMP TABLE told AS SELECT pg_temp.tried('Tell it', 'success', 0.8) AS id;
SELECT agora.set_flag('golden_states', true);
SELECT agora_memory.nominate_golden(t.id, 'The password = "hunter2secret" is wrong', 'Use password = "hunter2secret"', 'password = "hunter2secret"') FROM told AS t;
SELECT ok(to_jsonb(g)::text !~ 'hunter2' AND g.decision_notes LIKE '%[redacted:%', 'are not kept') FROM agora_memory.known_golden_state AS g JOIN told AS t ON t.id = g.attempt_id;

-- Another's code, or code that is blocked, proves nothing.
SELECT agora.set_flag('golden_states', false);
CREATE TEMP TABLE borrowed AS SELECT pg_temp.tried('Parse it like her', 'success', 1, 'as she does', pg_temp.code('clamp'), 'bob') AS same, pg_temp.tried('Parse it badly', 'success', 1, 'so', replace(pg_temp.code('guard'), 'max(least, min(most, number))', 'sorted([least, number, most])[1]')) AS blocked;
SELECT agora.set_flag('golden_states', true);
SELECT agora_memory.block_transform(t.transform_id, 'it is not') FROM agora_memory.transform AS t JOIN borrowed AS b ON b.blocked = t.source_attempt_id;
SELECT is(row(n.status, (pg_temp.golden(w.attempt)).quality::numeric), row('nominated'::text, 0.85), w.what)
  FROM borrowed AS b, LATERAL (VALUES (b.same, 'the code of another'), (b.blocked, 'blocked code')) AS w(attempt, what), agora_memory.nominate_golden(w.attempt) AS n;

-- Settings.
SELECT agora.set_setting('memory.golden_nominate_min', '0.5', 'a test');
SELECT agora.set_setting('memory.golden_approve_at', '0.7', 'a test');
SELECT is((agora_memory.nominate_golden(pg_temp.id('low'))).status, 'approved', 'both bounds are settings');

-- How not to.
SELECT agora_test.raises('SELECT agora_memory.nominate_golden(NULL)', 'ZM001', 'no attempt');
SELECT agora_test.raises('SELECT agora_memory.nominate_golden(-1)', 'ZM001', 'unknown attempt');
SELECT agora_test.raises($$SELECT agora_memory.nominate_golden(pg_temp.id('failed'))$$, 'ZM052', 'it failed');
SELECT agora_test.raises($$SELECT agora_memory.nominate_golden(pg_temp.id('unjudged'))$$, 'ZM052', 'nobody judged it');
SELECT agora_test.raises($$SELECT agora_memory.nominate_golden(pg_temp.id('high'), ' ')$$, '22023', 'blank');
SELECT agora_test.raises($$SELECT agora_memory.nominate_golden(pg_temp.id('high'), p_solution => repeat('x', 100001))$$, '22023', 'too long');
SELECT agora_test.raises($$SELECT agora_memory.nominate_golden(pg_temp.id('high'), p_actor => -1)$$, 'ZA001', 'nobody');

SELECT is_empty('SELECT * FROM agora.check_invariants()', 'all is right');
SELECT * FROM finish();
ROLLBACK;
