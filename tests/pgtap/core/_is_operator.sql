-- _is_operator: an operator's privilege is for what the operator does as itself; whoever it speaks for, and who signed what it hands in, has
-- what is its own. Each place that asks, from both sides.
BEGIN;
SELECT plan(28);
SELECT agora_test.add_login('desk', 'agora_operator'), agora_test.add_login('olga', 'agora_operator', true), agora_test.add_login('gate', 'agora_service');
SELECT agora.register_principal(n) FROM unnest(ARRAY['ada', 'ben']) AS n;
CREATE FUNCTION pg_temp.asked(p_actor bigint) RETURNS boolean LANGUAGE sql SECURITY DEFINER RETURN agora._is_operator(p_actor);

SELECT ok(pg_temp.asked(1) AND pg_temp.asked(2), 'a superuser is system and operator');
SELECT ok(NOT pg_temp.asked(agora_test.id('ada')) AND NOT pg_temp.asked(3) AND NOT pg_temp.asked(NULL), 'and has no privilege in the name of another, or of nobody');
SELECT agora_test.become('desk');
SELECT ok(pg_temp.asked(2) AND NOT pg_temp.asked(agora_test.id('ada')), 'nor has an operator');
SELECT agora_test.become('olga');
SELECT ok(pg_temp.asked(agora_test.id('olga')) AND NOT pg_temp.asked(agora_test.id('ada')), 'a bound operator has it as itself');
SELECT agora_test.become('gate');
SELECT ok(NOT pg_temp.asked(3) AND NOT pg_temp.asked(2), 'a service has none');
RESET SESSION AUTHORIZATION;


-- What each place guards. ada is who is spoken for; the runs, the money and the code are ben's or the treasury's.
SELECT agora_ledger.mint(3, 1000, 'a test', p_key => 'm');
SELECT agora_ledger.wallet_of(agora_test.id('ada')) AS ada, agora_ledger.wallet_of(agora_test.id('ben')) AS ben, agora_test.id('ada') AS id \gset
SELECT agora_ledger.transfer(3, :ben, 10, 'knowledge', p_key => 'given') AS given \gset
SELECT agora_pipeline.start_run('fast', 'A service.', gen_random_uuid(), p_actor => agora_test.id('ben')) AS run \gset
SELECT (agora_memory.register_transform(E'def half(x: int) -> int:\n    "Half of it."\n    return x // 2', p_actor => agora_test.id('ben'))).transform_id AS half \gset
SELECT agora_work.submit_sandbox_job(:half, p_cases => '[{"call": "half", "args": [4], "expected": 2}]', p_key => 'ben', p_actor => agora_test.id('ben'));
CREATE TEMP TABLE place (what text, state text, call text);
INSERT INTO place
VALUES ('is paid from the treasury',       '42501', format('agora_ledger.transfer(3, %s, 10, ''mine'', p_key => ''a%%2$s'', p_actor => %%1$s)', :ada)),
       ('or in a batch',                   '42501', format('agora_ledger.post_batch(''[{"from": 3, "to": %s, "amount": 10, "reason": "mine", "key": "b%%2$s"}]'', p_actor => %%1$s)', :ada)),
       ('goes on with another''s run',     'ZG002', format('agora_pipeline.add_artefact(%s, ''a%%2$s.py'', ''code'', ''x = 1'', p_actor => %%1$s)', :run)),
       ('has a say about another''s money', 'ZR031', format('agora_reward.open_dispute(%s, ''not so'', p_actor => %%1$s)', :given)),
       ('approves code',                   '42501', format('agora_memory.approve_transform(%s, ''good'', %%1$s)', :half)),
       ('does the sandbox''s work',        '42501', 'agora_work.claim_request(''sandbox'', p_actor => %1$s)');
GRANT SELECT ON place TO PUBLIC;
SELECT agora_test.raises('SELECT ' || format(p.call, :id, ''), p.state, 'a superuser''s gateway: nobody spoken for ' || p.what) FROM place AS p;
SELECT agora_test.become('desk');
SELECT agora_test.raises('SELECT ' || format(p.call, :id, ''), p.state, 'an operator''s: nobody spoken for ' || p.what) FROM place AS p;
SELECT lives_ok('SELECT ' || format(p.call, 2, 'd'), 'but the operator ' || p.what) FROM place AS p;
RESET SESSION AUTHORIZATION;
SELECT (agora_work.submit_sandbox_job(:half, p_test => 'half(2)', p_key => 'v', p_actor => :id)).request_id AS asked \gset
SELECT is((SELECT r.vouches FROM agora_work.request AS r WHERE r.request_id = :asked), false, 'what somebody spoken for has run vouches for nothing');
SELECT is((SELECT string_agg(DISTINCT f.reason, '') FROM agora_memory.import_attempts('[{"id": "1", "agent": "operator", "request": "x", "status": "success"}]', p_actor => :id) AS f), 'only an operator records attempts of operator',
          'nor does it write what operators are said to have done');

-- What is signed, handed in by a superuser and by an operator.
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_work.add_trust_key('ada-1', :id, agora_test.sign('ada', NULL)), agora_work.allow_action('pay', 'agora_ledger.transfer', 'Pay.');
CREATE FUNCTION pg_temp.sent(p_seq bigint, p_from bigint, p_to bigint) RETURNS jsonb LANGUAGE sql
RETURN agora_work.submit(agora_test.envelope('ada', 'pay', p_seq, jsonb_build_object('from', p_from, 'to', p_to, 'amount', 1, 'reason', 'a test')),
                         agora_test.sign('ada', agora_test.envelope('ada', 'pay', p_seq, jsonb_build_object('from', p_from, 'to', p_to, 'amount', 1, 'reason', 'a test'))), 'ada-1');
SELECT agora_ledger.transfer(3, :ada, 10, 'knowledge', p_key => 'given, too');
SELECT agora_test.raises(format('SELECT pg_temp.sent(1, 3, %s)', :ada), '42501', 'a message does not pay its sender from the treasury');
SELECT agora_test.become('desk');
SELECT agora_test.raises(format('SELECT pg_temp.sent(1, 3, %s)', :ada), '42501', 'nor by an operator''s hand');
SELECT lives_ok(format('SELECT pg_temp.sent(1, %s, %s)', :ada, :ben), 'who hands in what a sender may do');

SELECT * FROM finish();
ROLLBACK;
