-- Calls in a relation of the caller: as record_calls() has them, whatever their number; and whatever the relation is, nothing of it runs as the owner.
BEGIN;
SELECT plan(36);
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora_model.register_provider('acme'), agora_model.register_model('acme', 'turbo');
SELECT agora_model.set_price('acme/turbo', '{"input_mtok": 3, "output_mtok": 15}', '-infinity');
SELECT agora_test.add_login('carol', 'agora_service', true), agora_test.add_login('erin', 'agora_service');
SELECT agora_test.id('carol') AS carol \gset
CREATE SCHEMA yard;
SELECT format('GRANT ALL ON SCHEMA yard TO %I', agora_test.login('carol')) \gexec

-- what it records
SELECT agora_test.become('carol');
CREATE TEMP TABLE incoming (LIKE agora_model.call_record);
COPY incoming FROM stdin CSV;
a,acme/turbo,review,"{""input_tokens"": 1000, ""output_tokens"": 500}",false,5,0.5,00000000-0000-0000-0000-000000000001,2026-05-01 00:00Z,parsing,p,t,"{""x"": ""y""}","{""m"": null}"
b,acme/turbo,,"{""input_tokens"": 10}",,,,,,,,,,
b,acme/turbo,,"{""input_tokens"": 10}",,,,,,,,,,
c,acme/turbo,,"{""input_tokens"": -1}",,,,,,,,,,
b,acme/turbo,,"{""input_tokens"": 11}",,,,,,,,,,
,acme/turbo,,"{""input_tokens"": 1}",,,,,,,,,,
d,acme/turbo,,,,,,,,,,,,
e,acme/turbo,,"{""input_tokens"": 1}",,NaN,,,,,,,,
f,acme/turbo,,"{""input_tokens"": 1}",,,1.1,,,,,,,
g,acme/turbo,,"{""input_tokens"": 1}",,,,,2026-06-01 12:06Z,,,,,
h,acme/turbo,,"{""input_tokens"": 1}",,,,,infinity,,,,,
i,acme/turbo,lunch,"{""input_tokens"": 1}",,,,,,,,,,
j,acme/turbo,,"{""input_tokens"": 1}",,,,,,,,,,[]
\.
CREATE TEMP TABLE outcome AS SELECT * FROM agora_model.record_calls_from('incoming');
SELECT results_eq('SELECT o.ordinal, o.cost_usd::numeric, o.outcome, o.reason FROM outcome AS o',
    $$VALUES (1::bigint, 0.0105, 'recorded', NULL), (2, 0.00003, 'recorded', NULL), (3, 0.00003, 'existing', NULL), (4, NULL, 'rejected', 'usage is not usable: unit=input_tokens value=-1'),
             (5, 0.00003, 'rejected', 'key was used with other facts'), (6, NULL, 'rejected', 'key is missing'), (7, NULL, 'rejected', 'usage is not usable: p_usage=NULL'),
             (8, NULL, 'rejected', 'latency_ms is a number from 0 to 1e9, quality from 0 to 1'), (9, NULL, 'rejected', 'latency_ms is a number from 0 to 1e9, quality from 0 to 1'),
             (10, NULL, 'rejected', 'time of the call is not usable: p_called_at=2026-06-01 12:06:00+00 now=2026-06-01 12:00:00+00'), (11, NULL, 'rejected', 'called_at is an ISO 8601 time with its zone'),
             (12, NULL, 'rejected', 'unknown stage: lunch'), (13, NULL, 'rejected', 'details are not usable: p_details={"meta": []}')$$, 'each row has its outcome, in its order');
SELECT results_eq($$SELECT c.stage, c.is_success, c.latency_ms, c.quality::numeric, c.called_at, c.correlation_id, c.category, c.project, c.agent_type, c.variant, c.meta FROM agora_model.recorded_call AS c WHERE c.stage = 'review'$$,
                  $$VALUES ('review', false, 5::numeric, 0.5, '2026-05-01Z'::timestamptz, '00000000-0000-0000-0000-000000000001'::uuid, 'parsing', 'p', 't', '{"x": "y"}'::jsonb, '{"m": null}'::jsonb)$$,
                  'every column of call_record is on record; what an object says of null stays');
