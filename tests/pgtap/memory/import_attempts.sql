-- Records of attempts become attempts: what is wrong is rejected with its reason while the rest goes in, once.
BEGIN;
SELECT plan(109);
SELECT agora_test.at('2026-06-01');

CREATE FUNCTION pg_temp.record(p_id text, p_fields jsonb DEFAULT '{}')
RETURNS jsonb
LANGUAGE sql
RETURN jsonb_build_object('id', p_id, 'request', 'mend it', 'status', 'success') || p_fields;

CREATE FUNCTION pg_temp.failure(p_id text, p_fields jsonb DEFAULT '{}')
RETURNS jsonb
LANGUAGE sql
RETURN pg_temp.record(p_id, '{"status": "error", "error": {"type": "KeyError", "message": "''price''"}}'::jsonb || p_fields);

CREATE FUNCTION pg_temp.outcome(VARIADIC p_records jsonb[])
RETURNS text
LANGUAGE sql
BEGIN ATOMIC
    SELECT string_agg(concat_ws(': ', i.outcome, i.reason), E'\n' ORDER BY i.ordinal)
      FROM agora_memory.import_attempts(to_jsonb(p_records)) AS i;
END;

-- ---- what is wrong with a record by itself ------------------------------------------------------------------------

CREATE TEMPORARY TABLE wrong (fields text, reason text);
INSERT INTO wrong
VALUES ('{"id": null}', 'id is missing'),
       ('{"id": "  "}', 'id is not a printable text of 1 to 200 characters: "  "'),
       ('{"id": "a\u0007"}', 'id is not a printable text of 1 to 200 characters: "a\u0007"'),
       ('{"id": "a\u200b"}', 'id is not a printable text of 1 to 200 characters: "a' || U&'\200B"'),
       ('{"agent": " alice"}', 'agent is not a printable text of 1 to 200 characters: " alice"'),
       (format('{"id": "%s"}', repeat('i', 201)), format('id is not a printable text of 1 to 200 characters: "%s', repeat('i', 199))),
       ('{"request": null}', 'request is missing'),
       ('{"request": ["x"]}', 'request is not a text of 1 to 100000 characters: ["x"]'),
       ('{"status": null}', 'status is missing'),
       ('{"status": "in_progress"}', 'status is not success, error, timeout, cancelled or partial: "in_progress"'),
       ('{"colour": "red"}', 'colour is not a known field'),
       ('{"agent": 7}', 'agent is not a printable text of 1 to 200 characters: 7'),
       ('{"parent": "p", "parent_attempt_id": 1}', 'parent and parent_attempt_id are both given: name one'),
       ('{"parent_attempt_id": 0}', 'parent_attempt_id is not a whole number from 1: 0'),
       ('{"correlation_id": "42"}', 'correlation_id is not a UUID such as 123e4567-e89b-42d3-a456-426614174000: "42"'),
       ('{"transforms": [1, 1.0]}', 'transforms is not a list of at most 100 different ids: [1, 1.0]'),
       ('{"transforms": [null]}', 'transforms is not a list of at most 100 different ids: [null]'),
       ('{"error": {"type": "E"}}', 'error does not go with status success'),
       ('{"status": "error"}', 'error is missing: status error needs a type, message or stack'),
       ('{"status": "error", "error": {"message": " "}}', 'error is missing: status error needs a type, message or stack'),
       ('{"status": "error", "error": "boom"}', 'error is not an object of type, message and stack: "boom"'),
       ('{"status": "error", "error": {"text": "boom"}}', 'error is not an object of type, message and stack: {"text": "boom"}'),
       ('{"status": "error", "error": {"message": 1}}', 'error.message is not a text of at most 1000000 characters: 1'),
       ('{"quality": 1.01}', 'quality is not a number from 0 to 1: 1.01'),
       ('{"tokens_in": 1.5}', 'tokens_in is not a whole number from 0 to 1e15: 1.5'),
       ('{"tokens_out": -1}', 'tokens_out is not a whole number from 0 to 1e15: -1'),
       ('{"cost_usd": 0.0000000000001}', 'cost_usd is not a number from 0 to 1e9 of at most 12 decimals: 0.0000000000001'),
       ('{"cost_usd": 1e400}', 'cost_usd is not a number from 0 to 1e9 of at most 12 decimals: 1' || repeat('0', 199)),
       ('{"tools": ["a", 1]}', 'tools is not a list of at most 1000 texts or objects of tool and ms: ["a", 1]'),
       ('{"execution_id": 7}', 'execution_id is not a UUID such as 123e4567-e89b-42d3-a456-426614174000: 7'),
       ('{"retention": "forever"}', 'retention is not short, standard or permanent: "forever"'),
       ('{"tools": [{"ms": -1, "tool": "a"}]}', 'tools is not a list of at most 1000 texts or objects of tool and ms: [{"ms": -1, "tool": "a"}]'),
       ('{"tools": [{"ms": 1}]}', 'tools is not a list of at most 1000 texts or objects of tool and ms: [{"ms": 1}]'),
       ('{"tools": [{"s": 1, "tool": "a"}]}', 'tools is not a list of at most 1000 texts or objects of tool and ms: [{"s": 1, "tool": "a"}]'),
       ('{"tools": [[]]}', 'tools is not a list of at most 1000 texts or objects of tool and ms: [[]]'),
       ('{"steps": "x"}', 'steps is not a list of at most 1000 objects of name, outcome, detail, started_at, finished_at, pre and post: "x"'),
       ('{"steps": [1]}', 'steps is not a list of at most 1000 objects of name, outcome, detail, started_at, finished_at, pre and post: [1]'),
       ('{"steps": [{"name": "a"}]}', 'steps is not a list of at most 1000 objects of name, outcome, detail, started_at, finished_at, pre and post: [{"name": "a"}]'),
       ('{"steps": [{"outcome": "success"}]}', 'steps is not a list of at most 1000 objects of name, outcome, detail, started_at, finished_at, pre and post: [{"outcome": "success"}]'),
       ('{"steps": [{"name": "a", "outcome": "done"}]}', 'steps is not a list of at most 1000 objects of name, outcome, detail, started_at, finished_at, pre and post: [{"name": "a", "outcome": "done"}]'),
       ('{"steps": [{"a": 1, "name": "a", "outcome": "error"}]}', 'steps is not a list of at most 1000 objects of name, outcome, detail, started_at, finished_at, pre and post: [{"a": 1, "name": "a", "outcome": "error"}]'),
       ('{"steps": [{"pre": [], "name": "a", "outcome": "error"}]}', 'steps is not a list of at most 1000 objects of name, outcome, detail, started_at, finished_at, pre and post: [{"pre": [], "name": "a", "outcome": "error"}]'),
       ('{"steps": [{"name": "a", "outcome": "error", "started_at": "now"}]}', 'steps is not a list of at most 1000 objects of name, outcome, detail, started_at, finished_at, pre and post: [{"name": "a", "outcome": "error", "started_at": "now"}]'),
       ('{"files": {}}', 'files is not a list of at most 10000 objects of path, operation, before and after: {}'),
       ('{"files": [{"path": "a"}]}', 'files is not a list of at most 10000 objects of path, operation, before and after: [{"path": "a"}]'),
       ('{"files": [{"path": 1, "operation": "read"}]}', 'files is not a list of at most 10000 objects of path, operation, before and after: [{"path": 1, "operation": "read"}]'),
       ('{"files": [{"path": "a", "operation": "touch"}]}', 'files is not a list of at most 10000 objects of path, operation, before and after: [{"path": "a", "operation": "touch"}]'),
       ('{"files": [{"path": "a", "before": "x", "operation": "read"}]}', 'files is not a list of at most 10000 objects of path, operation, before and after: [{"path": "a", "before": "x", "operation": "read"}]'),
       ('{"snapshots": [{"kind": "error"}]}', 'snapshots is not a list of at most 1000 objects of kind and content: [{"kind": "error"}]'),
       ('{"snapshots": [{"kind": "pre", "content": {}}]}', 'snapshots is not a list of at most 1000 objects of kind and content: [{"kind": "pre", "content": {}}]'),
       ('{"snapshots": [{"kind": "error", "content": []}]}', 'snapshots is not a list of at most 1000 objects of kind and content: [{"kind": "error", "content": []}]'),
       ('{"steps": [{"name": "a", "outcome": "error", "started_at": "2026-01-02T00:00:00Z", "finished_at": "2026-01-01T00:00:00Z"}]}',
        'steps is not a list of at most 1000 objects of name, outcome, detail, started_at, finished_at, pre and post: [{"name": "a", "outcome": "error", "started_at": "2026-01-02T00:00:00Z", "finished_at": "2026-01-01T00:00:00Z"}]'),
       ('{"meta": {"a":' || repeat('[', 99) || '1' || repeat(']', 99) || '}}', 'a record is nested at most 100 deep'),
       ('{"meta": []}', 'meta is not an object of at most 100000 bytes: []'),
       ('{"finished_at": "2026-02-29T12:00:00Z"}',
        'finished_at is not an ISO 8601 time with its zone such as 2026-01-31T12:00:00Z, from 1900 on: "2026-02-29T12:00:00Z"'),
       ('{"finished_at": "2026-02-28T12:00:00"}',
        'finished_at is not an ISO 8601 time with its zone such as 2026-01-31T12:00:00Z, from 1900 on: "2026-02-28T12:00:00"'),
       ('{"finished_at": "2026-06-01T00:05:01Z"}', 'finished_at is in the future'),
       ('{"started_at": "2026-05-02T00:00:01Z", "finished_at": "2026-05-02T00:00:00Z"}', 'finished_at is before started_at');

