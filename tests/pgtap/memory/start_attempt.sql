-- start_attempt: what is opened, what it retries, and one attempt per key.
BEGIN;
SELECT plan(77);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora.register_principal('alice');
SELECT agora.register_principal('bob');
CREATE TEMP TABLE made AS
SELECT (agora_memory.register_transform('def one(): return 1', p_actor => agora_test.id('bob'))).transform_id AS one,
       (agora_memory.register_transform('def two(): return 2', p_actor => agora_test.id('bob'))).transform_id AS two;

-- Everything that can be said.
CREATE TEMP TABLE full_one AS
SELECT agora_memory.start_attempt('read the feed', 'parsing', 'strip the  mark', NULL, '00000000-0000-0000-0000-000000000001', ARRAY[m.two, m.one],
           '{"project": "feeds", "model": "m-1", "agent_type": "coder", "tools": ["read", "run"], "meta": {"a": {"b": 1}},
             "confidence": 0.5, "tokens_in": 10, "tokens_out": 20.0, "cost_usd": 0.000000000001}', 'k', agora_test.id('alice')) AS attempt_id
  FROM made AS m;
SELECT is(to_jsonb(r) - ARRAY['attempt_id', 'principal_id', 'approach_key', 'transform_ids', 'started_at', 'recorded_at', 'request_fingerprint'],
          '{"correlation_id": "00000000-0000-0000-0000-000000000001", "parent_attempt_id": null, "status": "in_progress", "category": "parsing",
            "project": "feeds", "model": "m-1", "agent_type": "coder", "request": "read the feed", "approach": "strip the  mark",
            "error_signature_id": null, "error_type": null, "error_message": null, "error_stack": null, "code": null, "language": null,
            "execution_id": null, "retention": "standard", "tools": ["read", "run"], "quality": null, "confidence": null, "tokens_in": null, "tokens_out": null, "cost_usd": null,
            "finished_at": null, "duration": null, "meta": {"a": {"b": 1}}, "step_error": null}'::jsonb, 'the view shows what was said')
  FROM agora_memory.recorded_attempt AS r JOIN full_one AS f ON f.attempt_id = r.attempt_id;
SELECT results_eq($$SELECT r.principal_id, r.started_at, r.recorded_at, r.transform_ids, r.approach_key
                      FROM agora_memory.recorded_attempt AS r JOIN full_one AS f ON f.attempt_id = r.attempt_id$$,
                  $$SELECT agora_test.id('alice'), '2026-01-01 00:00+00'::timestamptz, '2026-01-01 00:00+00'::timestamptz, ARRAY[m.two, m.one], 'transform:' || m.two FROM made AS m$$,
                  'who, when, the transforms in their order, the first of them as the approach');

-- The least that can be said.
SELECT is(count(DISTINCT agora_memory.start_attempt('x')), 3::bigint, 'without a key every call is an attempt') FROM generate_series(1, 3);
SELECT isnt((SELECT a.correlation_id FROM agora_memory.attempt AS a ORDER BY a.attempt_id DESC LIMIT 1),
            (SELECT a.correlation_id FROM agora_memory.attempt AS a ORDER BY a.attempt_id DESC OFFSET 1 LIMIT 1), 'each with a correlation of its own');
SELECT is((SELECT a.approach_key FROM agora_memory.attempt AS a ORDER BY a.attempt_id DESC LIMIT 1), NULL, 'no approach is no approach');
SELECT is((SELECT a.principal_id FROM agora_memory.attempt AS a ORDER BY a.attempt_id DESC LIMIT 1), agora.current_principal(), 'by the session''s principal');

-- An approach in words: one key however it is laid out.
SELECT is(agora_memory._approach_key(NULL, E' Strip\tTHE \n mark '), agora_memory._approach_key(NULL, 'strip the mark'), 'an approach is blind to case and white space');
SELECT isnt(agora_memory._approach_key(NULL, 'strip the marks'), agora_memory._approach_key(NULL, 'strip the mark'), 'and to nothing else');
SELECT is(agora_memory._approach_key(7, 'strip the mark'), 'transform:7', 'a transform goes before words');
SELECT is(agora_memory._approach_key(NULL, E' \n'), NULL, 'blank words are none');

