-- Whatever the state of an agent, every road gives it the same: the same next task or the same refusal, alone, beside others and by one that completes first; and each tells the same, in the same order.
BEGIN;
SELECT plan(6);
SELECT agora_test.at('2026-01-01 00:00+00'), agora_test.restarted_at('2025-12-31 00:00+00');
CREATE TEMP TABLE crew AS SELECT agora.register_principal(n.name) AS id, n.name FROM unnest(ARRAY['ada', 'full', 'spare', 'stranger']) AS n(name);
CREATE FUNCTION pg_temp.id(p_name text) RETURNS bigint LANGUAGE sql STABLE RETURN (SELECT c.id FROM crew AS c WHERE c.name = p_name);
CREATE FUNCTION pg_temp.epoch() RETURNS bigint LANGUAGE sql STABLE RETURN (SELECT CASE WHEN b.agent = 'spare' THEN 1 ELSE b.epoch END FROM agora_work.board AS b WHERE b.code = 'held');
CREATE FUNCTION pg_temp.task(p_code text) RETURNS bigint LANGUAGE sql STABLE RETURN (SELECT b.task_id FROM agora_work.board AS b WHERE b.code = p_code);
SELECT agora_work.register_agent(c.id, p_max_tasks => CASE c.name WHEN 'full' THEN 1 ELSE 3 END, p_capacity => '8 hours', p_lease => CASE c.name WHEN 'full' THEN interval '9 hours' ELSE '1 hour' END) FROM crew AS c WHERE c.name <> 'stranger';
SELECT agora_work.grant_capability(pg_temp.id('ada'), 'code:go', 3, 'a test', '2026-01-01 00:03+00', 3);
SELECT agora_work.set_policy('environment', 'lab', '{"min_reputation": 0.7}', 'a test', 3);
SELECT agora.set_setting('work.sweep_every', '10 minutes', 'a test');
SELECT agora_work.add_tasks((SELECT jsonb_agg(jsonb_build_object('title', 't', 'code', n.name, 'ttl', 36000, 'priority', 90)) FROM unnest(ARRAY['held', 'full', 'spare', 'over']) WITH ORDINALITY AS n(name, place)));
SELECT agora_work.claim_task(pg_temp.id(k.agent), pg_temp.task(k.code), 3) FROM (VALUES ('ada', 'held'), ('ada', 'over'), ('full', 'full'), ('spare', 'spare')) AS k(agent, code);
SELECT agora_work.complete_task(pg_temp.task('over'), 1, p_actor => 3);
SELECT agora_work.add_tasks('[{"title": "t", "code": "a", "estimate": "2 hours"}, {"title": "t", "code": "b"}]');
SELECT agora_work._release_expired(1000);
CREATE TEMP TABLE clocks AS SELECT pg_sequence_last_value('agora_work.swept_at') AS swept, pg_sequence_last_value('agora_work.sweep_due') AS due;

