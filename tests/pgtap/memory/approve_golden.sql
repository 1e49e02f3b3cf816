-- approve_golden, reject_golden, revoke_golden: once, by somebody else, with their reasons.
BEGIN;
SELECT plan(35);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora.register_principal(n) FROM unnest(ARRAY['alice', 'bob', 'carol']) AS n;
SELECT agora.set_setting('memory.golden_nominate_min', '0', 'a test');
SELECT agora.set_setting('memory.golden_approve_at', '1', 'a test');
SELECT agora.set_flag('golden_states', false); -- so that finishing nominates nothing by itself
CREATE TEMP TABLE tried AS
SELECT n.name, (agora_memory.finish_attempt(agora_memory.start_attempt('Read ' || n.name, p_approach => 'look', p_actor => agora_test.id('alice')), 'success', p_quality => 0.85, p_actor => agora_test.id('alice'))).attempt_id
  FROM unnest(ARRAY['good', 'bad', 'open', 'quorum']) AS n(name);
SELECT agora.set_flag('golden_states', true);
CREATE TEMP TABLE golden AS SELECT t.name, (agora_memory.nominate_golden(t.attempt_id, p_actor => agora_test.id('bob'))).golden_state_id AS id FROM tried AS t;
CREATE FUNCTION pg_temp.id(p_name text) RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT g.id FROM golden AS g WHERE g.name = p_name; END;
SELECT is_empty($$SELECT * FROM agora_memory.search_golden('Read good')$$, 'what waits is not found');
SELECT results_eq('SELECT g.golden_state_id, g.waiting FROM agora_memory.golden_review AS g ORDER BY g.golden_state_id', $$SELECT g.id, interval '0' FROM golden AS g ORDER BY g.id$$, 'it is in the review');

-- Never one's own.
SELECT agora_test.raises(format('SELECT agora_memory.approve_golden(pg_temp.id(''good''), p_actor => agora_test.id(%L))', n), 'ZM051', n) FROM unnest(ARRAY['alice', 'bob']) AS n;

SELECT agora_test.advance('30 minutes');
SELECT is(agora_memory.approve_golden(pg_temp.id('good'), 'A fine one.', 'k', agora_test.id('carol')), pg_temp.id('good'), 'somebody else approves');
SELECT is(agora_memory.approve_golden(pg_temp.id('good'), 'A fine one.', 'k', agora_test.id('carol')), pg_temp.id('good'), 'the same call again');
SELECT agora_test.raises($$SELECT agora_memory.approve_golden(pg_temp.id('open'), 'A fine one.', 'k', agora_test.id('carol'))$$, 'ZA003', 'the key is taken');
SELECT is(row(g.status, g.decided_by, g.decision_source, g.decision_notes, g.approved_at - g.nominated_at), row('approved'::text, agora_test.id('carol'), 'human'::text, 'A fine one.'::text, interval '30 minutes'), 'who, why, and how long it took')
  FROM agora_memory.known_golden_state AS g WHERE g.golden_state_id = pg_temp.id('good');
SELECT results_eq($$SELECT g.golden_state_id FROM agora_memory.approved_golden_state AS g$$, $$SELECT pg_temp.id('good')$$, 'it is on the board');
SELECT results_eq($$SELECT s.golden_state_id FROM agora_memory.search_golden('Read good') AS s$$, $$SELECT pg_temp.id('good')$$, 'and found');
SELECT agora_test.raises($$SELECT agora_memory.approve_golden(pg_temp.id('good'), p_actor => agora_test.id('carol'))$$, 'ZA009', 'approved once');
SELECT agora_test.raises($$SELECT agora_memory.reject_golden(pg_temp.id('good'), 'Too late.')$$, 'ZA009', 'what is approved is not rejected');
SELECT agora_test.raises($$SELECT agora_memory.revoke_golden(pg_temp.id('bad'), 'Too early.')$$, 'ZA009', 'what waits is not revoked');

