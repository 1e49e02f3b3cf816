-- No road leads an agent to work that it may not have: whoever is halted, suspended, without budget, or not what the environment of the work asks for, gets no task and helps nobody,
-- whichever function it is tried with, by itself or through the service.
BEGIN;
SELECT plan(8);
SELECT agora_test.at('2026-01-01 00:00+00'), agora_test.restarted_at('2025-12-31 00:00+00');
CREATE TEMP TABLE crew AS SELECT agora.register_principal(n.name) AS id, n.name FROM unnest(ARRAY['fit', 'halted', 'suspended', 'spent', 'unfit', 'ended', 'low', 'poor', 'barred', 'dear', 'stuck']) AS n(name);
SELECT agora_work.register_agent(c.id, CASE c.name WHEN 'unfit' THEN '{code:go}'::text[] END, p_max_tasks => 9, p_lease => '1 hour') FROM crew AS c;
SELECT agora_work.grant_capability(c.id, 'code:go', CASE c.name WHEN 'low' THEN 1 ELSE 3 END, 'a test', CASE c.name WHEN 'ended' THEN '2026-01-01 00:00:30+00'::timestamptz END, 3) FROM crew AS c WHERE c.name <> 'unfit';
SELECT agora_work.grant_capability(c.id, 'testing:unit', 3, 'a test', NULL, 3) FROM crew AS c WHERE c.name = 'barred';
SELECT agora_work.record_operation(c.id, 'a test', n % 2 = 0, 5, concat(c.name, n), 2) FROM crew AS c CROSS JOIN generate_series(1, 20) AS n WHERE c.name = 'poor';
UPDATE agora_work.agent_profile AS f SET cost_usd = CASE c.name WHEN 'dear' THEN 100 ELSE 5 END FROM crew AS c WHERE f.principal_id = c.id;
SELECT agora_work.set_policy('environment', e.name, e.rules, 'a test', 3)
  FROM (VALUES ('vault', '{"claim_standing": "verified", "min_reputation": 0.7, "disqualifying": ["testing:unit"]}'::jsonb), ('tower', '{"claim_standing": "verified", "min_level": 2, "hourly_usd": 10}')) AS e(name, rules);

-- Each has a task that it began while nothing was the matter, and some of its own wait: of every kind, in both environments.
SELECT count(agora_work.add_tasks((SELECT jsonb_agg(jsonb_build_object('title', 't', 'code', concat('begun:', c.name), 'assignee', c.id, 'ttl', 3600)) FROM crew AS c)));
SELECT count(k.task_id) FROM crew AS c CROSS JOIN LATERAL agora_work.claim_next(c.id, p_actor => 3) AS k;
SELECT count(agora_work.add_tasks((SELECT jsonb_agg(jsonb_build_object('title', 't', 'code', concat_ws(':', e.name, k.kind, c.name), 'kind', k.kind, 'environment', e.name, 'capabilities', '["code:go"]'::jsonb, 'assignee', c.id))
                                     FROM unnest(ARRAY['vault', 'tower']) AS e(name) CROSS JOIN unnest(ARRAY['critical', 'filler', 'universal']) AS k(kind) CROSS JOIN (SELECT c.id, c.name FROM crew AS c UNION ALL SELECT NULL, 'any') AS c)));
-- One is stuck with such work.
SELECT agora_work.add_task('t', '{"code": "stuck", "environment": "vault", "capabilities": ["code:go"]}');
SELECT agora_work.report_blocker((SELECT b.task_id FROM agora_work.board AS b WHERE b.code = 'stuck'), 'information', 'a test', p_epoch => k.epoch, p_capabilities => '{code:go}', p_actor => k.agent_id)
  FROM (SELECT c.id AS agent_id, t.epoch FROM crew AS c CROSS JOIN LATERAL agora_work.claim_task(c.id, (SELECT b.task_id FROM agora_work.board AS b WHERE b.code = 'stuck'), 3) AS t WHERE c.name = 'stuck') AS k;
