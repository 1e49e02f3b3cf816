-- The next tasks for an agent: by priority, then by age, as many as it may hold; and one task by its id.
BEGIN;
SELECT plan(61);
SELECT agora_test.at('2026-01-01');
SELECT agora_test.restarted_at('2025-12-01');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['ada', 'ben', 'carol', 'dora']) AS n(name);
SELECT agora_work.register_agent(agora_test.id(n.name), '{code:sql}') FROM unnest(ARRAY['ada', 'ben']) AS n(name);
SELECT agora_work.register_agent(agora_test.id('carol'));
CREATE FUNCTION pg_temp.id(p_code text) RETURNS bigint LANGUAGE sql STABLE RETURN (SELECT b.task_id FROM agora_work.board AS b WHERE b.code = p_code);
CREATE FUNCTION pg_temp.next(p_name text, p_limit integer DEFAULT 1, p_kinds text[] DEFAULT '{critical}', p_key text DEFAULT NULL) RETURNS text LANGUAGE sql
BEGIN ATOMIC SELECT coalesce(string_agg(c.code, ' ' ORDER BY c.ordinality), '-') FROM agora_work.claim_next(agora_test.id(p_name), p_limit, p_kinds, p_key, agora_test.id(p_name)) WITH ORDINALITY AS c; END;
CREATE FUNCTION pg_temp.claim(p_name text, p_code text) RETURNS text LANGUAGE sql
BEGIN ATOMIC SELECT coalesce(max(c.code || ' ' || c.epoch), '-') FROM agora_work.claim_task(agora_test.id(p_name), pg_temp.id(p_code), agora_test.id(p_name)) AS c; END;
CREATE FUNCTION pg_temp.give_back(p_name text) RETURNS bigint LANGUAGE sql
BEGIN ATOMIC SELECT count(agora_work.release_task(b.task_id, b.epoch)) FROM agora_work.board AS b WHERE b.agent = p_name; END;

SELECT is(pg_temp.next('ada'), '-', 'nothing there');
SELECT agora_work.add_tasks('[{"title": "one", "code": "one"}, {"title": "two", "code": "two"}, {"title": "urgent", "code": "urgent", "priority": 90},
                              {"title": "sql", "code": "sql", "priority": 95, "capabilities": ["code:sql"]}, {"title": "filler", "code": "filler", "kind": "universal", "priority": 100},
                              {"title": "later", "code": "later", "priority": 99, "not_before": "2026-01-01T01:00:00Z"}]');
SELECT results_eq($$SELECT c.title, c.epoch, c.kind, c.priority, c.attempt, c.details, c.lease_until, c.finish_by FROM agora_work.claim_next(agora_test.id('ada')) AS c$$,
                  $$VALUES ('sql', 1::bigint, 'critical', 95, 1, '{}'::jsonb, '2026-01-01 00:00:45'::timestamptz, '2026-01-01 00:05:00'::timestamptz)$$, 'the most urgent that it can do');
SELECT is((SELECT e.payload FROM agora_event.event AS e WHERE e.topic = 'work.task.claimed.v1'),
          jsonb_build_object('agent_id', agora_test.id('ada'), 'task_ids', jsonb_build_array(pg_temp.id('sql')), 'epochs', '[1]'::jsonb), 'told');
SELECT results_eq($$SELECT b.status, b.agent, b.claimed_at FROM agora_work.board AS b WHERE b.code = 'sql'$$, $$VALUES ('claimed', 'ada', '2026-01-01'::timestamptz)$$, 'on the board');
SELECT is(pg_temp.next('carol', 10), 'urgent one two', 'many at once, the urgent one first, then by age');
SELECT is(pg_temp.next('ben', 10), '-', 'nothing twice; nothing before its time; no filler unless it is asked for');
SELECT is(pg_temp.next('ben', 10, '{filler,universal}'), 'filler', 'a filler');
SELECT is((SELECT b.finish_by FROM agora_work.board AS b WHERE b.code = 'filler'), '2026-01-01 00:30'::timestamptz, 'has more time');
SELECT agora_test.at('2026-01-01 00:00:40');
SELECT is(pg_temp.give_back('carol'), 3::bigint, 'given back');
SELECT is(pg_temp.next('ben', 2), 'urgent one', 'in the old order');
SELECT is((SELECT max(b.epoch) || ' ' || max(b.attempts) FROM agora_work.board AS b WHERE b.agent = 'ben' AND b.kind = 'critical'), '2 0', 'the next epoch, no attempt');

