-- Credentials: for one task and a few endpoints, for minutes; what ends them, and how each refusal is told.
BEGIN;
SELECT plan(67);
SELECT agora_test.add_login('alice', 'agora_service', true), agora_test.add_login('bob', 'agora_service', true);
SELECT agora_test.at('2026-01-01 00:00+00');
CREATE TEMP TABLE token (name text PRIMARY KEY, token text);
CREATE FUNCTION pg_temp.issue(p_name text, p_ttl interval DEFAULT '300 seconds', p_uses integer DEFAULT NULL, p_task text DEFAULT 'task 5') RETURNS text LANGUAGE sql AS $$
    INSERT INTO token SELECT p_name, i.token FROM agora_work.issue_credential(agora_test.id('alice'), p_task, '{GET /things,POST /things}', p_ttl, p_uses, p_key => p_name) AS i RETURNING token $$;
CREATE FUNCTION pg_temp.try(p_name text, p_task text DEFAULT 'task 5', p_endpoint text DEFAULT 'GET /things') RETURNS text LANGUAGE sql AS $$
    SELECT CASE WHEN c.granted THEN 'granted' ELSE c.reason END FROM agora_work.check_credential((SELECT t.token FROM token AS t WHERE t.name = p_name), p_task, p_endpoint) AS c $$;

SELECT matches(pg_temp.issue('a'), '^[A-Za-z0-9_-]{43}$', 'a token of 32 bytes');
SELECT isnt(pg_temp.issue('b'), (SELECT t.token FROM token AS t WHERE t.name = 'a'), 'no two are the same');
SELECT is((SELECT count(*) FROM agora_work.credential AS c JOIN token AS t ON c::text LIKE '%' || t.token || '%'), 0::bigint, 'it is nowhere in the database');
SELECT is((SELECT count(*) FROM agora_work.witness AS w JOIN token AS t ON w::text LIKE '%' || t.token || '%'), 0::bigint, 'nor in the witness');
SELECT is((SELECT i.token FROM agora_work.issue_credential(agora_test.id('alice'), 'task 5', '{GET /things,POST /things}', '300 seconds', NULL, p_key => 'a') AS i), NULL, 'the same key answers without the token');
SELECT is((SELECT count(*) FROM agora_work.issued_credential), 2::bigint, 'and issues none');
SELECT agora_test.raises($$SELECT pg_temp.issue('a', '10 seconds')$$, 'ZA003', 'other facts under it are refused');
SELECT is(pg_temp.try('a'), 'granted', 'good for its task and an endpoint');
SELECT is(pg_temp.try('a', p_endpoint => 'POST /things'), 'granted', 'and for the other');
SELECT is((SELECT c.uses FROM agora_work.issued_credential AS c ORDER BY c.credential_id LIMIT 1), 2, 'uses are counted');
SELECT is(pg_temp.try('a', 'task 6'), 'task', 'not for another task');
SELECT is(pg_temp.try('a', p_endpoint => 'GET /things/1'), 'endpoint', 'not for what is below an endpoint');
SELECT is((SELECT c.reason FROM agora_work.check_credential(repeat('x', 43), 'task 5', 'GET /things') AS c), 'unknown', 'an unknown one');
SELECT is((SELECT t.occurrences FROM agora_work.witness_tally AS t WHERE t.event = 'credential.refused'), 3::numeric, 'refusals are counted');
SELECT is((SELECT array_agg(w.payload ->> 'reason' ORDER BY w.seq) FROM agora_work.witness_entry AS w WHERE w.event = 'credential.refused'), '{task,endpoint}', 'and written down where a token is tried elsewhere');
SELECT pg_temp.issue('once', p_uses => 1);
SELECT is(pg_temp.try('once') || ' ' || pg_temp.try('once'), 'granted used up', 'good for as often as said');

-- Life
SELECT pg_temp.issue('short', '1 second');
SELECT agora_test.at('2026-01-01 00:00:00.999999+00');
SELECT is(pg_temp.try('short'), 'granted', 'to the last microsecond');
SELECT agora_test.at('2026-01-01 00:00:01+00');
SELECT is(pg_temp.try('short'), 'expired', 'and not at its end');