-- And then it is.
SELECT agora.trip_breaker(agora_work.agent_breaker(c.id), 'manual', 'a test', 3) FROM crew AS c WHERE c.name = 'halted';
SELECT agora.suspend_principal(c.id, 'a test', 2) FROM crew AS c WHERE c.name = 'suspended';
SELECT agora_model.set_budget(0, p_principal => c.id, p_actor => 2) FROM crew AS c WHERE c.name = 'spent';
SELECT agora_test.advance('1 minute');

CREATE TEMP TABLE road (name text, call text);
INSERT INTO road
VALUES ('claim_next',        'SELECT agora_work.claim_next(%1$s, 9, ''{critical,filler,universal}'', p_actor => %2$s)'),
       ('filler',            'SELECT agora_work.claim_next(%1$s, 9, ''{filler}'', p_actor => %2$s)'),
       ('universal',         'SELECT agora_work.claim_next(%1$s, 9, ''{universal}'', p_actor => %2$s)'),
       ('claim_task',        'SELECT agora_work.claim_task(%1$s, b.task_id, %2$s) FROM agora_work.board AS b WHERE b.code = ''%4$s:critical:any'''),
       ('its own',           'SELECT agora_work.claim_task(%1$s, b.task_id, %2$s) FROM agora_work.board AS b WHERE b.code = ''%4$s:filler:%5$s'''),
       ('exchange',          'SELECT agora_work.exchange_tasks(ARRAY[%1$s], ARRAY[NULL]::bigint[], ARRAY[NULL]::bigint[], p_kinds => ''{critical,filler,universal}'', p_actor => %2$s)'),
       ('exchange of two',   'SELECT agora_work.exchange_tasks(ARRAY[%6$s, %1$s], ARRAY[NULL, NULL]::bigint[], ARRAY[NULL, NULL]::bigint[], p_kinds => ''{critical,filler,universal}'', p_actor => %2$s)'),
       ('complete_and_claim', 'SELECT agora_work.complete_and_claim(%1$s, %3$s, 1, p_limit => 9, p_kinds => ''{critical,filler,universal}'', p_actor => %2$s)'),
       ('done for another',  'SELECT agora_work.complete_and_claim(%1$s, b.task_id, 1, p_limit => 9, p_kinds => ''{critical,filler,universal}'', p_actor => %2$s) FROM agora_work.board AS b WHERE b.code = ''begun:fit'''),
       ('done, one',         'SELECT agora_work.exchange_tasks(ARRAY[%1$s], ARRAY[%3$s]::bigint[], ''{1}'', p_kinds => ''{critical,filler,universal}'', p_actor => %2$s)'),
       ('done, two',         'SELECT agora_work.exchange_tasks(ARRAY[%1$s, %6$s], ARRAY[%3$s, NULL]::bigint[], ''{1,NULL}'', p_kinds => ''{critical,filler,universal}'', p_actor => %2$s)'),
       ('next_work',         'SELECT agora_work.next_work(%1$s, p_actor => %2$s)'),
       ('help',              'SELECT agora_work.next_work(%1$s, ''{help}'', p_actor => %2$s)'),
       ('filler, next',      'SELECT agora_work.next_work(%1$s, ''{filler,universal}'', p_actor => %2$s)'),
       ('offer_help',        'SELECT agora_work.offer_help(b.blocker_id, %1$s) FROM agora_work.reported_blocker AS b'),
       ('moved',             'SELECT agora_work.move_tasks(ARRAY[b.task_id], ARRAY[%1$s]::bigint[], p_actor => 3), agora_work.claim_next(%1$s, 9, p_actor => %2$s) FROM agora_work.board AS b WHERE b.code = ''%4$s:critical:any'''),
       ('made easier',       'SELECT agora_work.change_task(b.task_id, ''{"environment": null, "capabilities": []}'', %1$s), agora_work.claim_task(%1$s, b.task_id, %1$s) FROM agora_work.board AS b WHERE b.code = ''%4$s:critical:any'''),
       ('again',             'SELECT agora_work.register_agent(%1$s, ''{code:go}'', p_actor => %2$s), agora_work.claim_next(%1$s, 9, p_actor => %2$s)');

