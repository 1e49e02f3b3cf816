-- record_step, record_file, record_snapshot: what is added while an attempt runs, once, by whoever runs it; and what replay says.
BEGIN;
SELECT plan(74);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora.register_principal('alice');
SELECT agora.register_principal('bob');
CREATE TEMP TABLE running AS SELECT agora_memory.start_attempt('do it', p_details => '{"tools": ["read", {"tool": "run", "ms": 12.5}], "execution_id": "00000000-0000-0000-0000-00000000000e"}',
                                                               p_actor => agora_test.id('alice')) AS attempt_id;
CREATE FUNCTION pg_temp.step(p_number integer, p_name text, p_outcome text DEFAULT NULL, p_detail text DEFAULT NULL, p_started_at timestamptz DEFAULT NULL,
                             p_finished_at timestamptz DEFAULT NULL, p_pre jsonb DEFAULT NULL, p_post jsonb DEFAULT NULL, p_actor text DEFAULT 'alice') RETURNS integer LANGUAGE sql
BEGIN ATOMIC
    SELECT agora_memory.record_step(r.attempt_id, p_number, p_name, p_outcome, p_detail, p_started_at, p_finished_at, p_pre, p_post, agora_test.id(p_actor)) FROM running AS r;
END;
CREATE FUNCTION pg_temp.file(p_path text, p_operation text, p_before text DEFAULT NULL, p_after text DEFAULT NULL, p_key text DEFAULT NULL) RETURNS integer LANGUAGE sql
BEGIN ATOMIC
    SELECT agora_memory.record_file(r.attempt_id, p_path, p_operation, p_before, p_after, p_key, agora_test.id('alice')) FROM running AS r;
END;
CREATE FUNCTION pg_temp.snapshot(p_kind text, p_content jsonb, p_key text DEFAULT NULL) RETURNS bigint LANGUAGE sql
BEGIN ATOMIC
    SELECT agora_memory.record_snapshot(r.attempt_id, p_kind, p_content, p_key, agora_test.id('alice')) FROM running AS r;
END;

-- Tools, with their time where it is known.
SELECT results_eq($$SELECT t.ordinal, t.tool, t.ms FROM agora_memory.attempt_tool AS t ORDER BY 1$$, $$VALUES (1::bigint, 'read', NULL::numeric), (2, 'run', 12.5)$$, 'tools in order');

-- A step begins, and ends, once.
SELECT is(pg_temp.step(1, 'plan', p_pre => '{"files": 1}'), 1, 'a step begins');
SELECT agora_test.at('2026-01-01 00:01+00');
SELECT is(pg_temp.step(1, 'plan'), 1, 'the same again changes nothing');
SELECT is(pg_temp.step(1, 'plan', 'success', 'three ideas', p_post => '{"files": 2}'), 1, 'it ends');
SELECT agora_test.at('2026-01-01 00:02+00');
SELECT is(pg_temp.step(1, 'plan', 'success', 'three ideas', p_post => '{"files": 2}'), 1, 'the same end again changes nothing');
SELECT is(pg_temp.step(1, 'plan'), 1, 'nor does its beginning');
SELECT is(pg_temp.step(2, 'run', 'error', p_started_at => '2026-01-01 00:00+00', p_finished_at => '2026-01-01 00:00:30+00'), 2, 'or all in one call, with its own time');
SELECT results_eq($$SELECT s.number, s.name, s.outcome, s.detail, s.started_at, s.duration, s.pre_snapshot_id IS NOT NULL, s.post_snapshot_id IS NOT NULL FROM agora_memory.recorded_step AS s ORDER BY 1$$,
                  $$VALUES (1, 'plan', 'success', 'three ideas', '2026-01-01 00:00+00'::timestamptz, '1 minute'::interval, true, true),
                           (2, 'run', 'error', NULL, '2026-01-01 00:00+00', '30 seconds', false, false)$$, 'the view shows them');
SELECT agora_test.raises(format('SELECT pg_temp.step(%s)', w.arguments), 'ZM012', 'recorded otherwise: ' || w.arguments)
  FROM (VALUES ('1, ''other'''), ('1, ''plan'', ''error'''), ('1, ''plan'', ''success'', ''four ideas'''), ('1, ''plan'', p_pre => ''{"files": 3}'''),
               ('2, ''run'', ''error'', p_started_at => ''2026-01-01 00:01+00''')) AS w(arguments);