-- rotate_credential
INSERT INTO token SELECT 'c', r.token FROM agora_work.rotate_credential((SELECT t.token FROM token AS t WHERE t.name = 'b')) AS r;
SELECT is(pg_temp.try('b') || ' ' || pg_temp.try('c'), 'revoked granted', 'rotated: the old one is over, the new one is good');
SELECT is((SELECT c.expires_at FROM agora_work.issued_credential AS c WHERE c.replaces IS NOT NULL), '2026-01-01 00:05+00'::timestamptz, 'and lives no longer than the old one would have');
SELECT agora_test.raises($$SELECT agora_work.rotate_credential((SELECT t.token FROM token AS t WHERE t.name = 'b'))$$, 'ZW062', 'a revoked one is not rotated');
SELECT agora_test.raises($$SELECT agora_work.rotate_credential((SELECT t.token FROM token AS t WHERE t.name = 'short'))$$, 'ZW062', 'nor one that has ended');
SELECT agora_test.raises($$SELECT agora_work.rotate_credential((SELECT t.token FROM token AS t WHERE t.name = 'once'))$$, 'ZW062', 'nor one that is used up');
SELECT agora_test.raises($$SELECT agora_work.rotate_credential('nonsense')$$, 'ZW062', 'nor none');

-- revoke_credentials
SELECT pg_temp.issue('other', p_task => 'task 7');
SELECT is(agora_work.revoke_credentials(agora_test.id('alice'), 'the task ended', 'task 5'), 3::bigint, 'those of a task that are still good: a, c and the used-up one');
SELECT is(pg_temp.try('a') || ' ' || pg_temp.try('other', 'task 7'), 'revoked granted', 'and no others');
SELECT is(agora_work.revoke_credentials(agora_test.id('alice'), 'the task ended', 'task 5'), 0::bigint, 'twice: nothing is left');
SELECT is((SELECT c.revoked_reason FROM agora_work.issued_credential AS c ORDER BY c.credential_id LIMIT 1), 'the task ended', 'and the first reason stays');
SELECT is(agora_work.revoke_credentials(agora_test.id('alice'), 'all'), 1::bigint, 'then all');

-- Who may
SELECT pg_temp.issue('mine');
GRANT SELECT ON token TO PUBLIC;
SELECT agora_test.become('bob');
SELECT agora_test.raises($$SELECT agora_work.issue_credential(agora_test.id('bob'), 'task 5', '{GET /things}', p_key => 'x')$$, '42501', 'a bound login issues none');
SELECT agora_test.raises($$SELECT agora_work.revoke_credentials(agora_test.id('alice'), 'a rival')$$, '42501', 'nor revokes those of another');
SELECT is_empty('SELECT 1 FROM agora_work.issued_credential', 'nor sees them');
RESET SESSION AUTHORIZATION;
SELECT agora_test.become('alice');
SELECT is((SELECT count(*) FROM agora_work.issued_credential), 7::bigint, 'the agent sees its own');
SELECT is(agora_work.revoke_credentials(agora_test.id('alice'), 'done'), 1::bigint, 'and gives them back');
RESET SESSION AUTHORIZATION;

-- Who is suspended, and whose hands a token is in
SELECT pg_temp.issue('d');
SELECT agora.suspend_principal(agora_test.id('alice'), 'a test');
SELECT is(pg_temp.try('d'), 'suspended', 'good for nothing while its agent may not act');
SELECT is((SELECT c.status FROM agora_work.issued_credential AS c ORDER BY c.credential_id DESC LIMIT 1), 'suspended', 'the view says so');
SELECT is((SELECT w.payload ->> 'reason' FROM agora_work.witness_entry AS w WHERE w.event = 'credential.refused' ORDER BY w.recorded_at DESC, w.seq DESC LIMIT 1), 'suspended', 'and the witness');
SELECT agora_test.raises($$SELECT agora_work.rotate_credential((SELECT t.token FROM token AS t WHERE t.name = 'd'))$$, 'ZW062', 'nor is it rotated');
SELECT agora.resume_principal(agora_test.id('alice'));
SELECT is(pg_temp.try('d'), 'granted', 'afterwards it is what it was');
SELECT agora_test.become('bob');
SELECT throws_ok($$SELECT agora_work.rotate_credential((SELECT t.token FROM token AS t WHERE t.name = 'd'))$$, 'ZW062', NULL, 'a bound login that is another''s does not make it its own');
RESET SESSION AUTHORIZATION;
SELECT is(pg_temp.try('d'), 'granted', 'and takes it from nobody');

