-- Tasks that no agent can ever claim: the view with each reason, said once by the job, and to health().
BEGIN;
SELECT plan(44);
SELECT agora_test.at('2026-01-01'), agora_test.restarted_at('2025-12-01');
CREATE FUNCTION pg_temp.add(p_code text, p_options jsonb) RETURNS bigint LANGUAGE sql RETURN agora_work.add_task(p_code, jsonb_build_object('code', p_code) || p_options);
CREATE FUNCTION pg_temp.reasons() RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(u.code || ' ' || u.reason, ', ' ORDER BY u.code) FROM agora_work.unclaimable_task AS u);
CREATE FUNCTION pg_temp.told() RETURNS text[] LANGUAGE sql
RETURN ARRAY(SELECT e.payload ->> 'code' FROM agora_event.event AS e WHERE e.topic = 'work.task.unclaimable.v1' ORDER BY e.event_id);
CREATE FUNCTION pg_temp.is_healthy() RETURNS boolean LANGUAGE sql RETURN (SELECT h.ok FROM agora.health() AS h WHERE h.component = 'tasks');

SELECT is(agora_work._find_unclaimable(100), 0::bigint, 'no task, nothing to say');
SELECT ok(pg_temp.is_healthy(), 'and all is well');
SELECT pg_temp.add('any', '{}');
SELECT is(pg_temp.reasons(), 'any no_agent', 'nobody takes work yet');
SELECT agora_work.register_agent(agora.register_principal('ada'), '{code:sql,code:python}', p_capacity => '8 hours');
SELECT agora_work.register_agent(agora.register_principal('ben'), '{code:go}', p_capacity => '2 hours', p_is_open => false);
SELECT is(pg_temp.reasons(), NULL, 'somebody does');

-- Each reason, and what does not count.
SELECT pg_temp.add('both', '{"capabilities": ["code:sql", "code:python"], "estimate": "8 hours"}');
SELECT pg_temp.add('long', '{"estimate": "481 minutes"}');
SELECT pg_temp.add('go', '{"capabilities": ["code:go"]}');
SELECT pg_temp.add('mixed', '{"capabilities": ["code:sql", "code:rust"]}');
SELECT pg_temp.add('ben', jsonb_build_object('assignee', agora_test.id('ben')));
SELECT pg_temp.add('waits', '{"capabilities": ["code:rust"], "needs": ["any"]}');
SELECT is(pg_temp.reasons(), 'ben agent_closed, go capability_missing, long estimate_too_long, mixed capability_missing, waits capability_missing',
          'too long, for one who takes nothing, or with what nobody can, whether or not it waits');
SELECT results_eq($$SELECT u.longest_estimate, u.capabilities FROM agora_work.unclaimable_task AS u WHERE u.code = 'long'$$, $$VALUES ('8 hours'::interval, '{}'::text[])$$, 'with what would do');
SELECT is((SELECT count(*) FROM agora_work.claim_next(agora_test.id('ada'), 100, p_actor => agora_test.id('ada'))), 2::bigint, 'the rest is claimed, and ada is full');
SELECT is(pg_temp.reasons(), 'ben agent_closed, go capability_missing, long estimate_too_long, mixed capability_missing, waits capability_missing', 'who is full will not be for ever');

-- Said once, in parts.
SELECT is(agora_work._find_unclaimable(3), 3::bigint, 'so many at once');
SELECT is(agora_work._find_unclaimable(3), 2::bigint, 'then the rest');
SELECT is(agora_work._find_unclaimable(3), 0::bigint, 'and none twice');
SELECT is(pg_temp.told(), '{long,go,mixed,ben,waits}', 'an event each');
SELECT results_eq($$SELECT e.key, e.payload, e.principal_id FROM agora_event.event AS e WHERE e.topic = 'work.task.unclaimable.v1' ORDER BY e.event_id LIMIT 1$$,
                  $$SELECT u.task_id::text, jsonb_build_object('task_id', u.task_id, 'code', 'long', 'reason', 'estimate_too_long'), 1::bigint FROM agora_work.unclaimable_task AS u WHERE u.code = 'long'$$,
                  'with the reason');