-- keys
SELECT is(pg_temp.next('carol', 1, '{critical}', 'k'), 'two', 'with a key');
SELECT is(pg_temp.next('carol', 1, '{critical}', 'k'), 'two', 'the same call again: the same task');
SELECT agora_test.raises($$SELECT pg_temp.next('carol', 2, '{critical}', 'k')$$, 'ZA003', 'the key with another limit');

-- limits
SELECT agora_work.add_tasks((SELECT jsonb_agg(jsonb_build_object('title', 't', 'code', 'n' || i)) FROM generate_series(1, 9) AS i));
SELECT is(pg_temp.next('carol', 100), 'n1 n2 n3 n4', 'five at once');
SELECT is(pg_temp.next('carol', 100), '-', 'and no more');
SELECT agora_test.raises($$SELECT pg_temp.claim('carol', 'n5')$$, 'ZW004', 'nor by name');
SELECT agora_work.register_agent(agora_test.id('carol'), '{}', 6);
SELECT is(pg_temp.next('carol', 100), 'n5', 'its own limit');
SELECT pg_temp.give_back('carol');
SELECT agora_work.register_agent(agora_test.id('carol'), '{}', NULL, '2 hours');
SELECT agora_work.add_tasks('[{"title": "t", "code": "h3", "priority": 80, "estimate": "3 hours"}, {"title": "t", "code": "h1", "priority": 80, "estimate": "1 hour"},
                              {"title": "t", "code": "m70", "priority": 80, "estimate": "70 minutes"}, {"title": "t", "code": "m60", "priority": 70, "estimate": "60 minutes"}]');
SELECT is(pg_temp.next('carol', 3), 'h1 m60 two', 'no more hours than it has');
SELECT agora_test.raises($$SELECT pg_temp.claim('carol', 'm70')$$, 'ZW004', 'nor by name');
SELECT is((SELECT a.load FROM agora_work.registered_agent AS a WHERE a.name = 'carol'), interval '2 hours', 'shown');
SELECT agora_work.register_agent(agora_test.id('carol'), '{}', NULL, NULL, NULL, false);
SELECT is(pg_temp.next('carol'), '-', 'closed: nothing new');
SELECT agora_test.raises($$SELECT pg_temp.claim('carol', 'n9')$$, 'ZW004', 'nor by name');
SELECT pg_temp.give_back(n.name) FROM unnest(ARRAY['ada', 'ben', 'carol']) AS n(name);
SELECT agora_work.register_agent(agora_test.id('carol'));

-- one by its id
SELECT is(pg_temp.claim('ada', 'one'), 'one 3', 'claimed');
SELECT is(pg_temp.claim('ada', 'one'), 'one 3', 'claimed again: the same claim');
SELECT is(pg_temp.claim('ben', 'one'), '-', 'nobody else');
SELECT is(pg_temp.claim('ada', 'later'), '-', 'not before its time');
SELECT agora_test.raises($$SELECT pg_temp.claim('carol', 'sql')$$, 'ZW004', 'not without the capabilities');
SELECT agora_work.add_task('for ben', jsonb_build_object('code', 'bens', 'assignee', agora_test.id('ben')));
SELECT agora_test.raises($$SELECT pg_temp.claim('ada', 'bens')$$, 'ZW004', 'not what is for another');
SELECT is(pg_temp.next('ada', 1, '{filler}'), '-', 'not what is for another, by next');
SELECT is(pg_temp.claim('ben', 'bens'), 'bens 1', 'what is for oneself');
SELECT agora_test.raises($$SELECT * FROM agora_work.claim_task(agora_test.id('ada'), 999999999)$$, 'ZW001', 'no such task');
SELECT agora_test.raises($$SELECT * FROM agora_work.claim_task(agora_test.id('ada'), NULL)$$, 'ZW001', 'no task');