-- What an agent has then beyond what it had begun: tasks, and those that it helps with. Nothing of it stays.
CREATE FUNCTION pg_temp.got(p_name text, p_call text, p_environment text, p_alone boolean) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_agent bigint := (SELECT c.id FROM crew AS c WHERE c.name = p_name);
BEGIN
    BEGIN
        EXECUTE format(p_call, v_agent, CASE WHEN p_alone THEN v_agent ELSE 3 END, (SELECT b.task_id FROM agora_work.board AS b WHERE b.code = 'begun:' || p_name), p_environment, p_name, (SELECT c.id FROM crew AS c WHERE c.name = 'stuck'));
    EXCEPTION WHEN OTHERS THEN
        IF sqlstate !~ '^(ZA002|ZW|42501)' THEN
            RAISE;
        END IF;
    END;
    RAISE EXCEPTION USING ERRCODE = 'ZZ001',
          MESSAGE = concat((SELECT string_agg(b.code, ', ' ORDER BY b.code) FROM agora_work.board AS b WHERE b.agent_id = v_agent AND b.code NOT LIKE 'begun%'),
                           (SELECT ' help' FROM agora_work.recorded_help AS h WHERE h.agent_id = v_agent));
EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
    RETURN sqlerrm;
END $$;
CREATE TEMP TABLE tried AS
SELECT c.name, r.name AS road, e.name AS environment, s.alone, pg_temp.got(c.name, r.call, e.name, s.alone) AS got
  FROM (SELECT c.name FROM crew AS c WHERE c.name <> 'stuck') AS c CROSS JOIN road AS r CROSS JOIN unnest(ARRAY['vault', 'tower']) AS e(name) CROSS JOIN unnest(ARRAY[true, false]) AS s(alone);
CREATE TEMP TABLE misfit AS
SELECT * FROM (VALUES ('unfit', 'vault'), ('unfit', 'tower'), ('ended', 'vault'), ('ended', 'tower'), ('low', 'tower'), ('poor', 'vault'), ('barred', 'vault'), ('dear', 'tower')) AS m(name, environment);

SELECT is_empty($$SELECT t.* FROM tried AS t WHERE t.name = 'halted' AND t.got <> ''$$, 'nothing for who is halted');
SELECT is_empty($$SELECT t.* FROM tried AS t WHERE t.name = 'suspended' AND t.got <> ''$$, 'nor for who is suspended');
SELECT is_empty($$SELECT t.* FROM tried AS t WHERE t.name = 'spent' AND t.got <> ''$$, 'nor for whose budget is used up');
SELECT is_empty($$SELECT t.* FROM tried AS t JOIN misfit AS m USING (name) WHERE t.got LIKE '%' || m.environment || '%'$$, 'nor of an environment for who is not what it asks for');
SELECT is_empty($$SELECT t.* FROM tried AS t JOIN misfit AS m USING (name) WHERE m.environment = 'vault' AND t.got LIKE '%help%'$$, 'nor a part in helping there');
SELECT is((SELECT string_agg(DISTINCT t.name, ' ' ORDER BY t.name) FROM tried AS t WHERE t.got <> ''), 'barred dear fit low poor', 'the others do get what they may have');
SELECT is((SELECT string_agg(r.name, ', ' ORDER BY r.name) FROM road AS r WHERE NOT EXISTS (SELECT FROM tried AS t WHERE t.road = r.name AND t.name = 'fit' AND t.got <> '')), 'made easier', 'by each of these roads, but that nobody makes the work of others easier');
SELECT is_empty('SELECT * FROM agora_work._probe_tasks()', 'nothing is wrong');
SELECT * FROM finish();
ROLLBACK;
