-- Whatever restrains an agent, an exchange gives it what a call of its own would, or refuses it for the same reason, and leaves its row as that does.
BEGIN;
SELECT plan(7);
SELECT agora_test.at('2026-01-01 00:00+00'), agora_test.restarted_at('2025-12-31 00:00+00');
SELECT agora.set_setting('core.breaker_cooldown', '1 second', 'a test');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['ada', 'ben']) AS n(name);
SELECT agora_work.register_agent(agora_test.id(n.name), p_max_tasks => 3) FROM unnest(ARRAY['ada', 'ben']) AS n(name);
SELECT agora_work.add_tasks(jsonb_agg(jsonb_build_object('title', 't', 'code', 't' || n))) FROM generate_series(1, 6) AS n;
SELECT count(c.task_id) FROM unnest(ARRAY['ada', 'ada', 'ben']) AS n(name) CROSS JOIN LATERAL agora_work.claim_next(agora_test.id(n.name), p_actor => 3) AS c;
SELECT agora_work.register_agent(agora_test.id('ben'), p_is_open => false); -- who comes along and takes nothing
SELECT agora_test.advance('4 seconds');

-- What can be the matter with ada. The first of each kind is nothing.
CREATE TEMP TABLE matter (kind text, name text, does text);
INSERT INTO matter
VALUES ('budget',  'no budget',        NULL),
       ('budget',  'hard budget',      'agora_model.set_budget(5, p_principal => %1$s)'),
       ('budget',  'used up',          'agora_model.set_budget(0, p_principal => %1$s)'),
       ('budget',  'reserved',         'agora_model.set_budget(5, p_principal => %1$s), agora_model.authorize_spend(%1$s, NULL, 5, p_key => ''a'')'),
       ('budget',  'soft, used up',    'agora_model.set_budget(0, p_principal => %1$s, p_is_hard => false)'),
       ('budget',  'of a stage',       'agora_model.set_budget(0, p_principal => %1$s, p_stage => ''design'')'),
       ('budget',  'ended',            'agora_model.end_budget(agora_model.set_budget(0, p_principal => %1$s))'),
       ('budget',  'one of two used up', 'agora_model.set_budget(5, ''month'', p_principal => %1$s), agora_model.set_budget(0, ''hour'', p_principal => %1$s)'),
       ('pause',   'no pause',         NULL),
       ('pause',   'pauses',           'agora_work.set_policy(''agent'', ''%1$s'', ''{"claim_pause_seconds": 60}'', ''a test'', 3)'),
       ('pause',   'pause is over',    'agora_work.set_policy(''agent'', ''%1$s'', ''{"claim_pause_seconds": 1}'', ''a test'', 3)'),
       ('breaker', 'no breaker',       NULL),
       ('breaker', 'reset',            'agora.trip_breaker(''agent:%1$s'', ''manual'', ''a test'', 2), agora.reset_breaker(''agent:%1$s'', ''a test'', 2)'),
       ('breaker', 'halted',           'agora.trip_breaker(''agent:%1$s'', ''manual'', ''a test'', 2)'),
       ('breaker', 'may probe',        'agora.trip_breaker(''agent:%1$s'', ''transient'', ''a test'', 2), agora_test.advance(''2 seconds'')'),
       ('waiting', 'waits for none',   NULL),
       ('waiting', 'waits',            'agora_work.report_blocker(%2$s, ''information'', ''a test'', p_epoch => 1, p_actor => %1$s)'),
       ('row',     'seen',             NULL),
       ('row',     'not seen',         'agora_test.advance(''20 seconds'')'),
       ('row',     'full',             'agora_work.register_agent(%1$s, p_max_tasks => 1)'),
       ('row',     'closed',           'agora_work.register_agent(%1$s, p_is_open => false)'),
       ('row',     'suspended',        'agora.suspend_principal(%1$s, ''a test'', 2)'),
       ('row',     'set back',         'agora_test.advance(''-2 minutes'')');