SELECT is((SELECT count(*) FROM agora_model.recorded_call), 2::bigint, 'and nothing else');
SELECT results_eq($$SELECT o.llm_call_id, o.cost_usd, count(*) FROM agora_model.record_calls_from('incoming') AS o WHERE o.outcome = 'existing' GROUP BY 1, 2 ORDER BY 1$$,
                  $$SELECT o.llm_call_id, o.cost_usd, count(*) FROM outcome AS o WHERE o.outcome <> 'rejected' GROUP BY 1, 2 ORDER BY 1$$, 'the same load again counts nothing twice');
SELECT is((SELECT r.outcome FROM agora_model.record_calls('[{"key": "b", "model": "acme/turbo", "usage": {"input_tokens": 10}}]') AS r), 'existing', 'nor does the same call as JSON');
SELECT agora_model.record_calls('[{"key": "json", "model": "acme/turbo", "usage": {"input_tokens": 7}}]');
CREATE TEMP VIEW told AS SELECT 'json' AS key, 'acme/turbo' AS model, '{"input_tokens": 7}'::json AS usage;
SELECT is((SELECT r.outcome FROM agora_model.record_calls_from('told') AS r), 'existing', 'or one that was JSON, from a view of some columns');
CREATE TEMP TABLE whole ("a ""record""" jsonb);
INSERT INTO whole VALUES ('{"key": "w", "model": "acme/turbo", "usage": {"input_tokens": 7}}'), (NULL), ('[{"a": null}]'), ('{"key": "v", "model": "acme/turbo", "usage": {}, "quality": "x"}');
SELECT results_eq($$SELECT o.outcome, o.reason FROM agora_model.record_calls_from('whole') AS o$$,
    $$VALUES ('recorded', NULL), ('rejected', 'a call is an object'), ('rejected', 'a call is an object'), ('rejected', 'latency_ms is a number from 0 to 1e9, quality from 0 to 1')$$,
    'one column of jsonb has whole records');