SELECT results_eq($$SELECT m.recipient_id, m.body -> 'tasks', m.body #> '{first,0,code}' FROM agora_work.inbox_message AS m WHERE m.kind = 'unclaimable' ORDER BY m.message_id$$,
                  $$VALUES (2::bigint, '3'::jsonb, '"long"'::jsonb), (2, '2', '"ben"')$$, 'a message for each look to whoever hears of blockers');
SELECT is(pg_temp.is_healthy(), false, 'health() knows');
SELECT results_eq($$SELECT b.code, b.unclaimable FROM agora_work.board AS b WHERE b.unclaimable IS NOT NULL ORDER BY b.code$$,
                  $$SELECT u.code, u.reason FROM agora_work.unclaimable_task AS u ORDER BY u.code$$, 'and so does the board');
SELECT matches((SELECT h.detail FROM agora.health() AS h WHERE h.component = 'tasks'), '^nobody can claim 5 tasks', 'how many');

-- What is put right is forgotten; another reason is said.
SELECT agora_work.register_agent(agora_test.id('ben'), p_is_open => true);
SELECT agora_work.change_task(u.task_id, '{"estimate": "8 hours"}') FROM agora_work.unclaimable_task AS u WHERE u.code = 'long';
SELECT agora_work.cancel_task(u.task_id, 'a test') FROM agora_work.unclaimable_task AS u WHERE u.code = 'waits';
SELECT is(pg_temp.reasons(), 'mixed capability_missing', 'only what nobody can is left');
SELECT is((SELECT b.unclaimable FROM agora_work.board AS b WHERE b.code = 'waits'), NULL, 'what is closed waits for nobody');
SELECT is(agora_work._find_unclaimable(100), 4::bigint, 'four are forgotten');
SELECT agora_work.register_agent(agora_test.id('ben'), '{code:sql,code:rust,code:go}');
SELECT is(pg_temp.reasons(), NULL, 'one agent that has all of it');
SELECT agora_work.set_policy('agent', agora_test.id('ben')::text, '{"claim_standing": "verified"}', 'a test');
SELECT is(pg_temp.reasons(), 'go capability_uncounted, mixed capability_uncounted', 'whose word does not count');
SELECT is(agora_work._find_unclaimable(100), 3::bigint, 'which is another reason');
SELECT is((pg_temp.told())[6:], '{go,mixed}', 'and is said');
SELECT agora.suspend_principal(agora_test.id('ben'), 'a test');
SELECT is(pg_temp.reasons(), 'ben agent_closed, go capability_missing, mixed capability_missing', 'who is suspended takes nothing');
SELECT agora_test.advance('6 minutes');
SELECT ok(agora.tick() > 0, 'tick() runs the job');
SELECT is((pg_temp.told())[8:], '{go,mixed,ben}', 'and says what is new');

-- An environment whose policy asks for more.
SELECT agora_work.set_policy('environment', 'production', '{"min_reputation": 0.9}', 'a test');
SELECT pg_temp.add('prod', '{"environment": "production"}');
SELECT is((SELECT u.reason FROM agora_work.unclaimable_task AS u WHERE u.code = 'prod'), 'reputation_low', 'nobody is good enough for it yet');
SELECT agora_work.set_policy('environment', 'production', '{"claim_standing": "verified"}', 'a test');
SELECT agora_work.add_task('t', '{"code": "vouch", "environment": "production", "capabilities": ["code:sql"]}');
SELECT results_eq($$SELECT u.code, u.reason FROM agora_work.unclaimable_task AS u WHERE u.code IN ('prod', 'vouch')$$, $$VALUES ('vouch', 'capability_uncounted')$$, 'or nobody vouches there for what is declared');