SELECT is(agora_memory.reject_golden(pg_temp.id('bad'), 'It guesses.', 'r', agora_test.id('alice')), pg_temp.id('bad'), 'an author may withdraw');
SELECT is(agora_memory.reject_golden(pg_temp.id('bad'), 'It guesses.', 'r', agora_test.id('alice')), pg_temp.id('bad'), 'the same call again');
SELECT agora_test.raises($$SELECT agora_memory.reject_golden(pg_temp.id('bad'), 'Again.')$$, 'ZA009', 'rejected once');
SELECT agora_test.raises($$SELECT agora_memory.approve_golden(pg_temp.id('bad'), p_actor => agora_test.id('carol'))$$, 'ZA009', 'and for good');

SELECT is(agora_memory.revoke_golden(pg_temp.id('good'), 'It was wrong.', 'v'), pg_temp.id('good'), 'an approval is taken back');
SELECT is(agora_memory.revoke_golden(pg_temp.id('good'), 'It was wrong.', 'v'), pg_temp.id('good'), 'the same call again');
SELECT is_empty($$SELECT * FROM agora_memory.search_golden('Read good')$$, 'and it is not found any more');
SELECT agora_test.raises($$SELECT agora_memory.revoke_golden(pg_temp.id('good'), 'Again.')$$, 'ZA009', 'revoked once');
SELECT agora_test.raises($$SELECT agora_memory.approve_golden(pg_temp.id('good'), p_actor => agora_test.id('carol'))$$, 'ZA009', 'and for good');
SELECT results_eq($$SELECT h.status, h.notes, h.principal_id FROM agora_memory.golden_history AS h WHERE h.golden_state_id = pg_temp.id('good') ORDER BY h.decided_at, h.status$$,
                  $$VALUES ('nominated', NULL, agora_test.id('bob')), ('approved', 'A fine one.', agora_test.id('carol')), ('revoked', 'It was wrong.', 1::bigint)$$, 'the whole history');
SELECT results_eq($$SELECT e.topic, e.payload ->> 'notes' FROM agora_event.event AS e WHERE e.topic ~ 'golden.(approved|rejected|revoked)' ORDER BY e.event_id$$,
                  $$VALUES ('memory.golden.approved.v1', NULL), ('memory.golden.rejected.v1', 'It guesses.'), ('memory.golden.revoked.v1', 'It was wrong.')$$, 'each is told once');
SELECT agora_memory._approve_golden(pg_temp.id('quorum'), 'quorum', NULL, 1);
SELECT is(to_jsonb(m), '{"nominated": 4, "nominated_last_week": 4, "waiting": 1, "approved": 2, "revoked": 1, "approval_rate": 0.666667, "median_approval_time": "00:30:00", "reused": 0, "reuse_rate": 0}'::jsonb, 'in numbers')
  FROM agora_memory.golden_metric AS m;

-- Who may, and how not to.
SELECT agora_test.raises('SELECT agora_memory.approve_golden(-1)', 'ZM050', 'unknown');
SELECT agora_test.raises('SELECT agora_memory.reject_golden(NULL, ''x'')', 'ZM050', 'none');
SELECT agora_test.raises('SELECT agora_memory.revoke_golden(-1, ''x'')', 'ZM050', 'unknown');
SELECT agora_test.raises($$SELECT agora_memory.reject_golden(pg_temp.id('open'), NULL)$$, '22023', 'a reason is needed');
SELECT agora_test.raises($$SELECT agora_memory.revoke_golden(pg_temp.id('good'), ' ')$$, '22023', 'a reason is needed');
SELECT agora_test.raises($$SELECT agora_memory.approve_golden(pg_temp.id('open'), repeat('x', 10001))$$, '22023', 'too long');
SELECT agora_test.raises($$UPDATE agora_memory.golden_state SET status = 'revoked' WHERE status = 'rejected'$$, 'ZA009', 'the machine guards the table');
SELECT agora_test.raises('DELETE FROM agora_memory.golden_decision', 'ZA010', 'decisions are history');
SELECT agora_test.add_login('dave', 'agora_service', true);
SELECT agora_test.become('dave');
SELECT throws_ok('SELECT agora_memory.approve_golden(1)', '42501', NULL, 'approving is an operator''s');
RESET SESSION AUTHORIZATION;
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'all is right');

SELECT * FROM finish();
ROLLBACK;