-- who
SELECT agora_test.raises($$SELECT pg_temp.next('dora')$$, 'ZW002', 'not registered for work');
SELECT agora_test.raises($$SELECT pg_temp.claim('dora', 'one')$$, 'ZW002', 'nor by name');
SELECT agora_test.raises($$SELECT * FROM agora_work.claim_next(agora_test.id('ada'), p_actor => agora_test.id('ben'))$$, '42501', 'nobody claims for another');
SELECT agora_test.raises($$SELECT * FROM agora_work.claim_next(NULL)$$, 'ZA001', 'nobody');
SELECT agora_test.raises($$SELECT * FROM agora_work.claim_next(999999999)$$, 'ZA001', 'somebody unknown');
SELECT agora_test.raises(format($$SELECT * FROM agora_work.claim_next(agora_test.id('ada'), %s)$$, a.arguments), '22023', a.arguments)
  FROM unnest(ARRAY['0', '-1', '10001', 'NULL', '1, NULL', '1, ''{}''', '1, ''{other}''', '1, ''{NULL}''', '1, p_key => ''''']) AS a(arguments);

-- what becomes ready
SELECT pg_temp.give_back(n.name) FROM unnest(ARRAY['ada', 'ben', 'carol']) AS n(name);
SELECT agora_work.cancel_task(b.task_id, 'a test') FROM agora_work.board AS b WHERE b.code <> 'later';
SELECT is(pg_temp.next('ada'), '-', 'nothing left');
SELECT agora_test.at('2026-01-01 01:00:00');
SELECT is(pg_temp.next('ada'), 'later', 'at its time, without a sweep');
SELECT pg_temp.give_back('ada');
SELECT agora_work.add_tasks('[{"title": "t", "code": "old"}, {"title": "t", "code": "need"}]');
SELECT is(pg_temp.next('ada', 3), 'later old need', 'all held');
SELECT agora_work._refresh_lanes(100);
SELECT is((SELECT min(l.first_ready) FROM agora_work.lane AS l), 9223372036854775807, 'no lane has anything ready');
SELECT agora_work.release_task(pg_temp.id('old'), 1);
SELECT is((SELECT min(l.first_ready) FROM agora_work.lane AS l), pg_temp.id('old'), 'what is given back is noted');
UPDATE agora_work.lane SET first_ready = 9223372036854775807;
SELECT is(pg_temp.next('ben'), 'old', 'a hint that is wrong delays, and loses nothing');

-- exclusive keys
SELECT agora_work.add_tasks('[{"title": "t", "code": "x1", "exclusive": ["a", "b"]}, {"title": "t", "code": "x2", "exclusive": ["b", "c"]}, {"title": "t", "code": "x3", "exclusive": ["c"]}, {"title": "t", "code": "x4"}]');
SELECT is(pg_temp.next('carol', 2), 'x1 x3', 'no two that share a key, in one call, and what is behind them');
SELECT is(pg_temp.claim('ben', 'x2'), '-', 'nor by name');
SELECT is(pg_temp.next('ben'), 'x4', 'nor next');
SELECT is((SELECT array_agg(k.key ORDER BY k.key) FROM agora_work.exclusive_key AS k), '{a,b,c}', 'held');
SELECT agora_work.complete_task(pg_temp.id('x1'), 1);
SELECT is(pg_temp.claim('ben', 'x2'), '-', 'one of two free is not enough');
SELECT agora_work.fail_task(pg_temp.id('x3'), 1, 'a test', false);
SELECT is(pg_temp.claim('ben', 'x2'), 'x2 1', 'both are');
SELECT is((SELECT array_agg(k.key ORDER BY k.key) FROM agora_work.exclusive_key AS k), '{b,c}', 'taken over');
SELECT is_empty('SELECT * FROM agora_work._probe_tasks()', 'nothing is wrong');

SELECT * FROM finish();
ROLLBACK;