-- One attempt per key and principal.
PREPARE again AS
SELECT agora_memory.start_attempt('read the feed', 'parsing', 'strip the  mark', NULL, '00000000-0000-0000-0000-000000000001', ARRAY[m.two, m.one],
           '{"project": "feeds", "model": "m-1", "agent_type": "coder", "tools": ["read", "run"], "meta": {"a": {"b": 1}},
             "confidence": 0.5, "tokens_in": 10, "tokens_out": 20.0, "cost_usd": 0.000000000001}', 'k', agora_test.id('alice')) FROM made AS m;
SELECT results_eq('EXECUTE again', 'SELECT f.attempt_id FROM full_one AS f', 'the same call again: the first attempt');
UPDATE agora_memory.transform SET status = 'rejected' WHERE name = 'two';
SELECT results_eq('EXECUTE again', 'SELECT f.attempt_id FROM full_one AS f', 'also where a new one would be refused by now');
SELECT agora_test.raises($$SELECT agora_memory.start_attempt('read a feed', p_key => 'k', p_actor => agora_test.id('alice'))$$, 'ZA003', 'the key with another request');
SELECT agora_test.raises($$SELECT agora_memory.start_attempt('read the feed', p_key => 'k', p_actor => agora_test.id('alice'))$$, 'ZA003', 'the key with fewer facts');
SELECT isnt(agora_memory.start_attempt('read the feed', p_key => 'k', p_actor => agora_test.id('bob')), (SELECT f.attempt_id FROM full_one AS f), 'another''s key is another key');
SELECT lives_ok($$SELECT agora_memory.start_attempt('x', p_key => repeat('k', 200))$$, 'a key of 200 characters');
SELECT agora_test.raises($$SELECT agora_memory.start_attempt('x', p_key => repeat('k', 201))$$, '22023', 'a key of 201 characters');
SELECT agora_test.raises($$SELECT agora_memory.start_attempt('x', p_key => '')$$, '22023', 'an empty key');

-- The manifest it works with.
CREATE TEMP TABLE told AS SELECT (agora_memory.manifest('x', p_actor => agora_test.id('alice')) ->> 'manifest_id')::bigint AS id;
CREATE TEMP TABLE with_it AS SELECT agora_memory.start_attempt('x', p_details => jsonb_build_object('manifest_id', t.id), p_key => 'with it', p_actor => agora_test.id('alice')) AS id FROM told AS t;
SELECT results_eq('SELECT u.attempt_id, u.manifest_id FROM agora_memory.manifest_use AS u', 'SELECT w.id, t.id FROM with_it AS w, told AS t', 'the details name it');
SELECT is(agora_memory.start_attempt('x', p_details => jsonb_build_object('manifest_id', t.id), p_key => 'with it', p_actor => agora_test.id('alice')), w.id, 'a repeated call') FROM with_it AS w, told AS t;
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'memory.manifest.used.v1'), 1::bigint, 'says nothing new');
SELECT agora_memory.finish_attempt(agora_memory.start_attempt('y', p_actor => agora_test.id('alice')), 'success', p_details => jsonb_build_object('manifest_id', t.id), p_actor => agora_test.id('alice')) FROM told AS t;
SELECT is((SELECT count(*) FROM agora_memory.manifest_use AS u JOIN told AS t ON t.id = u.manifest_id), 2::bigint, 'or those at the end');
CREATE TEMP TABLE before AS SELECT count(*) FROM agora_memory.attempt;
SELECT agora_test.raises(format($$SELECT agora_memory.start_attempt('x', p_details => '{"manifest_id": %s}')$$, w.id), w.sqlstate, 'a manifest called ' || w.id) FROM (VALUES ('999999999', 'ZM070'), ('0', 'ZM070'), ('"1"', '22023'), ('1.5', '22023'), ('-1', '22023')) AS w(id, sqlstate);
SELECT results_eq('SELECT count(*) FROM agora_memory.attempt', 'SELECT b.count FROM before AS b', 'and no attempt without it');