SELECT agora_test.raises(format('SELECT pg_temp.step(%s)', w.arguments), '22023', 'wrong: ' || left(w.arguments, 60))
  FROM (VALUES ('NULL, ''x'''), ('0, ''x'''), ('100001, ''x'''), ('3, NULL'), ('3, '' '''), ('3, E''a\x01'''), ('3, repeat(''x'', 201)'), ('3, ''x'', ''done'''),
               ('3, ''x'', p_finished_at => ''2026-01-01'''), ('3, ''x'', p_post => ''{}'''), ('3, ''x'', p_pre => ''[]'''), ('3, ''x'', p_started_at => ''2027-01-01+00'''),
               ('3, ''x'', p_started_at => ''infinity'''), ('3, ''x'', p_started_at => ''-infinity'''),
               ('3, ''x'', ''success'', p_started_at => ''2026-01-01 00:01+00'', p_finished_at => ''2026-01-01 00:00+00'''),
               ('3, ''x'', ''success'', repeat(''x'', 10001)'), ('3, ''x'', p_pre => jsonb_build_object(''a'', repeat(''x'', 1000001))')) AS w(arguments);
SELECT agora_test.raises($$SELECT pg_temp.step(3, 'x', p_actor => 'bob')$$, 'ZM001', 'a step of another''s attempt');

