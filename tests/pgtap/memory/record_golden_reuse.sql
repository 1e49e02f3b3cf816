-- record_golden_reuse, search_golden, export_golden: reuse by others, once per attempt, as the attempt shows.
BEGIN;
SELECT plan(46);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora.register_principal(n) FROM unnest(ARRAY['alice', 'bob', 'carol']) AS n;
CREATE FUNCTION pg_temp.tried(p_name text, p_status text, p_request text DEFAULT 'do it', p_quality numeric DEFAULT NULL, p_approach text DEFAULT NULL, p_category text DEFAULT NULL, p_code text DEFAULT NULL) RETURNS bigint LANGUAGE sql
    RETURN (agora_memory.finish_attempt(agora_memory.start_attempt(p_request, p_category, p_approach, p_details => '{"model": "m-1", "tools": ["grep", "sed"]}', p_actor => agora_test.id(p_name)), p_status, p_quality => p_quality,
                                        p_error_type => CASE p_status WHEN 'error' THEN 'ValueError' END, p_code => p_code, p_language => 'sql', p_actor => agora_test.id(p_name))).attempt_id;
SELECT agora.set_flag('golden_states', false); -- so that finishing nominates nothing by itself
CREATE TEMP TABLE solved AS
SELECT g.name, pg_temp.tried('alice', 'success', g.problem, g.quality, g.solution, g.category, g.code) AS attempt_id
  FROM (VALUES ('ledger', 'Read the ledger of a customer', 0.95, 'Ask for the account first.', 'parsing', E'SELECT ''```'';\n'), ('feed', 'Read the ledger feed', 0.9, 'Page through it.', 'dates', NULL),
               ('waiting', 'Read the ledger again', 0.85, 'Wait.', NULL, NULL)) AS g(name, problem, quality, solution, category, code);
SELECT agora.set_flag('golden_states', true);
SELECT agora.set_setting('memory.golden_claim_max', '1', 'a test: what the caller says is enough');
CREATE TEMP TABLE measured AS SELECT t.transform_id, t.quality FROM agora_memory.transform AS t;
UPDATE agora_memory.transform SET quality = 1;
CREATE TEMP TABLE golden AS SELECT s.name, (agora_memory.nominate_golden(s.attempt_id, p_actor => agora_test.id('bob'))).golden_state_id AS id FROM solved AS s;
UPDATE agora_memory.transform AS t SET quality = m.quality FROM measured AS m WHERE m.transform_id = t.transform_id;
CREATE FUNCTION pg_temp.id(p_name text) RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT g.id FROM golden AS g WHERE g.name = p_name; END;
CREATE TEMP TABLE tried AS SELECT s AS status, pg_temp.tried('carol', s) AS id FROM unnest(ARRAY['success', 'error', 'timeout', 'partial', 'cancelled']) AS s;
CREATE FUNCTION pg_temp.attempt(p_status text) RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT t.id FROM tried AS t WHERE t.status = p_status; END;
CREATE FUNCTION pg_temp.reuse(p_golden text, p_attempt text, p_outcome text DEFAULT NULL, p_actor text DEFAULT 'carol') RETURNS text LANGUAGE sql
    RETURN format('SELECT agora_memory.record_golden_reuse(%s, %s, %L, p_actor => %s)', pg_temp.id(p_golden), pg_temp.attempt(p_attempt), p_outcome, agora_test.id(p_actor));

-- Search.
SELECT results_eq($$SELECT s.rank, s.golden_state_id, s.quality, s.reuses, s.problem, s.solution, s.category FROM agora_memory.search_golden('the ledger of a customer') AS s$$,
                  $$VALUES (1, pg_temp.id('ledger'), 0.95, 0::bigint, 'Read the ledger of a customer', 'Ask for the account first.', 'parsing'), (2, pg_temp.id('feed'), 0.9, 0::bigint, 'Read the ledger feed', 'Page through it.', 'dates')$$, 'approved ones, best first');