-- Retries.
CREATE TEMP TABLE failed AS
SELECT (agora_memory.finish_attempt(agora_memory.start_attempt('x', p_correlation_id => '00000000-0000-0000-0000-000000000002', p_actor => agora_test.id('bob')),
                                    'error', 'KeyError', '''name''', p_actor => agora_test.id('bob'))).attempt_id;
SELECT agora_memory.start_attempt('x', p_parent => f.attempt_id, p_key => 'retry', p_actor => agora_test.id('alice')) FROM failed AS f;
SELECT results_eq($$SELECT a.parent_attempt_id, a.correlation_id FROM agora_memory.attempt AS a WHERE a.idempotency_key = 'retry'$$,
                  $$SELECT f.attempt_id, '00000000-0000-0000-0000-000000000002'::uuid FROM failed AS f$$, 'a retry, by anybody, is in the correlation of what it retries');
SELECT lives_ok(format($$SELECT agora_memory.start_attempt('x', p_parent => %s, p_correlation_id => '00000000-0000-0000-0000-000000000002')$$, f.attempt_id), 'which may be named')
  FROM failed AS f;
SELECT agora_test.raises(format($$SELECT agora_memory.start_attempt('x', p_parent => %s, p_correlation_id => '00000000-0000-0000-0000-000000000003')$$, f.attempt_id), 'ZM003', 'in another correlation')
  FROM failed AS f;
SELECT agora_test.raises(format($$SELECT agora_memory.start_attempt('x', p_parent => %s)$$, f.attempt_id), 'ZM003', 'a parent in progress') FROM full_one AS f;
SELECT agora_test.raises($$SELECT agora_memory.start_attempt('x', p_parent => 999999999)$$, 'ZM001', 'an unknown parent');
SELECT agora_test.raises($$SELECT agora_memory.start_attempt('x', p_parent => -1)$$, 'ZM001', 'a negative parent');
SELECT agora_test.raises($$SELECT agora_memory.start_attempt('x', p_parent => 1 + (SELECT max(a.attempt_id) FROM agora_memory.attempt AS a))$$, 'ZM001', 'itself as parent');
SELECT lives_ok(format($$SELECT agora_memory.start_attempt('x', p_parent => %s)$$, (agora_memory.finish_attempt(agora_memory.start_attempt('y'), 'success')).attempt_id),
                'what succeeded can be done again');

-- Transforms.
SELECT agora_test.raises($$SELECT agora_memory.start_attempt('x', p_transforms => '{999999999}')$$, 'ZM005', 'an unknown transform');
SELECT agora_test.raises(format($$SELECT agora_memory.start_attempt('x', p_transforms => '{%s}')$$, m.two), 'ZM006', 'a rejected transform') FROM made AS m;
SELECT agora_test.raises(format($$SELECT agora_memory.start_attempt('x', p_transforms => '{%s,%s}')$$, m.one, m.two), 'ZM006', 'a rejected one behind a good one') FROM made AS m;
SELECT agora_test.raises(format($$SELECT agora_memory.start_attempt('x', p_transforms => '{%s,%s}')$$, m.one, m.one), '22023', 'a transform twice') FROM made AS m;
SELECT agora_test.raises($$SELECT agora_memory.start_attempt('x', p_transforms => '{NULL}')$$, '22023', 'a transform that is NULL');
SELECT agora_test.raises(format($$SELECT agora_memory.start_attempt('x', p_transforms => '{{%s}}')$$, m.one), '22023', 'a table of transforms') FROM made AS m;
SELECT agora_test.raises(format($$SELECT agora_memory.start_attempt('x', p_transforms => '[0:0]={%s}')$$, m.one), '22023', 'a list that does not begin at 1') FROM made AS m;
SELECT agora_test.raises($$SELECT agora_memory.start_attempt('x', p_transforms => ARRAY(SELECT generate_series(1, 101)))$$, '22023', '101 transforms');
SELECT lives_ok($$SELECT agora_memory.start_attempt('x', p_transforms => NULL)$$, 'NULL is no transform');

