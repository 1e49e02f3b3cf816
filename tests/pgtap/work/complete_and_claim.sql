-- One call a task: the end of one and the claim of the next, in one transaction.
BEGIN;
SELECT plan(61);
SELECT agora_test.at('2026-01-01');
SELECT agora_test.restarted_at('2025-12-01');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['ada', 'ben', 'carol', 'dora']) AS n(name);
SELECT agora_work.register_agent(agora_test.id(n.name), p_max_tasks => 2, p_capacity => '3 hours') FROM unnest(ARRAY['ada', 'ben', 'carol']) AS n(name);
CREATE FUNCTION pg_temp.id(p_code text) RETURNS bigint LANGUAGE sql STABLE RETURN (SELECT b.task_id FROM agora_work.board AS b WHERE b.code = p_code);
CREATE FUNCTION pg_temp.status(p_code text) RETURNS text LANGUAGE sql STABLE RETURN (SELECT concat_ws(' ', b.status, b.agent) FROM agora_work.board AS b WHERE b.code = p_code);
CREATE FUNCTION pg_temp.next(p_name text, p_limit integer DEFAULT 1) RETURNS text LANGUAGE sql
BEGIN ATOMIC SELECT coalesce(string_agg(c.code, ' ' ORDER BY c.ordinality), '-') FROM agora_work.claim_next(agora_test.id(p_name), p_limit, p_actor => agora_test.id(p_name)) WITH ORDINALITY AS c; END;
CREATE FUNCTION pg_temp.go_on(p_name text, p_code text, p_epoch bigint DEFAULT 1, p_result jsonb DEFAULT NULL, p_limit integer DEFAULT 1, p_kinds text[] DEFAULT '{critical}', p_key text DEFAULT NULL)
RETURNS text LANGUAGE sql
BEGIN ATOMIC
    SELECT coalesce(string_agg(c.code || ' ' || c.epoch, ', ' ORDER BY c.ordinality), '-')
      FROM agora_work.complete_and_claim(agora_test.id(p_name), pg_temp.id(p_code), p_epoch, p_result, p_limit => p_limit, p_kinds => p_kinds, p_key => p_key, p_actor => agora_test.id(p_name)) WITH ORDINALITY AS c;
END;
SELECT agora_work.add_tasks((SELECT jsonb_agg(jsonb_build_object('title', 't', 'code', 't' || i, 'priority', 60)) FROM generate_series(1, 9) AS i));
SELECT agora_work.add_tasks('[{"title": "t", "code": "after", "needs": ["t1"], "priority": 90}, {"title": "t", "code": "x1", "exclusive": ["x"], "priority": 30},
                              {"title": "t", "code": "x2", "exclusive": ["x"], "priority": 30}, {"title": "t", "code": "filler", "kind": "filler", "priority": 100}]');

-- The end of one, and the next
SELECT is(pg_temp.next('ada'), 't1', 'claimed');
SELECT is(pg_temp.next('ben', 2), 't2 t3', 'by another as many as it may');
SELECT agora_test.at('2026-01-01 00:00:01');
SELECT results_eq($$SELECT c.code, c.epoch, c.kind, c.priority, c.attempt, c.lease_until, c.finish_by
                      FROM agora_work.complete_and_claim(agora_test.id('ada'), pg_temp.id('t1'), 1, '{"n": 1}', ARRAY[repeat('ab', 32)], 0.5) AS c$$,
                  $$VALUES ('after', 1::bigint, 'critical', 90, 1, '2026-01-01 00:00:46'::timestamptz, '2026-01-01 00:05:01'::timestamptz)$$,
                  'the next, which the one before has just freed');
SELECT is(pg_temp.status('t1') || ', ' || pg_temp.status('after'), 'completed, claimed ada', 'on the board');
SELECT results_eq($$SELECT h.outcome, h.agent_id, h.ended_at, h.cost_usd::numeric FROM agora_work.claim_history AS h WHERE h.task_id = pg_temp.id('t1')$$,
                  $$VALUES ('completed', agora_test.id('ada'), '2026-01-01 00:00:01'::timestamptz, 0.5)$$, 'on record');
SELECT results_eq($$SELECT b.result, b.artefacts FROM agora_work.board AS b WHERE b.code = 't1'$$, $$VALUES ('{"n": 1}'::jsonb, ARRAY[repeat('ab', 32)])$$, 'with what came of it');
SELECT is((SELECT array_agg(e.topic ORDER BY e.event_id) FROM agora_event.event AS e WHERE e.occurred_at = '2026-01-01 00:00:01'),
          '{work.task.unblocked.v1,work.task.completed.v1,work.task.claimed.v1}', 'told');