-- Wrong input
SELECT agora_test.raises(format('SELECT agora_work.issue_credential(%s, %L, %L, %L, %L, p_key => %L)', coalesce(i.agent, agora_test.id('alice')), i.task, i.endpoints, i.ttl, i.uses, i.key), i.code, i.what)
  FROM (VALUES (NULL::bigint, 'task 5', '{}', '1 minute', NULL::integer, 'k', '22023', 'no endpoint: not all of them'), (NULL, 'task 5', NULL, '1 minute', NULL, 'k', '22023', 'none told'), (NULL, 'task 5', '{NULL}', '1 minute', NULL, 'k', '22023', 'an endpoint that is none'),
               (NULL, 'task 5', '{{a},{b}}', '1 minute', NULL, 'k', '22023', 'endpoints in rows'), (NULL, NULL, '{a}', '1 minute', NULL, 'k', '22023', 'no task'), (NULL, 'task 5', '{a}', '301 seconds', NULL, 'k', '22023', 'too long'),
               (NULL, 'task 5', '{a}', '0', NULL, 'k', '22023', 'no time'), (NULL, 'task 5', '{a}', '1 minute', 0, 'k', '22023', 'no use'), (NULL, 'task 5', '{a}', '1 minute', NULL, NULL, '22023', 'no key'), (999999, 'task 5', '{a}', '1 minute', NULL, 'k', 'ZA001', 'for nobody'))
    AS i(agent, task, endpoints, ttl, uses, key, code, what);
SELECT agora_test.raises($$SELECT agora_work.check_credential(NULL, 'task 5', 'GET /things')$$, '22023', 'no token');
SELECT agora_test.raises($$SELECT agora_work.check_credential('x', NULL, 'GET /things')$$, '22023', 'no task');
SELECT agora_test.raises($$SELECT agora_work.check_credential('x', 'task 5', NULL)$$, '22023', 'no endpoint');
SELECT agora_test.raises($$SELECT agora_work.rotate_credential(NULL)$$, '22023', 'no token to rotate');
SELECT agora_test.raises($$SELECT agora_work.revoke_credentials(agora_test.id('alice'), '')$$, '22023', 'no reason');

-- As long as a claim
SELECT agora_work.register_agent(agora_test.id('alice'));
CREATE TEMP TABLE held AS SELECT c.task_id, c.epoch FROM agora_work.claim_task(agora_test.id('alice'), agora_work.add_task('A task', p_key => 'a task')) AS c;
INSERT INTO token SELECT 'held', i.token FROM held AS h CROSS JOIN LATERAL agora_work.issue_credential(agora_test.id('alice'), 'task 5', '{GET /things}', p_task_id => h.task_id, p_epoch => h.epoch, p_key => 'held') AS i;
SELECT is(pg_temp.try('held'), 'granted', 'good while the task is held');
INSERT INTO token SELECT 'held too', r.token FROM agora_work.rotate_credential((SELECT t.token FROM token AS t WHERE t.name = 'held')) AS r;
SELECT is(pg_temp.try('held too'), 'granted', 'rotated it is bound as before');
SELECT agora_work.release_task(h.task_id, h.epoch, p_actor => agora_test.id('alice')) FROM held AS h;
SELECT is(pg_temp.try('held too'), 'claim over', 'and over with the claim, revoked or not');
SELECT is((SELECT c.status FROM agora_work.issued_credential AS c ORDER BY c.credential_id DESC LIMIT 1), 'claim over', 'the view says so');
SELECT agora_test.raises($$SELECT agora_work.rotate_credential((SELECT t.token FROM token AS t WHERE t.name = 'held too'))$$, 'ZW062', 'nothing follows it');
SELECT agora_test.raises(format('SELECT agora_work.issue_credential(%s, %L, %L, p_task_id => %s, p_epoch => %s, p_key => %L)', agora_test.id('alice'), 'task 5', '{a}', h.task_id, h.epoch, 'k'), 'ZW005', 'none for a claim that is over') FROM held AS h;
SELECT agora_test.raises(format('SELECT agora_work.issue_credential(%s, %L, %L, p_task_id => %s, p_key => %L)', agora_test.id('alice'), 'task 5', '{a}', h.task_id, 'k'), 'ZW005', 'nor without an epoch') FROM held AS h;

-- Retention
SELECT is(agora_work._forget_credentials(100), 0::bigint, 'those that ended lately can be looked up');
SELECT agora_test.at('2026-01-02 00:05:01.000001+00');
SELECT is(agora_work._forget_credentials(100), 10::bigint, 'a day later they are forgotten');
SELECT is(pg_temp.try('a'), 'unknown', 'and good for nothing still');
SELECT is_empty('SELECT * FROM agora_work.verify_witness()', 'what was issued stays written down');

SELECT * FROM finish();
ROLLBACK;