-- What a call is answered when all of that is the matter: the task or the refusal, and the agent and what it holds as they are then. Nothing of it stays.
CREATE FUNCTION pg_temp.answer(p_does text[], p_call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_ada   bigint := agora_test.id('ada');
    v_stuck bigint := (SELECT b.task_id FROM agora_work.board AS b WHERE b.code = 't2');
    v_found text;
    r_does  text;
BEGIN
    FOREACH r_does IN ARRAY p_does LOOP
        EXECUTE format('SELECT ' || r_does, v_ada, v_stuck);
    END LOOP;
    -- Lest a sweep is due, or one finds that the clock was set back, which it finds once: a sequence keeps what is rolled back.
    PERFORM setval('agora_work.swept_at', (extract(epoch FROM agora.now()) * 1000)::bigint), agora_work._release_expired(1000);
    BEGIN
        EXECUTE format(p_call, v_ada, agora_test.id('ben'), (SELECT b.task_id FROM agora_work.board AS b WHERE b.code = 't1')) INTO v_found;
    EXCEPTION WHEN OTHERS THEN
        v_found := sqlstate;
    END;
    RAISE EXCEPTION USING ERRCODE = 'ZZ001', MESSAGE = concat_ws(' ', coalesce(v_found, '-'), (SELECT to_jsonb(a) FROM agora_work.agent AS a WHERE a.agent_id = v_ada),
                                                                 (SELECT jsonb_agg(to_jsonb(t) ORDER BY t.task_id) FROM agora_work.task AS t WHERE t.holder_id = v_ada));
EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
    RETURN sqlerrm;
END $$;
-- All that differs from nothing in at most two kinds, and of those with a hard budget in at most three.
CREATE TEMP TABLE state AS
SELECT s.names, s.does
  FROM matter AS b
  JOIN matter AS p ON p.kind = 'pause'
  JOIN matter AS k ON k.kind = 'breaker'
  JOIN matter AS w ON w.kind = 'waiting'
  JOIN matter AS r ON r.kind = 'row'
 CROSS JOIN LATERAL (SELECT concat_ws(', ', b.name, p.name, k.name, w.name, r.name) AS names, array_remove(ARRAY[w.does, b.does, p.does, k.does, r.does], NULL) AS does) AS s
 WHERE b.kind = 'budget' AND cardinality(s.does) <= 2 + (b.name = 'hard budget')::integer;
CREATE TEMP TABLE claim_answer AS
SELECT s.*, pg_temp.answer(s.does, 'SELECT c.code FROM agora_work.claim_next(%1$s, p_actor => 3) AS c') AS alone,
       pg_temp.answer(s.does, 'SELECT coalesce(x.refusal, x.code) FROM agora_work.exchange_tasks(ARRAY[%1$s, %2$s], ARRAY[NULL, NULL]::bigint[], ARRAY[NULL, NULL]::bigint[], p_actor => 3) AS x WHERE x.agent_id = %1$s') AS together
  FROM state AS s;
SELECT is_empty($$SELECT a.names, a.alone, a.together FROM claim_answer AS a WHERE a.alone <> a.together$$, 'who claims together is answered as who claims alone');
CREATE TEMP TABLE end_answer AS
SELECT s.*, pg_temp.answer(s.does, 'SELECT c.code FROM agora_work.complete_and_claim(%1$s, %3$s, 1, p_actor => 3) AS c') AS alone,
       pg_temp.answer(s.does, 'SELECT coalesce(x.refusal, x.code) FROM agora_work.exchange_tasks(ARRAY[%1$s, %2$s], ARRAY[%3$s, NULL]::bigint[], ARRAY[1, NULL]::bigint[], p_actor => 3) AS x WHERE x.agent_id = %1$s') AS together
  FROM state AS s
 WHERE s.names NOT LIKE '%suspended'; -- an exchange lets it end what it holds
SELECT is_empty($$SELECT a.names, a.alone, a.together FROM end_answer AS a WHERE a.alone <> a.together$$, 'and who ends a task with it');
SELECT is((SELECT string_agg(DISTINCT split_part(a.alone, ' ', 1) COLLATE "C", ' ') FROM claim_answer AS a), '- ZA002 ZW004 ZW061 ZW095 t1 t4', 'whatever the answer is');
SELECT is((SELECT string_agg(DISTINCT split_part(a.alone, ' ', 1) COLLATE "C", ' ') FROM end_answer AS a), '- ZW005 t4', 'or that');

-- It is not for want of trying
CREATE FUNCTION pg_temp.is_simple(p_does text[]) RETURNS boolean LANGUAGE sql
RETURN pg_temp.answer(p_does, 'SELECT %1$s = ANY (c.simple) FROM agora_work._claim_together(ARRAY[%1$s], NULL, NULL, ''{critical}'', true, 3) AS c') LIKE 'true %';
SELECT is((SELECT string_agg(m.name, ' · ') FROM matter AS m WHERE pg_temp.is_simple(array_remove(ARRAY[m.does], NULL)) AND m.kind = 'budget'), 'no budget · hard budget · soft, used up · of a stage', 'whose budget has room, together');
SELECT is((SELECT string_agg(m.name, ' · ') FROM matter AS m WHERE pg_temp.is_simple(array_remove(ARRAY[m.does], NULL)) AND m.kind <> 'budget'), 'no pause · pause is over · no breaker · waits for none · seen · not seen · full · closed', 'whose pause is over; alone, where something may have gone');
SELECT is((SELECT string_agg(m.name, ' · ') FROM matter AS m WHERE pg_temp.is_simple(array_remove(ARRAY[h.does, m.does], NULL)) AND m.kind <> 'budget'), 'no pause · pause is over · no breaker · reset · waits for none · seen · not seen · full · closed', 'with a budget it has not')
  FROM matter AS h
 WHERE h.name = 'hard budget';
SELECT * FROM finish();
ROLLBACK;