SELECT ok(bool_and(s.score = round(0.95 * s.similarity + 0.05 * s.quality, 6) AND s.approved_at = agora.now()), 'score = 0.95 similarity + 0.05 quality') FROM agora_memory.search_golden('ledger') AS s;
SELECT results_eq($$SELECT s.golden_state_id FROM agora_memory.search_golden('ledger', 1, 'dates') AS s$$, $$SELECT pg_temp.id('feed')$$, 'of a category');
SELECT is_empty($$SELECT * FROM agora_memory.search_golden('zebra')$$, 'none fits');
SELECT agora_test.raises(format('SELECT agora_memory.search_golden(%s)', w.arguments), w.code, w.arguments)
  FROM (VALUES ('NULL', '22023'), (''' ''', '22023'), ('''x'', 0', '22023'), ('''x'', 101', '22023'), ('''x'', NULL', '22023'), ('''x'', p_category => ''nonsense''', 'ZM004'), ('''x'', p_vector => ''[0,0]''', '22023')) AS w(arguments, code);

-- Reuse.
SELECT agora_test.advance('1 hour');
CREATE TEMP TABLE reused AS SELECT agora_memory.record_golden_reuse(pg_temp.id('ledger'), pg_temp.attempt('success'), p_key => 'k', p_actor => agora_test.id('carol')) AS id;
SELECT results_eq('SELECT r.golden_reuse_id, r.golden_state_id, r.attempt_id, r.principal_id, r.outcome, r.recorded_at FROM agora_memory.recorded_golden_reuse AS r',
                  $$SELECT u.id, pg_temp.id('ledger'), pg_temp.attempt('success'), agora_test.id('carol'), 'success', agora.now() FROM reused AS u$$, 'the outcome is that of the attempt');
SELECT is(agora_memory.record_golden_reuse(pg_temp.id('ledger'), pg_temp.attempt('success'), p_key => 'k', p_actor => agora_test.id('carol')), u.id, 'the same call again') FROM reused AS u;
SELECT is(agora_memory.record_golden_reuse(pg_temp.id('ledger'), pg_temp.attempt('success'), 'success', p_actor => agora_test.id('carol')), u.id, 'the same facts without a key') FROM reused AS u;
SELECT agora_test.raises(pg_temp.reuse('ledger', 'success', 'partial'), 'ZM055', 'another outcome');
SELECT agora_test.raises(replace(pg_temp.reuse('feed', 'success'), 'p_actor', 'p_key => ''k'', p_actor'), 'ZA003', 'the key is taken');
SELECT lives_ok(pg_temp.reuse('ledger', 'error'), 'an error is a failure');
SELECT lives_ok(pg_temp.reuse('ledger', 'timeout', 'partial'), 'or half a success, if it is said');
SELECT lives_ok(pg_temp.reuse('ledger', 'partial'), 'half is half');
SELECT lives_ok(pg_temp.reuse('ledger', 'cancelled', 'failure'), 'called off because it did not help');
SELECT lives_ok(pg_temp.reuse('feed', 'success', 'failure'), 'the attempt went well without it');
SELECT is(array_agg(r.outcome ORDER BY r.golden_reuse_id), ARRAY['success', 'failure', 'partial', 'partial', 'failure', 'failure'], 'outcomes') FROM agora_memory.recorded_golden_reuse AS r;
SELECT results_eq('SELECT g.reuses, g.successes, g.reusability, g.last_reused_at FROM agora_memory.known_golden_state AS g WHERE g.golden_state_id = pg_temp.id(''ledger'')', $$SELECT 5::bigint, 1::bigint, agora_memory.wilson_lower_bound(1, 5), agora.now()$$, 'the counts follow');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'memory.golden.reused.v1'), 6::bigint, 'each is told once');
SELECT is((SELECT m.reuse_rate FROM agora_memory.golden_metric AS m), 1.000000, 'all approved ones were reused');

-- What is no evidence.
SELECT agora_test.raises(format('SELECT agora_memory.record_golden_reuse(pg_temp.id(''ledger''), %s, p_actor => agora_test.id(%L))', pg_temp.tried(w.name, 'success'), w.name), 'ZM054', w.why)
  FROM (VALUES ('alice', 'the author''s own'), ('bob', 'the nominator''s own')) AS w(name, why);
SELECT agora_test.raises(pg_temp.reuse('feed', 'error', 'success'), 'ZM057', 'a success that the attempt does not show');
SELECT agora_test.raises(pg_temp.reuse('feed', 'cancelled'), '22023', 'a cancelled attempt shows nothing');
SELECT agora_test.raises(pg_temp.reuse('feed', 'error', 'splendid'), '22023', 'unknown outcome');
SELECT agora_test.raises(pg_temp.reuse('feed', 'error', 'failure', 'bob'), 'ZM001', 'the attempt of another');
SELECT agora_test.raises(format('SELECT agora_memory.record_golden_reuse(pg_temp.id(''feed''), %s, p_actor => agora_test.id(''carol''))', agora_memory.start_attempt('x', p_actor => agora_test.id('carol'))), 'ZM056', 'still in progress');
SELECT agora_test.raises(pg_temp.reuse('waiting', 'success'), 'ZM053', 'not approved yet');
SELECT agora_test.raises(format('SELECT agora_memory.record_golden_reuse(-1, %s, p_actor => agora_test.id(''carol''))', pg_temp.attempt('success')), 'ZM050', 'unknown');
SELECT agora_test.raises('SELECT agora_memory.record_golden_reuse(NULL, NULL)', 'ZM001', 'nothing');
SELECT agora_memory.revoke_golden(pg_temp.id('feed'), 'Wrong.');
SELECT agora_test.raises(pg_temp.reuse('feed', 'error'), 'ZM053', 'not any more');
SELECT lives_ok(pg_temp.reuse('feed', 'success', 'failure'), 'a repeated call is still answered');
SELECT is((SELECT count(*) FROM agora_memory.recorded_golden_reuse), 6::bigint, 'none of that was written');
SELECT agora_test.raises('DELETE FROM agora_memory.golden_reuse', 'ZA010', 'reuse is history');
INSERT INTO agora_memory.golden_reuse (golden_state_id, attempt_id, principal_id, outcome, recorded_at) VALUES (pg_temp.id('feed'), pg_temp.attempt('error'), agora_test.id('carol'), 'failure', agora.now() - interval '1 second');
SELECT is((SELECT g.reuses FROM agora_memory.known_golden_state AS g WHERE g.golden_state_id = pg_temp.id('feed')), 1::bigint, 'a restored row is not counted twice');
SELECT results_eq('SELECT c.violation FROM agora.check_invariants() AS c', $$SELECT format('golden state %s says 1 reuses, 0 successful, evidence says 2, 0, own 0', pg_temp.id('feed'))$$, 'and the invariant sees what does not agree');

-- Export.
SELECT is(agora_memory.export_golden(pg_temp.id('ledger')), format(E'# Golden state %s\n\n- status: approved\n- quality: 0.95\n- category: parsing\n- reuses: 5, successful: 1\n- model: m-1\n- tools: grep, sed\n- transforms: %s\n\n## Problem\n\n'
          'Read the ledger of a customer\n\n## Solution\n\nAsk for the account first.\n\n````sql\nSELECT ''```'';\n````\n', pg_temp.id('ledger'), (SELECT t.transform_id FROM agora_memory.known_transform AS t)), 'Markdown; the fence is longer than any in the code');
SELECT ok(agora_memory.export_golden(pg_temp.id('feed')) !~ '(```|transforms)', 'no code, no fence');
SELECT is(agora_memory.export_golden(pg_temp.id('ledger'), 'json')::jsonb, to_jsonb(g), 'JSON') FROM agora_memory.known_golden_state AS g WHERE g.golden_state_id = pg_temp.id('ledger');
SELECT agora_test.raises('SELECT agora_memory.export_golden(-1)', 'ZM050', 'unknown');
SELECT agora_test.raises($$SELECT agora_memory.export_golden(pg_temp.id('feed'), 'pdf')$$, '22023', 'unknown format');

SELECT * FROM finish();
ROLLBACK;