-- Files.
SELECT is(pg_temp.file('src/a.py', 'modify', repeat('a', 64), repeat('b', 64), 'k'), 1, 'a file is changed');
SELECT is(pg_temp.file('src/a.py', 'modify', repeat('a', 64), repeat('b', 64), 'k'), 1, 'the same key again: the first result');
SELECT is(pg_temp.file('src/a.py', 'modify', repeat('b', 64), repeat('a', 64)), 2, 'and changed back');
SELECT is(pg_temp.file('b', 'create', NULL, repeat('c', 64)), 3, 'created');
SELECT is(pg_temp.file('b', 'delete', repeat('c', 64)), 4, 'deleted');
SELECT agora_test.raises($$SELECT pg_temp.file('src/b.py', 'read', p_key => 'k')$$, 'ZA003', 'the key with other arguments');
SELECT agora_test.raises(format('SELECT pg_temp.file(%s)', w.arguments), '22023', 'wrong: ' || left(w.arguments, 60))
  FROM (VALUES ('NULL, ''read'''), (''''', ''read'''), ('''a'', NULL'), ('''a'', ''touch'''), ('''a'', ''create'', repeat(''a'', 64)'), ('''a'', ''delete'', NULL, repeat(''a'', 64)'),
               ('''a'', ''read'', NULL, repeat(''a'', 64)'), ('''a'', ''modify'', ''abc'''), ('''a'', ''modify'', repeat(''A'', 64)'), ('repeat(''a'', 1001), ''read'''),
               ('''a'', ''read'', p_key => ''''')) AS w(arguments);
SELECT results_eq('SELECT f.ordinal, f.path, f.operation FROM agora_memory.recorded_file AS f ORDER BY 1',
                  $$VALUES (1, 'src/a.py', 'modify'), (2, 'src/a.py', 'modify'), (3, 'b', 'create'), (4, 'b', 'delete')$$, 'the view shows them in order');

-- Snapshots: equal content is one.
CREATE TEMP TABLE taken AS SELECT pg_temp.snapshot('checkpoint', '{"b": 1, "a": [1, 2]}', 'k') AS snapshot_id;
SELECT is(pg_temp.snapshot('checkpoint', '{"b": 1, "a": [1, 2]}', 'k'), t.snapshot_id, 'the same key again: the first result') FROM taken AS t;
SELECT is((SELECT count(*) FROM agora_memory.recorded_snapshot AS s WHERE s.kind = 'checkpoint'), 1::bigint, 'and one reference');
SELECT is(pg_temp.snapshot('success', '{"a": [1, 2], "b": 1}'), t.snapshot_id, 'the same content in another order is the same snapshot') FROM taken AS t;
SELECT isnt(pg_temp.snapshot('checkpoint', '{"a": [2, 1], "b": 1}'), t.snapshot_id, 'another content is another') FROM taken AS t;
SELECT is((SELECT count(*) FROM agora_memory.snapshot), 4::bigint, 'each content once');
SELECT is_empty($$SELECT s.snapshot_id FROM agora_memory.recorded_snapshot AS s WHERE s.hash <> encode(sha256(convert_to(s.content::text, 'UTF8')), 'hex')$$, 'named by its content');
SELECT agora_test.raises($$SELECT pg_temp.snapshot('error', '{}', 'k')$$, 'ZA003', 'the key with other arguments');
SELECT agora_test.raises(format('SELECT pg_temp.snapshot(%s)', w.arguments), '22023', 'wrong: ' || left(w.arguments, 60))
  FROM (VALUES ('NULL, ''{}'''), ('''pre'', ''{}'''), ('''error'', NULL'), ('''error'', ''[]'''), ('''error'', ''1'''), ('''error'', jsonb_build_object(''a'', repeat(''x'', 1000001))')) AS w(arguments);

-- Once it has ended nothing is added.
SELECT is((SELECT r.reasons FROM agora_memory.replayable_attempt AS r), '{in_progress,step_without_snapshot}', 'what runs is not replayable yet');
SELECT agora_memory.finish_attempt(r.attempt_id, 'success', p_code => 'def add(a, b): return a + b', p_actor => agora_test.id('alice')) FROM running AS r;
SELECT agora_test.raises($$SELECT pg_temp.step(3, 'late')$$, 'ZM010', 'no step');
SELECT agora_test.raises($$SELECT pg_temp.file('late', 'read')$$, 'ZM010', 'no file');
SELECT agora_test.raises($$SELECT pg_temp.snapshot('error', '{}')$$, 'ZM010', 'no snapshot');
SELECT agora_test.raises('SELECT agora_memory.record_step(999999999, 1, ''x'')', 'ZM001', 'nor to an unknown attempt');
SELECT is(pg_temp.file('src/a.py', 'modify', repeat('a', 64), repeat('b', 64), 'k'), 1, 'a repeated call still has its first result');

-- Replay.
CREATE TEMP TABLE replay AS SELECT agora_memory.replay_attempt(r.attempt_id) AS document FROM running AS r;
SELECT is(jsonb_build_object('steps', jsonb_array_length(r.document -> 'steps'), 'files', jsonb_array_length(r.document -> 'files'), 'tools', r.document -> 'tools',
                             'snapshots', jsonb_array_length(r.document -> 'snapshots'), 'completion', jsonb_array_length(r.document -> 'completion'),
                             'code', r.document -> 'code', 'status', r.document #> '{outcome,status}', 'execution', r.document #> '{attempt,execution_id}',
                             'source', r.document #> '{transforms,0,is_source}', 'retries', jsonb_array_length(r.document -> 'retries'), 'error', r.document -> 'error'),
          '{"steps": 2, "files": 4, "tools": [{"ms": null, "tool": "read"}, {"ms": 12.5, "tool": "run"}], "snapshots": 5, "completion": 9, "code": "def add(a, b): return a + b",
            "status": "success", "execution": "00000000-0000-0000-0000-00000000000e", "source": true, "retries": 1, "error": null}', 'everything in one document') FROM replay AS r;
SELECT is(r.document -> 'reasons', '["step_without_snapshot"]', 'and what it lacks') FROM replay AS r;
SELECT agora_test.raises('SELECT agora_memory.replay_attempt(999999999)', 'ZM001', 'an unknown attempt has no replay');
SELECT agora_test.raises('SELECT agora_memory.replay_attempt(NULL)', 'ZM001', 'nor has none');

-- Replayable: ended, with its texts, and with the state before and after each step.
CREATE TEMP TABLE whole AS SELECT agora_memory.start_attempt('do it', p_actor => agora_test.id('alice')) AS attempt_id;
SELECT agora_memory.record_step(w.attempt_id, 1, 'all', 'success', p_pre => '{}', p_actor => agora_test.id('alice')) FROM whole AS w;
SELECT agora_memory.finish_attempt(w.attempt_id, 'success', p_actor => agora_test.id('alice')) FROM whole AS w;
SELECT is(row(r.is_replayable, r.reasons), row(true, '{}'::text[]), 'an attempt that lacks nothing is replayable') FROM agora_memory.replayable_attempt AS r JOIN whole AS w ON w.attempt_id = r.attempt_id;

-- Exact repeats of a request are seen.
SELECT agora_memory.start_attempt('  DO   it ', p_actor => agora_test.id('bob'));
SELECT agora_memory.start_attempt('do something else', p_actor => agora_test.id('bob'));
SELECT results_eq('SELECT q.attempts, q.principals, q.successes FROM agora_memory.repeated_request AS q', 'VALUES (3::bigint, 2::bigint, 2::bigint)', 'repeats, blind to case and white space');

SELECT * FROM finish();
ROLLBACK;