-- Texts.
SELECT agora_test.raises($$SELECT agora_memory.start_attempt(NULL)$$, '22023', 'no request');
SELECT agora_test.raises($$SELECT agora_memory.start_attempt(E' \n')$$, '22023', 'a blank request');
SELECT lives_ok($$SELECT agora_memory.start_attempt(repeat('x', 100000))$$, 'a request of 100 000 characters');
SELECT agora_test.raises($$SELECT agora_memory.start_attempt(repeat('x', 100001))$$, '22023', 'a request of one more');
SELECT agora_test.raises($$SELECT agora_memory.start_attempt('x', p_approach => '')$$, '22023', 'a blank approach');
SELECT agora_test.raises($$SELECT agora_memory.start_attempt('x', p_approach => repeat('x', 10001))$$, '22023', 'an approach of 10 001 characters');
SELECT agora_test.raises($$SELECT agora_memory.start_attempt('x', p_category => 'nonsense')$$, 'ZM004', 'an unknown category');
SELECT agora_test.raises($$SELECT agora_memory.start_attempt('x', p_category => repeat('x', 10000000))$$, 'ZM004', 'an unknown category of 10 MB');

-- Details.
SELECT agora_test.raises(format($$SELECT agora_memory.start_attempt('x', p_details => %L)$$, d.details), '22023', 'details ' || left(coalesce(d.details, 'NULL'), 60))
  FROM (VALUES (NULL), ('[]'), ('1'), ('{"unknown": null}'), ('{"project": ""}'), ('{"model": 1}'), ('{"tools": "read"}'), ('{"tools": [["read"]]}'),
               ('{"meta": []}'), ('{"confidence": 1.1}'), ('{"confidence": "NaN"}'), ('{"tokens_in": -1}'), ('{"tokens_out": 0.5}'),
               ('{"cost_usd": 0.0000000000001}'), ('{"cost_usd": -1}'), ('{"meta": {"a": "' || repeat('x', 100000) || '"}}')) AS d(details);
SELECT lives_ok($$SELECT agora_memory.start_attempt('x', p_details => '{"project": null, "model": null, "agent_type": null, "tools": null, "meta": null, "confidence": null}')$$,
                'a detail that is null is left out');
SELECT is((SELECT r.meta FROM agora_memory.recorded_attempt AS r ORDER BY r.attempt_id DESC LIMIT 1), '{}'::jsonb, 'and meta stays an object');

-- Actors.
SELECT agora_test.raises($$SELECT agora_memory.start_attempt('x', p_actor => 999999999)$$, 'ZA001', 'an unknown actor');
SELECT agora_test.raises($$SELECT agora_memory.start_attempt('x', p_actor => NULL)$$, 'ZA001', 'no actor');
SELECT agora.suspend_principal(agora_test.id('alice'), 'a test');
SELECT agora_test.raises($$SELECT agora_memory.start_attempt('x', p_actor => agora_test.id('alice'))$$, 'ZA002', 'a suspended actor');
SELECT agora_test.add_login('carol', 'agora_service', true);
SELECT agora_test.become('carol');
SELECT agora_test.raises($$SELECT agora_memory.start_attempt('x', p_actor => agora_test.id('bob'))$$, '42501', 'a bound login as another');
SELECT lives_ok($$SELECT agora_memory.start_attempt('x')$$, 'and as itself');
RESET SESSION AUTHORIZATION;
SELECT is((SELECT a.principal_id FROM agora_memory.attempt AS a ORDER BY a.attempt_id DESC LIMIT 1), agora_test.id('carol'), 'whose attempt it is');

SELECT * FROM finish();
ROLLBACK;