CREATE TEMP TABLE "odd; DROP TABLE ""x""" (key text, model text, usage jsonb, t integer);
INSERT INTO "odd; DROP TABLE ""x""" VALUES ('o', 'acme/turbo', '{}', 1);
SELECT is((SELECT o.reason FROM agora_model.record_calls_from('"odd; DROP TABLE ""x"""') AS o), 'field is not known: t', 'a column that is no field is said, whatever the name');
TRUNCATE incoming;
SELECT is((SELECT count(*) FROM agora_model.record_calls_from('incoming')), 0::bigint, 'nothing is nothing');
-- Whether this session has the lock of larger loads
CREATE FUNCTION pg_temp.is_large() RETURNS boolean LANGUAGE sql AS $$
    SELECT EXISTS (SELECT FROM pg_catalog.pg_locks AS l
                    WHERE l.locktype = 'advisory' AND l.pid = pg_backend_pid() AND l.granted
                      AND (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended('agora_model.record_calls_from', 0))
$$;
SAVEPOINT loaded;
INSERT INTO incoming (key, model, usage) SELECT 'n' || n, 'acme/turbo', jsonb_build_object('input_tokens', CASE WHEN n % 1000 = 1 THEN -1 ELSE n END) FROM generate_series(1, 2500) AS n;
SELECT results_eq($$SELECT o.outcome, count(*), array_agg(o.ordinal ORDER BY o.ordinal) FILTER (WHERE o.outcome = 'rejected') FROM agora_model.record_calls_from('incoming') AS o GROUP BY 1 ORDER BY 1$$,
                  $$VALUES ('recorded', 2497::bigint, NULL::bigint[]), ('rejected', 3, '{1,1001,2001}')$$, 'thousands are numbered through');
SELECT is((SELECT sum(c.cost_usd) FROM agora_model.recorded_call AS c WHERE c.llm_call_id > (SELECT max(x.llm_call_id) - 2497 FROM agora_model.recorded_call AS x)),
          (SELECT sum(n) * 0.000003 FROM generate_series(1, 2500) AS n WHERE n % 1000 <> 1), 'and cost what they cost');

-- by the batch
SELECT pg_temp.is_large() AS was_large \gset
ROLLBACK TO loaded;
TRUNCATE incoming;
INSERT INTO incoming (key, model, usage) SELECT 's' || n, 'acme/turbo', '{"input_tokens": 1}' FROM generate_series(1, 1000) AS n;
SELECT is((SELECT array_agg(o.ordinal) FROM agora_model.record_calls_from('incoming') AS o), ARRAY(SELECT generate_series(1, 1000)::bigint), 'a thousand come in the order in which they are read');
SELECT ok(:'was_large' AND NOT pg_temp.is_large(), 'more are one load at a time, as many are not');
TRUNCATE incoming;
INSERT INTO incoming (key, model, usage, meta) SELECT 'l' || n, 'acme/turbo', '{"input_tokens": 1}', jsonb_build_object('m', repeat('x', 5000000)) FROM generate_series(1, 2) AS n;
INSERT INTO incoming (key, model, usage) VALUES ('l3', 'acme/turbo', '{"input_tokens": 1}');
SELECT results_eq($$SELECT o.ordinal, o.outcome FROM agora_model.record_calls_from('incoming') AS o ORDER BY 1$$, $$VALUES (1::bigint, 'rejected'), (2, 'rejected'), (3, 'recorded')$$, 'a row of any size is a row');
SELECT ok(pg_temp.is_large(), 'and a batch is no more than a few megabytes');

-- what it refuses
SELECT agora_test.raises('SELECT agora_model.record_calls_from(NULL)', '22023', 'nothing');
SELECT agora_test.raises('SELECT agora_model.record_calls_from(0)', '22023', 'what is not there');
SELECT agora_test.raises($$SELECT agora_model.record_calls_from('pg_catalog.pg_class_oid_index')$$, '22023', 'an index');
SELECT agora_test.raises($$SELECT agora_model.record_calls_from('incoming', 999999)$$, '42501', 'for another');
SELECT agora_test.raises($$SELECT agora_model.record_calls_from('agora_model.llm_call')$$, '42501', 'a table of agora''s');
SELECT agora_test.raises($$SELECT agora_model.record_calls_from('agora_model.llm_call_id_seq')$$, '22023', 'a sequence');
SELECT agora_test.raises($$SELECT agora_model.record_calls_from('pg_catalog.pg_authid')$$, '42501', 'what the owner''s superuser alone reads');
SELECT agora_test.become('erin');
SELECT agora_test.raises($$SELECT agora_model.record_calls_from('pg_catalog.pg_am', 999999)$$, 'ZA001', 'by nobody');
RESET SESSION AUTHORIZATION;
SELECT agora.suspend_principal(agora.register_principal('mallory'), 'test');
SELECT agora_test.become('erin');
CREATE TEMP TABLE empty (LIKE agora_model.call_record);
SELECT agora_test.raises($$SELECT agora_model.record_calls_from('empty', agora_test.id('mallory'))$$, 'ZA002', 'by one who is suspended, though there are none');

-- what it runs as: code of the relation, wherever it hides, is run by who reads it
SELECT agora_test.become('carol');
CREATE TABLE yard.seen (place text, as_whom text);
CREATE FUNCTION yard.note(p_place text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN INSERT INTO yard.seen VALUES (p_place, current_user); RETURN p_place; END $$;
CREATE TYPE yard.mood AS ENUM ('fine');
CREATE FUNCTION yard.told(p_mood yard.mood) RETURNS json LANGUAGE sql AS $$ SELECT to_json(yard.note('cast')) $$;
CREATE CAST (yard.mood AS json) WITH FUNCTION yard.told(yard.mood);
CREATE TABLE yard.trap (key text, model text, usage jsonb, meta yard.mood);
CREATE TABLE yard.heir (late text GENERATED ALWAYS AS ('x') STORED) INHERITS (yard.trap);
INSERT INTO yard.heir VALUES ('t', 'acme/turbo', '{}', 'fine');
CREATE POLICY look ON yard.trap USING (yard.note('policy') IS NOT NULL);
ALTER TABLE yard.trap ENABLE ROW LEVEL SECURITY;
ALTER TABLE yard.trap FORCE ROW LEVEL SECURITY;
CREATE VIEW yard.window AS SELECT yard.note('view') AS key, t.model, t.usage, t.meta FROM yard.trap AS t;
SELECT is((SELECT array_agg(o.reason) FROM agora_model.record_calls_from('yard.window') AS o), ARRAY['details are not usable: p_details={"meta": "cast"}'], 'a trap is read');
SELECT results_eq('SELECT s.place, array_agg(DISTINCT s.as_whom) FROM yard.seen AS s GROUP BY 1 ORDER BY 1',
                  $$SELECT p, ARRAY[agora_test.login('carol')]::text[] FROM unnest('{cast,policy,view}'::text[]) AS p$$, 'by its reader, in each of its places');
CREATE VIEW yard.greedy AS SELECT set_config('role', 'agora_owner', true) AS key;
SELECT throws_ok($$SELECT agora_model.record_calls_from('yard.greedy')$$, '42501', NULL, 'it may not become the owner');
CREATE VIEW yard.peep AS SELECT k.stage AS key FROM agora_model.llm_call AS k;
SELECT throws_ok($$SELECT agora_model.record_calls_from('yard.peep')$$, '42501', NULL, 'nor look at its tables');
CREATE FUNCTION yard.call() RETURNS jsonb LANGUAGE sql AS $$ SELECT to_jsonb(o) FROM agora_model.record_calls('[{"key": "inner", "model": "acme/turbo", "usage": {}}]', 1) AS o $$;
CREATE VIEW yard.framed AS SELECT yard.call() AS record;
SELECT agora_test.raises($$SELECT agora_model.record_calls_from('yard.framed')$$, '42501', 'nor act as another');
CREATE TEMP TABLE pg_class (oid oid, relkind "char", relnamespace oid);
CREATE TEMP TABLE pg_attribute (attrelid oid, attnum integer, atttypid oid, attname name, attisdropped boolean);
CREATE FUNCTION pg_temp.to_jsonb(yard.trap) RETURNS jsonb LANGUAGE sql AS $$ SELECT '{"key": "forged"}'::jsonb $$;
SELECT set_config('search_path', 'pg_temp, yard, pg_catalog, ' || current_setting('search_path'), true);
SELECT is((SELECT array_agg(o.reason) FROM agora_model.record_calls_from('trap') AS o), ARRAY['details are not usable: p_details={"meta": "cast"}'], 'names of a caller''s path are no other tables or functions');
RESET search_path;
CREATE VIEW yard.endless AS SELECT c.stage AS key, c.model, c.usage FROM agora_model.recorded_call AS c;
SELECT is((SELECT count(*) FROM agora_model.record_calls_from('yard.endless')), (SELECT count(*) FROM agora_model.recorded_call), 'a view of the calls themselves has an end');
SELECT agora_test.become('erin');
SELECT agora_test.raises($$SELECT agora_model.record_calls_from((SELECT c.oid FROM pg_catalog.pg_class AS c WHERE c.relname = 'trap'), agora_test.id('carol'))$$, '42501', 'what another owns, one without the right does not read');
RESET SESSION AUTHORIZATION;

-- beside it
SELECT agora_model.set_budget(1, 'month', p_principal => agora_test.id('carol')) AS budget \gset
SELECT agora_test.become('carol');
TRUNCATE incoming;
INSERT INTO incoming (key, model, usage) SELECT 'z' || n, 'acme/turbo', '{"input_tokens": 100}' FROM generate_series(1, 1500) AS n;
SELECT is((SELECT count(*) FROM agora_model.record_calls_from('incoming') AS o WHERE o.outcome = 'recorded'), 1500::bigint, 'they are recorded');
SELECT is((SELECT s.spent_usd::numeric FROM agora_model.budget_state AS s WHERE s.budget_id = :budget), 0.45, 'and count in the budgets');
RESET SESSION AUTHORIZATION;
SELECT agora.set_flag('cost_tracking', false);
SELECT agora_test.become('carol');
UPDATE incoming SET key = key || 'off';
SELECT is((SELECT count(*) FROM agora_model.record_calls_from('incoming')), 0::bigint, 'where cost_tracking is off, nothing is written');
RESET SESSION AUTHORIZATION;
SELECT ok((SELECT NOT p.prosecdef AND p.proowner = 'agora_owner'::regrole FROM pg_proc AS p WHERE p.oid = 'agora_model.record_calls_from(regclass,bigint)'::regprocedure), 'it is no definer''s function');
SELECT * FROM finish();
ROLLBACK;