SELECT is(pg_temp.outcome(pg_temp.record('w', w.fields::jsonb)), 'rejected: ' || w.reason, 'rejected: ' || left(w.fields, 60))
  FROM wrong AS w;
SELECT is(pg_temp.outcome('7'::jsonb, 'null'::jsonb), E'rejected: a record is a JSON object, not number\nrejected: a record is a JSON object, not null',
          'what is no object');
SELECT is(pg_temp.outcome(pg_temp.record('edge', '{"quality": 1.0, "tokens_in": 5.0, "tokens_out": 1e3, "transforms": null, "tools": [],
                                                   "meta": null, "started_at": "2024-02-29 12:00+05:30", "finished_at": "2026-06-01t00:05:00z"}')),
          'imported', 'figures and times just within bounds');
SELECT results_eq($$SELECT r.tokens_in, r.tokens_out, r.started_at, r.finished_at, r.tools, r.meta FROM agora_memory.recorded_attempt AS r WHERE r.request = 'mend it'$$,
                  $$VALUES (5::bigint, 1000::bigint, '2024-02-29 06:30Z'::timestamptz, '2026-06-01 00:05Z'::timestamptz, '{}'::text[], '{}'::jsonb)$$,
                  'are stored as they were meant');

-- ---- what is wrong with it among others ---------------------------------------------------------------------------

SELECT is(pg_temp.outcome(pg_temp.record('n1', '{"parent": "absent"}'), pg_temp.record('n2', '{"parent": "n1"}'), pg_temp.record('n3', '{"parent": "n3"}'),
                          pg_temp.record('n4', '{"parent": "n5"}'), pg_temp.record('n5', '{"parent": "n4"}'), pg_temp.record('n6', '{"parent_attempt_id": 999999}')),
          E'rejected: parent absent is not known\nrejected: parent, record 1, was rejected\nrejected: parent is the record itself\n'
          'rejected: parents form a circle\nrejected: parents form a circle\nrejected: parent_attempt_id 999999 is not known',
          'a parent that is unknown, rejected, the record itself, in a circle');
SELECT is(pg_temp.outcome(pg_temp.record('n7', '{"category": "absent"}'), pg_temp.record('n8', '{"transforms": [999999]}')),
          E'rejected: category absent is not known\nrejected: transform 999999 is not known', 'an unknown category, an unknown transform');
SELECT is(pg_temp.outcome(pg_temp.failure('m1'), pg_temp.record('m2', '{"parent": "m1", "correlation_id": "00000000-0000-4000-8000-000000000001"}')),
          'imported' || E'\nrejected: parent, record 1, is in another correlation, ' || md5(E'system\nm1')::uuid, 'a retry in another correlation');
SELECT agora_memory.start_attempt('under way') AS live \gset
SELECT is(pg_temp.outcome(pg_temp.record('m3', jsonb_build_object('parent_attempt_id', :live))),
          format('rejected: parent, attempt %s, is still in progress', :live), 'a retry of what has not ended');
SELECT is_empty($$SELECT r.attempt_id FROM agora_memory.recorded_attempt AS r JOIN agora_memory.attempt AS a USING (attempt_id)
                   WHERE a.idempotency_key ~ '^(w|n\d|m2|m3)$'$$, 'what was rejected is not there');

-- ---- what is right ------------------------------------------------------------------------------------------------

SELECT is(pg_temp.outcome(
              pg_temp.record('c', '{"parent": "b", "approach": "Strip  the mark", "code": "def f(a):\n    return a + 1\n", "finished_at": "2020-01-03T00:00:00Z"}'),
              pg_temp.failure('b', '{"parent": "a", "approach": "strip the MARK", "finished_at": "2020-01-02T00:00:00Z"}'),
              pg_temp.failure('a', '{"finished_at": "2020-01-01T00:00:00Z", "agent": null}'),
              pg_temp.failure('a', '{"finished_at": "2020-01-01T00:00:00Z", "agent": null}'),
              pg_temp.failure('a', '{"finished_at": "2020-01-01T00:00:01Z"}'),
              pg_temp.record('d', '{"agent": "bob", "parent": "b", "approach": "strip the mark", "finished_at": "2020-01-04T00:00:00Z"}'),
              pg_temp.record('e', '{"agent": "bob", "code": "def f(:"}')),
          E'imported\nimported\nimported\nexisting\nrejected: id was used with other facts, by record 3\nimported\nimported',
          'children before parents, one record twice, two agents, code that does not parse');
SELECT results_eq(
    $$SELECT a.idempotency_key, p.idempotency_key, a.correlation_id = md5(E'system\na')::uuid, a.principal_id
        FROM agora_memory.attempt AS a JOIN agora_memory.attempt AS p ON p.attempt_id = a.parent_attempt_id ORDER BY 1$$,
    $$VALUES ('b', 'a', true, 1::bigint), ('c', 'b', true, 1), ('d', 'b', true, agora_test.id('bob'))$$,
    'a chain is in one correlation, whoever retries');
SELECT results_eq(
    $$SELECT r.successes, r.failures, r.last_success_at, r.last_failure_at FROM agora_memory.resolution AS r WHERE r.transform_id IS NULL$$,
    $$VALUES (1::bigint, 1::bigint, '2020-01-04'::timestamptz, '2020-01-02'::timestamptz)$$,
    'one approach, however it is written, with the times of the records');
SELECT results_eq($$SELECT s.first_seen_at FROM agora_memory.error_signature AS s$$, $$VALUES ('2020-01-01'::timestamptz)$$,
                  'an error was first seen when it first happened');
SELECT results_eq($$SELECT t.name, t.is_imported, t.contributor_id FROM agora_memory.transform AS t$$, $$VALUES ('f', true, 1::bigint)$$,
                  'code becomes a transform of the one who tried');
SELECT matches((SELECT d.step_error FROM agora_memory.recorded_attempt AS d JOIN agora_memory.attempt AS a USING (attempt_id) WHERE a.idempotency_key = 'e'),
               'does not parse', 'an attempt whose code does not parse says so');
SELECT is((SELECT p.kind FROM agora.principal AS p WHERE p.name = 'bob'), 'agent', 'a new name is registered as an agent');
SELECT is_empty('SELECT e.attempt_id FROM agora_memory.resolution_evidence AS e WHERE e.is_rewardable', 'evidence pays nobody');

SELECT is(pg_temp.outcome(pg_temp.failure('x', '{"agent": "eve"}'), pg_temp.failure('x', '{"agent": "carl"}'),
                          pg_temp.record('y', '{"agent": "carl", "parent": "x"}'), pg_temp.record('y', '{"agent": "bob", "parent": "x"}')),
          E'imported\nimported\nimported\nrejected: parent x is the id of records of several agents: name parent_attempt_id',
          'the parent of the same agent comes first; of several others none does');
SELECT is((SELECT p.name FROM agora_memory.attempt AS a JOIN agora_memory.attempt AS f ON f.attempt_id = a.parent_attempt_id
             JOIN agora.principal AS p ON p.principal_id = f.principal_id WHERE a.idempotency_key = 'y'), 'carl', 'the parent of the same agent');

-- ---- again, later, elsewhere --------------------------------------------------------------------------------------

CREATE TEMPORARY TABLE before AS SELECT count(*) AS attempts FROM agora_memory.attempt AS a;
SELECT is(pg_temp.outcome(pg_temp.failure('a', '{"finished_at": "2020-01-01T00:00:00Z", "agent": null}'), pg_temp.failure('a', '{"quality": 1}'),
                          pg_temp.record('e', '{"agent": "bob", "code": "def f(:"}')),
          E'existing\nrejected: id was used with other facts, by attempt ' || (SELECT a.attempt_id FROM agora_memory.attempt AS a WHERE a.idempotency_key = 'a') || E'\nexisting',
          'the same records later');
SELECT is((SELECT count(*) FROM agora_memory.attempt AS a), b.attempts, 'change nothing') FROM before AS b;
SELECT agora_memory.start_attempt('live', p_key => 'live');
SELECT alike(pg_temp.outcome(pg_temp.record('live')), 'rejected: id was used with other facts%', 'an id that start_attempt() had as its key');
SELECT is(pg_temp.outcome(pg_temp.failure('z', '{"finished_at": "2019-01-01T00:00:00Z"}')), 'imported', 'the same error, earlier');
SELECT is((SELECT s.first_seen_at FROM agora_memory.error_signature AS s), '2019-01-01'::timestamptz, 'moves the time when it was first seen');
SELECT results_eq($$SELECT i.outcome, i.attempt_id FROM agora_memory.import_attempts(to_jsonb(ARRAY[pg_temp.record('dry', '{"agent": "dan"}'), pg_temp.record('dry2', '{"parent": "nix"}')]), p_dry_run => true) AS i$$,
                  $$VALUES ('imported', NULL::bigint), ('rejected', NULL)$$, 'a dry run says what would happen');
SELECT is_empty($$SELECT 1 FROM agora_memory.attempt AS a WHERE a.idempotency_key = 'dry' UNION ALL SELECT 1 FROM agora.principal AS p WHERE p.name = 'dan'$$,
                'and does nothing');

-- ---- rewards and events -------------------------------------------------------------------------------------------

SELECT results_eq(
    $$SELECT i.outcome FROM agora_memory.import_attempts(to_jsonb(ARRAY[pg_temp.failure('p1'),
        pg_temp.record('p2', '{"parent": "p1", "code": "def g(rows):\n    return [row for row in rows if row]\n"}')]), p_reward => true) AS i$$,
    $$VALUES ('imported'), ('imported')$$, 'with p_reward');
SELECT results_eq($$SELECT e.is_rewardable, t.is_imported FROM agora_memory.resolution_evidence AS e JOIN agora_memory.resolution AS r USING (resolution_id)
                      JOIN agora_memory.transform AS t USING (transform_id) WHERE t.name = 'g'$$,
                  'VALUES (true, false)', 'evidence and transforms pay');
SELECT results_eq($$SELECT e.topic, e.payload FROM agora_event.published AS e WHERE e.topic LIKE 'memory.%' ORDER BY e.event_id DESC LIMIT 1$$,
                  $$VALUES ('memory.import.completed.v1', '{"imported": 2, "existing": 0, "rejected": 0, "is_rewardable": true}'::jsonb)$$,
                  'one event tells the counts');
SELECT is_empty($$SELECT e.topic FROM agora_event.published AS e WHERE e.topic ~ '^memory\.(attempt|error|transform|resolution\.confirmed)'$$, 'none tells of a single attempt, only what became of the resolutions');
SELECT agora.set_flag('stf_extraction', false);
SELECT is(pg_temp.outcome(pg_temp.record('off', '{"code": "def h():\n    return {}\n"}')), 'imported', 'without stf_extraction');
SELECT is_empty($$SELECT t.name FROM agora_memory.transform AS t WHERE t.name = 'h'$$, 'code stays code');

-- ---- who ----------------------------------------------------------------------------------------------------------

SELECT agora.suspend_principal(agora.register_principal('sam'), 'a test');
SELECT is(pg_temp.outcome(pg_temp.record('o1', '{"agent": "sam"}')), 'rejected: agent sam is suspended', 'a suspended agent');
SELECT agora_test.add_login('service', 'agora_service');
SELECT agora_test.add_login('alice', 'agora_service', true);
SELECT agora_test.become('service');
SELECT results_eq($$SELECT i.outcome, i.reason FROM agora_memory.import_attempts('[{"id": "o2", "request": "r", "status": "success", "agent": "operator"},
                                                                                 {"id": "o3", "request": "r", "status": "success", "agent": "bob"}]') AS i$$,
                  $$VALUES ('rejected', 'only an operator records attempts of operator'), ('imported', NULL)$$, 'a service records for everybody but the operator');
RESET SESSION AUTHORIZATION;
SELECT agora_test.become('alice');
SELECT agora_test.raises($$SELECT agora_memory.import_attempts('[]', true)$$, '42501', 'a bound login asks no reward for what it says of itself');
SELECT agora_test.raises($$SELECT agora_memory.import_attempts('[]', true, true)$$, '42501', 'nor what it would be');
SELECT results_eq($$SELECT i.outcome, i.reason FROM agora_memory.import_attempts('[{"id": "o4", "request": "r", "status": "success", "agent": "bob"},
                                                                                 {"id": "o5", "request": "r", "status": "success", "agent": "alice"},
                                                                                 {"id": "o6", "request": "r", "status": "success"}]') AS i$$,
                  $$VALUES ('rejected', 'a bound login records only its own attempts, not those of bob'), ('imported', NULL), ('imported', NULL)$$,
                  'a bound login records for itself');
SELECT agora_test.raises($$SELECT agora_memory.import_attempts('[]', p_actor => 3)$$, '42501', 'and is nobody else');
RESET SESSION AUTHORIZATION;

-- ---- the call itself ----------------------------------------------------------------------------------------------

SELECT is_empty($$SELECT * FROM agora_memory.import_attempts('[]')$$, 'nothing to import');
SELECT agora_test.raises($$SELECT agora_memory.import_attempts(NULL)$$, '22023', 'no records');
SELECT agora_test.raises($$SELECT agora_memory.import_attempts('{}')$$, '22023', 'records that are no array');
SELECT agora_test.raises($$SELECT agora_memory.import_attempts(to_jsonb(array_fill(1, ARRAY[10001])))$$, '22023', 'too many records');
SELECT agora_test.raises($$SELECT agora_memory.import_attempts('[]', NULL)$$, '22023', 'p_reward is NULL');
SELECT agora_test.raises($$SELECT agora_memory.import_attempts('[]', false, NULL)$$, '22023', 'p_dry_run is NULL');
SELECT is_empty('SELECT c.violation FROM agora.check_invariants() AS c', 'the invariants hold');

-- ---- what an attempt left behind ------------------------------------------------------------------------------------

SELECT is(pg_temp.outcome(pg_temp.record('trail', '{
    "execution_id": "00000000-0000-0000-0000-00000000000e", "retention": "short", "tools": [{"tool": "sh", "ms": 3}, "ed"],
    "started_at": "2026-01-01T00:00:00Z", "finished_at": "2026-01-01T00:10:00Z",
    "steps": [{"name": "one", "outcome": "success", "finished_at": "2026-01-01T00:01:00Z", "pre": {"n": 1}, "post": {"n": 2}}, {"name": "two", "outcome": "error", "detail": "token=abc123def"}],
    "files": [{"path": "a", "operation": "delete"}], "snapshots": [{"kind": "checkpoint", "content": {"n": 2}}, {"kind": "success", "content": {"password": "x"}}]}'),
    pg_temp.record('nothing', '{"steps": null, "files": [], "snapshots": null, "tools": null, "retention": null, "execution_id": null}')),
    E'imported\nimported', 'with steps, files and states, or without');
CREATE TEMP TABLE trail AS SELECT a.attempt_id FROM agora_memory.attempt AS a WHERE a.idempotency_key = 'trail';
SELECT results_eq('SELECT s.number, s.name, s.outcome, s.detail, s.started_at, s.finished_at FROM agora_memory.recorded_step AS s JOIN trail AS t ON t.attempt_id = s.attempt_id ORDER BY 1',
                  $$VALUES (1, 'one', 'success', NULL, '2026-01-01 00:00+00'::timestamptz, '2026-01-01 00:01+00'::timestamptz),
                           (2, 'two', 'error', 'token=[redacted:password_plain]', '2026-01-01 00:00+00', '2026-01-01 00:10+00')$$, 'steps have the attempt''s time where they have none');
SELECT results_eq('SELECT s.ordinal, s.kind, s.step_number, s.content FROM agora_memory.recorded_snapshot AS s JOIN trail AS t ON t.attempt_id = s.attempt_id ORDER BY 1',
                  $$VALUES (1, 'pre', 1, '{"n": 1}'::jsonb), (2, 'post', 1, '{"n": 2}'), (3, 'checkpoint', NULL, '{"n": 2}'), (4, 'success', NULL, '{"password": "[redacted:json_key]"}')$$, 'states in order');
SELECT is((SELECT count(*) FROM agora_memory.snapshot), 3::bigint, 'each once');
SELECT is((SELECT row(r.retention, r.execution_id, r.tools) FROM agora_memory.recorded_attempt AS r JOIN trail AS t ON t.attempt_id = r.attempt_id),
          row('short'::text, '00000000-0000-0000-0000-00000000000e'::uuid, '{sh,ed}'::text[]), 'retention, execution, tools');
SELECT is((SELECT array_agg(x.ms ORDER BY x.ordinal) FROM agora_memory.attempt_tool AS x JOIN trail AS t ON t.attempt_id = x.attempt_id), '{3,NULL}'::numeric[], 'with their time');
SELECT pg_temp.outcome(pg_temp.record('leak', jsonb_build_object('code', 'K = "AK' || 'IAABCDEFGHIJKLMNOP"')));
SELECT is((SELECT row(r.code, r.step_error) FROM agora_memory.recorded_attempt AS r JOIN agora_memory.attempt AS a ON a.attempt_id = r.attempt_id WHERE a.idempotency_key = 'leak'),
          row(NULL::text, 'extract: code carries a secret and was not kept (rule=aws_access_key)'::text), 'code with a secret is dropped, the attempt is kept');

SELECT * FROM finish();
ROLLBACK;