CREATE TEMP TABLE told AS SELECT max(e.event_id) AS at FROM agora_event.event AS e;
CREATE FUNCTION pg_temp.told() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_told text;
BEGIN
    SELECT string_agg(concat_ws(' ', e.topic, e.key, e.trace_parent), ', ' ORDER BY e.event_id) INTO v_told FROM agora_event.event AS e WHERE e.event_id > (SELECT t.at FROM told AS t);
    UPDATE told SET at = (SELECT max(e.event_id) FROM agora_event.event AS e);
    RETURN v_told;
END;
$$;
SELECT is(pg_temp.go_on('ben', 't2'), 't4 1', 'who is full has the place of what it completed');
SELECT is(pg_temp.told(), format('work.task.completed.v1 %s, work.task.claimed.v1 %s', pg_temp.id('t2'), agora_test.id('ben')), 'both are told, once and in order');
SELECT agora_event.set_context(p_trace_parent => '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01');
SELECT is(pg_temp.go_on('ben', 't3', p_limit => 5), 't5 1', 'and no more than that');
SELECT is(pg_temp.told(), format('work.task.completed.v1 %1$s %3$s, work.task.claimed.v1 %2$s %3$s', pg_temp.id('t3'), agora_test.id('ben'), '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'),
          'with what led to them');
SELECT agora_event.set_context();
SELECT is(pg_temp.go_on('ada', 'after', p_limit => 5), 't6 1, t7 1', 'who has room for more gets more');
SELECT is(pg_temp.go_on('ada', 't6', p_kinds => '{filler}'), 'filler 1', 'of the kinds that it wants');
SELECT is(pg_temp.go_on('ada', 't7', p_result => '{"n": 7}'), 't8 1', 'with a result');
SELECT is(pg_temp.go_on('ada', 't8'), 't9 1', 'and on');
SELECT is(pg_temp.next('carol'), 'x1', 'a task with a key');
SELECT is(pg_temp.go_on('carol', 'x1'), 'x2 1', 'whose end frees it for the next');
SELECT agora_work.add_task('t', '{"code": "long", "estimate": "4 hours"}');
SELECT pg_temp.told();
SELECT is(pg_temp.go_on('carol', 'x2'), '-', 'nothing that is too much for it');
SELECT is(pg_temp.told(), format('work.task.completed.v1 %s', pg_temp.id('x2')), 'the end is told all the same');
SELECT agora_work.add_task('t', '{"code": "short", "estimate": "1 hour"}');
SELECT is(pg_temp.next('carol'), 'short', 'what is not');
SELECT pg_temp.told();
SELECT is(pg_temp.go_on('carol', 'short'), '-', 'nothing there');
SELECT is(pg_temp.told(), format('work.task.completed.v1 %s', pg_temp.id('short')), 'of a task without a key, too');

-- Said again
SELECT is(pg_temp.go_on('carol', 'short'), '-', 'without a key it gets none');
SELECT agora_work.add_tasks((SELECT jsonb_agg(jsonb_build_object('title', 't', 'code', 'u' || i)) FROM generate_series(1, 5) AS i));
SELECT is(pg_temp.next('carol'), 'u1', 'claimed');
SELECT is(pg_temp.go_on('carol', 'u1', p_key => 'k'), 'u2 1', 'with a key');
SELECT is(pg_temp.go_on('carol', 'u1', p_key => 'k'), 'u2 1', 'the same call again: the same task');
SELECT is((SELECT count(*) FROM agora_work.board AS b WHERE b.agent = 'carol'), 1::bigint, 'and no other');
SELECT agora_test.raises($$SELECT pg_temp.go_on('carol', 'u1', p_limit => 2, p_key => 'k')$$, 'ZA003', 'the key with another limit');
SELECT is(pg_temp.go_on('carol', 'u1'), '-', 'without the key none');
SELECT is(pg_temp.go_on('carol', 'u1', p_key => 'l'), '-', 'nor with another');
SELECT is(pg_temp.go_on('carol', 'u1', p_key => 'l'), '-', 'whatever often');
SELECT agora_test.raises($$SELECT pg_temp.go_on('carol', 'u1', p_result => '{}')$$, 'ZW007', 'completed with another result');