-- What may be the matter; it happens before the roads part.
CREATE TEMP TABLE state (name text, change text);
INSERT INTO state
VALUES ('nothing',         'SELECT'),
       ('away',            'SELECT agora_test.advance(''7 minutes'')'),
       ('past its grant',  'SELECT agora_test.advance(''4 minutes'')'),
       ('sweep due',       'SELECT agora_test.advance(''11 minutes'')'),
       ('lost',            'SELECT agora_test.advance(''2 hours'')'),
       ('clock set back',  'SELECT agora_test.advance(''-1 minutes'')'),
       ('suspended',       'SELECT agora.suspend_principal(%1$s, ''a test'', 2)'),
       ('halted',          'SELECT agora.trip_breaker(agora_work.agent_breaker(%1$s), ''manual'', ''a test'', 2)'),
       ('probe',           'SELECT agora.trip_breaker(agora_work.agent_breaker(%1$s), ''transient'', ''a test'', 2), agora_test.advance(''60 seconds'')'),
       ('probing',         'SELECT agora.trip_breaker(agora_work.agent_breaker(%1$s), ''transient'', ''a test'', 2), agora_test.advance(''60 seconds''); SELECT agora_work.claim_task(%1$s, pg_temp.task(''held''), 3)'),
       ('reset',           'SELECT agora.trip_breaker(agora_work.agent_breaker(%1$s), ''manual'', ''a test'', 2); SELECT agora.reset_breaker(agora_work.agent_breaker(%1$s), ''a test'', 1)'),
       ('with budget',     'SELECT agora_model.set_budget(5, p_principal => %1$s, p_actor => 2)'),
       ('budget spent',    'SELECT agora_model.set_budget(0, p_principal => %1$s, p_actor => 2)'),
       ('of a stage',      'SELECT agora_model.set_budget(0, p_principal => %1$s, p_stage => ''intent'', p_actor => 2)'),
       ('budget ended',    'SELECT agora_model.set_budget(0, p_principal => %1$s, p_actor => 2); SELECT agora_model.end_budget(b.budget_id, 2) FROM agora_model.budget AS b WHERE b.principal_id = %1$s'),
       ('pauses',          'SELECT agora_work.set_policy(''agent'', ''%1$s'', ''{"claim_pause_seconds": 60}'', ''a test'', 3)'),
       ('has paused',      'SELECT agora_work.set_policy(''agent'', ''%1$s'', ''{"claim_pause_seconds": 60}'', ''a test'', 3), agora_test.advance(''61 seconds'')'),
       ('waits',           'SELECT agora_work.add_task(''t'', ''{"code": "stuck"}''); SELECT agora_work.claim_task(%2$s, pg_temp.task(''stuck''), 3);
                            SELECT agora_work.report_blocker(pg_temp.task(''stuck''), ''information'', ''a test'', p_epoch => 1, p_actor => %2$s);
                            SELECT agora_work.wait_for(pg_temp.task(''stuck''), ''unblocked'', p_actor => %1$s)'),
       ('full',            'SELECT agora_work.register_agent(%1$s, p_max_tasks => 1, p_capacity => ''8 hours'', p_lease => ''1 hour'')'),
       ('no room',         'SELECT agora_work.register_agent(%1$s, p_max_tasks => 3, p_capacity => ''1 hour'', p_lease => ''1 hour'')'),
       ('closed',          'SELECT agora_work.register_agent(%1$s, p_max_tasks => 3, p_capacity => ''8 hours'', p_lease => ''1 hour'', p_is_open => false)'),
       ('task of its own', 'SELECT agora_work.add_task(''t'', ''{"code": "own", "priority": 80, "assignee": %1$s}'')'),
       ('in lab',          'SELECT agora_work.add_task(''t'', ''{"code": "lab", "priority": 80, "environment": "lab", "capabilities": ["code:go"]}'')'),
       ('poor',            'SELECT agora_work.record_operation(%1$s, ''a test'', false, 5, n::text, 3) FROM generate_series(1, 20) AS n'),
       ('nothing there',   'SELECT agora_work.cancel_task(pg_temp.task(c.code), ''a test'') FROM unnest(ARRAY[''a'', ''b'']) AS c(code)'),
       ('key',             'SELECT agora_work.change_task(pg_temp.task(''a''), ''{"exclusive": ["k"]}'', 3); SELECT agora_work.add_task(''t'', ''{"code": "x", "priority": 80, "exclusive": ["k"]}'');
                            SELECT agora_work.claim_task(%2$s, pg_temp.task(''x''), 3)'),
       ('needed',          'SELECT agora_work.add_task(''t'', ''{"code": "next", "priority": 80, "needs": ["held"]}'')'),
       ('awaited',         'SELECT agora_work.wait_for(pg_temp.task(''held''), p_actor => %2$s)'),
       ('cancelled',       'SELECT agora_work.cancel_task(pg_temp.task(''held''), ''a test'')'),
       ('given back',      'SELECT agora_work.release_task(pg_temp.task(''held''), 1, p_actor => %1$s)'),
       ('claimed anew',    'SELECT agora_work.release_task(pg_temp.task(''held''), 1, p_actor => %1$s); SELECT agora_work.claim_task(%2$s, pg_temp.task(''held''), 3)'),
       ('done before',     'SELECT agora_work.complete_task(pg_temp.task(''held''), 1, p_actor => %1$s)'),
       ('other result',    'SELECT agora_work.complete_task(pg_temp.task(''held''), 1, ''{"n": 1}'', p_actor => %1$s)'),
       ('traced',          'SELECT agora_event.set_context(''00000000-0000-4000-8000-000000000001'', NULL, ''00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'')');

-- Of each road, the next task or why not: of who completes nothing, and of who completes.
CREATE TEMP TABLE road (name text, completes boolean, by_itself boolean, call text);
INSERT INTO road
SELECT r.name, r.completes, s.by_itself, replace(r.call, '%3$s', CASE WHEN s.by_itself THEN '%1$s' ELSE '3' END)
  FROM (VALUES ('single',  false, 'SELECT NULL AS refusal, x.code FROM agora_work.claim_next(%1$s, p_actor => %3$s%5$s) AS x'),
               ('one',     false, 'SELECT x.refusal, x.code FROM agora_work.exchange_tasks(ARRAY[%1$s], ARRAY[NULL::bigint], ARRAY[NULL::bigint], p_actor => %3$s%5$s) AS x'),
               ('several', false, 'SELECT x.refusal, x.code FROM agora_work.exchange_tasks(ARRAY[%4$s, %1$s], ARRAY[NULL, NULL]::bigint[], ARRAY[NULL, NULL]::bigint[], p_actor => 3%5$s) AS x WHERE x.agent_id = %1$s'),
               ('single',  true,  'SELECT NULL AS refusal, x.code FROM agora_work.complete_and_claim(%1$s, pg_temp.task(''held''), pg_temp.epoch(), p_actor => %3$s%5$s) AS x'),
               ('one',     true,  'SELECT x.refusal, x.code FROM agora_work.exchange_tasks(ARRAY[%1$s], ARRAY[pg_temp.task(''held'')], ARRAY[pg_temp.epoch()], p_actor => %3$s%5$s) AS x'),
               ('several', true,  'SELECT x.refusal, x.code FROM agora_work.exchange_tasks(ARRAY[%4$s, %1$s], ARRAY[NULL, pg_temp.task(''held'')], ARRAY[NULL, pg_temp.epoch()], p_actor => 3%5$s) AS x WHERE x.agent_id = %1$s')) AS r(name, completes, call)
 CROSS JOIN unnest(ARRAY[true, false]) AS s(by_itself)
 WHERE NOT (r.name = 'several' AND s.by_itself);

-- What it answers, how its tasks then stand, and what it told; nothing of it stays.
CREATE FUNCTION pg_temp.walk(p_changes text[], p_call text, p_times integer, OUT answer text, OUT board text, OUT told text) LANGUAGE plpgsql AS $$
DECLARE
    v_event   bigint;
    v_row     record;
    r_change  text;
    r_time    integer;
BEGIN
    PERFORM setval('agora_work.swept_at', c.swept), setval('agora_work.sweep_due', c.due) FROM clocks AS c;
    FOREACH r_change IN ARRAY p_changes LOOP
        BEGIN
            EXECUTE format(r_change, pg_temp.id('ada'), pg_temp.id('spare'));
        EXCEPTION WHEN SQLSTATE 'ZA002' OR SQLSTATE 'ZW005' OR SQLSTATE 'ZW007' THEN
            NULL; -- nothing to it, with the first
        END;
    END LOOP;
    SELECT coalesce(max(e.event_id), 0) INTO v_event FROM agora_event.event AS e;
    FOR r_time IN 1..p_times LOOP
        BEGIN
            EXECUTE format(p_call, pg_temp.id('ada'), NULL, NULL, pg_temp.id('full'), CASE WHEN p_times > 1 THEN ', p_key => ''k''' END) INTO v_row;
            answer := concat_ws(' then ', answer, coalesce(v_row.refusal, v_row.code, '-'));
        EXCEPTION WHEN OTHERS THEN
            IF sqlstate !~ '^(ZA|ZW)' THEN
                RAISE;
            END IF;
            answer := concat_ws(' then ', answer, sqlstate);
        END;
    END LOOP;
    board := (SELECT string_agg(concat_ws(' ', b.code, b.status, b.agent, b.epoch), ', ' ORDER BY b.task_id) FROM agora_work.board AS b);
    told := (SELECT string_agg(concat_ws(' ', e.topic, e.payload - '{task_id,task_ids,message_id}'::text[], e.trace_parent, e.correlation_id, e.causation_id,
                                         (SELECT string_agg(b.code, ' ') FROM agora_work.board AS b WHERE to_jsonb(b.task_id) = e.payload -> 'task_id' OR e.payload -> 'task_ids' @> to_jsonb(b.task_id))), ', ' ORDER BY e.event_id)
               FROM agora_event.event AS e WHERE e.event_id > v_event);
    RAISE EXCEPTION USING ERRCODE = 'ZZ001';
EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
    RETURN;
END $$;
-- Who is suspended may not act; others act for it.
CREATE TEMP TABLE tried AS
SELECT concat_ws(', ', f.name, s.name) AS state, r.completes, r.name AS road, w.*
  FROM state AS s
  JOIN state AS f ON f.name IN ('away', 'awaited', 'with budget') AND f.name < s.name AND s.name IN ('full', 'pauses', 'suspended', 'sweep due', 'traced', 'waits', 'with budget') OR f.name = s.name
 CROSS JOIN road AS r
 CROSS JOIN LATERAL pg_temp.walk(CASE WHEN f.name <> s.name THEN ARRAY[f.change, s.change] ELSE ARRAY[s.change] END, r.call, 1) AS w
 WHERE NOT (s.name = 'suspended' AND r.by_itself);
SELECT is_empty($$SELECT t.state, t.completes, array_agg(concat_ws(' ', t.road, t.answer)) FROM tried AS t GROUP BY 1, 2 HAVING count(DISTINCT t.answer) > 1$$, 'the same answer');
SELECT is_empty($$SELECT t.state, t.completes, array_agg(concat_ws(' ', t.road, t.board)) FROM tried AS t GROUP BY 1, 2 HAVING count(DISTINCT t.board) > 1$$, 'the same tasks are done and claimed');
SELECT is_empty($$SELECT t.state, t.completes, array_agg(concat_ws(' ', t.road, t.told)) FROM tried AS t WHERE NOT (t.completes AND t.state = 'lost, lost') GROUP BY 1, 2 HAVING count(DISTINCT coalesce(t.told, '')) > 1$$, 'and the same is told, in the same order, where no other sweeps');
SELECT is((SELECT string_agg(DISTINCT t.answer, ' ' ORDER BY t.answer) FROM tried AS t), '- ZA002 ZW004 ZW005 ZW007 ZW061 ZW095 a b held lab next own', 'of all kinds');
SELECT is_empty($$SELECT t.* FROM tried AS t
                   WHERE t.completes AND t.answer NOT LIKE 'Z%' AND t.state !~ 'done before'
                     AND (t.told ~ 'task.completed.*task.completed' OR t.told ~ 'task.claimed.*task.completed' OR t.told !~ 'task.completed' OR t.answer <> '-' AND t.told !~ 'task.claimed')$$,
                'what is completed is told once, before what is claimed');
SELECT is_empty($$SELECT s.name, r.name, w.answer
                    FROM state AS s CROSS JOIN road AS r
                    JOIN tried AS t ON t.state = concat_ws(', ', s.name, s.name) AND t.road = r.name AND t.completes = r.completes
                   CROSS JOIN LATERAL pg_temp.walk(ARRAY[s.change], r.call, 2) AS w
                   WHERE NOT r.by_itself AND (w.answer <> concat_ws(' then ', t.answer, t.answer) OR w.told IS DISTINCT FROM t.told)$$, 'repeated with its key, it gets the same again, and tells nothing');
SELECT * FROM finish();
ROLLBACK;