-- What it needs failed or was cancelled: nobody will ever complete that.
SELECT agora_work.add_tasks('[{"title": "t", "code": "n1"}, {"title": "t", "code": "n2", "max_attempts": 1}, {"title": "t", "code": "n3"}, {"title": "t", "code": "n4"},
                              {"title": "t", "code": "w1", "needs": ["n1", "n2", "n4"]}, {"title": "t", "code": "w2", "needs": ["w1"]}, {"title": "t", "code": "w3", "needs": ["n3"]}]');
CREATE FUNCTION pg_temp.task(p_code text) RETURNS bigint LANGUAGE sql RETURN (SELECT b.task_id FROM agora_work.board AS b WHERE b.code = p_code);
CREATE FUNCTION pg_temp.stuck() RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(concat_ws(' ', u.code, u.reason, (SELECT string_agg(n.code, '+' ORDER BY n.code) FROM agora_work.board AS n WHERE n.task_id = ANY (u.closed_needs))), ', ' ORDER BY u.code)
          FROM agora_work.unclaimable_task AS u WHERE u.code LIKE 'w_');
SELECT is(pg_temp.stuck(), NULL, 'what waits for open tasks is only blocked');
SELECT agora_work.cancel_task(pg_temp.task('n1'), 'a test');
SELECT is(pg_temp.stuck(), 'w1 need_closed n1', 'one that is cancelled; what waits for the task that waits is not told apart');
SELECT agora_work.fail_task(c.task_id, c.epoch, 'no') FROM agora_work.claim_task(agora_test.id('ada'), pg_temp.task('n2')) AS c;
SELECT is(pg_temp.stuck(), 'w1 need_closed n1+n2', 'one that failed');
SELECT agora_work.complete_task(c.task_id, c.epoch) FROM agora_work.claim_task(agora_test.id('ada'), pg_temp.task('n4')) AS c;
SELECT is(pg_temp.stuck(), 'w1 need_closed n1+n2', 'not one that is completed');
SELECT matches((SELECT u.hint FROM agora_work.unclaimable_task AS u WHERE u.code = 'w1'), 'drop_dependency.*add_dependency', 'and what helps');
SELECT is((SELECT count(*) FROM agora_work.unclaimable_task AS u WHERE u.hint IS NULL), 0::bigint, 'as for every reason');
SELECT agora_work._find_unclaimable(100);
SELECT is((pg_temp.told())[cardinality(pg_temp.told()):], '{w1}', 'it is said');
SELECT is((SELECT b.unclaimable FROM agora_work.board AS b WHERE b.code = 'w1'), 'need_closed', 'on the board, too');
SELECT agora_work.add_task('t', '{"code": "n5"}');
SELECT agora_work.add_dependency(pg_temp.task('w1'), pg_temp.task('n5'));
SELECT agora_work.drop_dependency(pg_temp.task('w1'), pg_temp.task('n1'));
SELECT is(pg_temp.stuck(), 'w1 need_closed n2', 'one way out is not both');
SELECT agora_work.drop_dependency(pg_temp.task('w1'), pg_temp.task('n2'));
SELECT is(pg_temp.stuck(), NULL, 'it waits for what is there');
SELECT is((SELECT b.status FROM agora_work.board AS b WHERE b.code = 'w1'), 'blocked', 'namely what does it anew');
SELECT agora_work.cancel_task(pg_temp.task('n3'), 'a test'), agora_work.change_task(pg_temp.task('w3'), '{"capabilities": ["code:java"]}');
SELECT is(pg_temp.stuck(), 'w3 capability_missing n3', 'who could do it is asked first');
SELECT agora_work.cancel_task(pg_temp.task('w3'), 'a test');
SELECT is(pg_temp.stuck(), NULL, 'what is closed itself waits for nothing');
SELECT agora_work._find_unclaimable(100);
SELECT is((SELECT count(*) FROM agora_work.board AS b WHERE b.unclaimable = 'need_closed'), 0::bigint, 'and is forgotten');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');
SELECT * FROM finish();
ROLLBACK;