-- What an agent waits for comes first: next_work() knows
SELECT agora_work.add_tasks('[{"title": "t", "code": "v1"}, {"title": "t", "code": "v2"}, {"title": "t", "code": "v3", "needs": ["v2"]}]');
SELECT agora_work.wait_for(pg_temp.id('v3'), 'unblocked', agora_test.id('ben'));
SELECT is(pg_temp.go_on('ben', 't4'), '-', 'who waits for a task gets no other');
SELECT agora_work.wait_for(pg_temp.id('v3'), 'closed', agora_test.id('ben'));
SELECT is(pg_temp.go_on('ben', 't5', p_limit => 2), 'u3 1, u4 1', 'who waits for its end does');
SELECT is((SELECT string_agg(pg_temp.go_on('ben', c.code, p_limit => 1), ' ' ORDER BY c.code) FROM unnest(ARRAY['u3', 'u4']) AS c(code)), 'u5 1 v1 1', 'and so on');
SELECT agora_work.release_task(pg_temp.id(c.code), 1) FROM unnest(ARRAY['u5', 'v1']) AS c(code);
SELECT agora_work.cancel_task(pg_temp.id(c.code), 'a test') FROM unnest(ARRAY['v1', 'v2', 'v3']) AS c(code);
SELECT agora_work.add_tasks((SELECT jsonb_agg(jsonb_build_object('title', 't', 'code', 'w' || i, 'priority', 90)) FROM generate_series(1, 3) AS i));

-- Due to sweep: whoever claims anew does
SELECT agora_test.at('2026-01-01 00:00:20');
SELECT is(pg_temp.go_on('carol', 'u2'), '-', 'none');
SELECT is(pg_temp.status('u2'), 'completed', 'though it is completed');
SELECT is(pg_temp.next('carol'), 'w1', 'by whoever claims');

-- Who may not claim has completed all the same
SELECT agora_work.register_agent(agora_test.id('carol'), p_capacity => '3 hours', p_is_open => false);
SELECT is(pg_temp.go_on('carol', 'w1'), '-', 'closed to new tasks');
SELECT agora_work.register_agent(agora_test.id('carol'), p_capacity => '3 hours');
SELECT is(pg_temp.next('carol'), 'w2', 'open');
SELECT agora_model.set_budget(0, p_principal => agora_test.id('carol'));
SELECT is(pg_temp.go_on('carol', 'w2'), '-', 'without a budget');
SELECT is(pg_temp.status('w2'), 'completed', 'completed');
SELECT agora_test.raises($$SELECT pg_temp.next('carol')$$, 'ZW004', 'a claim says why');
SELECT agora_model.set_budget(5, p_principal => agora_test.id('carol'));
INSERT INTO agora.breaker (breaker, status, reason_class, opened_at, changed_by, changed_at)
VALUES (agora_work.agent_breaker(agora_test.id('carol')), 'open', 'transient', agora.now() - interval '1 hour', 1, agora.now());
SELECT is(pg_temp.next('carol'), 'w3', 'with a budget, as a probe');
SELECT is(pg_temp.go_on('carol', 'w3'), '-', 'who is on probation');
SELECT is((SELECT b.status FROM agora.breaker AS b WHERE b.breaker = agora_work.agent_breaker(agora_test.id('carol'))), 'half_open', 'gets no other probe');

-- What is refused changes nothing
SELECT agora_test.raises($$SELECT pg_temp.go_on('ada', 't9', 2)$$, 'ZW005', 'an epoch that is not');
SELECT agora_test.raises($$SELECT pg_temp.go_on('ben', 't9')$$, 'ZW006', 'by another');
SELECT agora_test.raises($$SELECT * FROM agora_work.complete_and_claim(agora_test.id('ada'), pg_temp.id('t9'), 1, p_actor => agora_test.id('ben'))$$, '42501', 'for another');
SELECT agora_test.raises($$SELECT * FROM agora_work.complete_and_claim(agora_test.id('dora'), pg_temp.id('t9'), 1)$$, 'ZW002', 'not registered for work');
SELECT agora_test.raises($$SELECT * FROM agora_work.complete_and_claim(agora_test.id('ada'), 999999999, 1)$$, 'ZW001', 'no such task');
SELECT agora_test.raises(format($$SELECT * FROM agora_work.complete_and_claim(agora_test.id('ada'), pg_temp.id('t9'), 1, %s)$$, a.arguments), '22023', a.arguments)
  FROM unnest(ARRAY['''[]''', 'p_artefacts => ''{abc}''', 'p_cost_usd => -1', 'p_limit => 0', 'p_limit => NULL', 'p_kinds => ''{other}''', 'p_key => ''''']) AS a(arguments);
SELECT is(pg_temp.status('t9'), 'claimed ada', 'as it was');
SELECT agora_test.at('2026-01-01 00:01:00');
SELECT agora_test.raises($$SELECT pg_temp.go_on('ada', 't9')$$, 'ZW005', 'too late');
SELECT is_empty('SELECT * FROM agora_work._probe_tasks()', 'nothing is wrong');

SELECT * FROM finish();
ROLLBACK;
