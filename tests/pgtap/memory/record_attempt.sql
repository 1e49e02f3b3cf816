-- One attempt that ended, in one call: as start_attempt() and finish_attempt() would have recorded it.
BEGIN;
SELECT plan(27);
SELECT agora_test.at('2026-06-01');

SELECT agora_memory.record_attempt('{"id": "a", "request": "price it", "status": "error", "finished_at": "2026-05-01T12:00:00Z",
                                     "error": {"type": "KeyError", "message": "''price''"}}') AS a \gset
SELECT agora_memory.record_attempt('{"id": "b", "request": "price it", "status": "success", "parent": "a", "agent": "bob", "quality": 0.9,
                                     "started_at": "2026-05-01T12:01:00Z", "finished_at": "2026-05-01T12:02:00Z", "agent_type": "coder",
                                     "project": "shop", "approach": "use get", "code": "def price(row):\n    return row.get(\"price\", 0)\n",
                                     "confidence": 0.5, "tokens_in": 10, "tokens_out": 20, "cost_usd": 0.000000000001, "model": "m",
                                     "tools": ["shell", "editor"], "meta": {"ticket": 7}}') AS b \gset

SELECT results_eq(
    format('SELECT r.principal_id, r.parent_attempt_id, r.correlation_id, r.status, r.project, r.model, r.agent_type, r.approach, r.language, r.tools,
                   r.quality::numeric, r.confidence::numeric, r.tokens_in, r.tokens_out, r.cost_usd::numeric, r.duration, r.meta, r.step_error
              FROM agora_memory.recorded_attempt AS r WHERE r.attempt_id = %s', :b),
    format($$VALUES (agora_test.id('bob'), %s::bigint, md5(E'system\na')::uuid, 'success', 'shop', 'm', 'coder', 'use get', 'python', '{shell,editor}'::text[],
                     0.9, 0.5, 10::bigint, 20::bigint, 0.000000000001, interval '1 minute', '{"ticket": 7}'::jsonb, NULL::text)$$, :a),
    'every field is where it belongs');
SELECT results_eq($$SELECT f.rank, f.approach, f.last_success_at FROM agora_memory.known_fixes('KeyError: ''price''') AS f$$,
                  $$VALUES (1, 'use get', '2026-05-01 12:02Z'::timestamptz)$$, 'a retry that worked is a known fix, as of its own time');
SELECT results_eq($$SELECT e.is_rewardable FROM agora_memory.resolution_evidence AS e$$, 'VALUES (true)', 'its evidence pays');
SELECT results_eq($$SELECT t.name, t.is_imported, t.contributor_id FROM agora_memory.transform AS t$$, $$VALUES ('price', false, agora_test.id('bob'))$$,
                  'its code is a transform of the one who wrote it');
SELECT results_eq($$SELECT e.topic, e.principal_id FROM agora_event.published AS e WHERE e.topic LIKE 'memory.%' ORDER BY e.event_id$$,
                  $$VALUES ('memory.error.discovered.v1', 1::bigint), ('memory.attempt.finished.v1', 1), ('memory.transform.registered.v1', agora_test.id('bob')),
                           ('memory.resolution.changed.v1', agora_test.id('bob')), ('memory.golden.nominated.v1', agora_test.id('bob')), ('memory.attempt.finished.v1', agora_test.id('bob')), ('memory.resolution.confirmed.v1', agora_test.id('bob'))$$,
                  'each step is published');

-- The same facts in two calls give the same result.
SELECT agora_memory.start_attempt('price it', p_approach => 'use get') AS c \gset
SELECT agora_memory.finish_attempt(:c, 'error', 'KeyError', '''price''');
SELECT is((SELECT a.error_signature_id FROM agora_memory.attempt AS a WHERE a.attempt_id = :c),
          (SELECT a.error_signature_id FROM agora_memory.attempt AS a WHERE a.attempt_id = :a), 'the same signature as by finish_attempt()');

-- Again.
SELECT is(agora_memory.record_attempt('{"id": "a", "request": "price it", "status": "error", "finished_at": "2026-05-01T12:00:00Z",
                                        "error": {"type": "KeyError", "message": "''price''"}}'), :a::bigint, 'the same record: the same attempt');
SELECT is((SELECT count(*) FROM agora_event.published AS e WHERE e.topic = 'memory.attempt.finished.v1'), 3::bigint, 'and no further event');
SELECT isnt(agora_memory.record_attempt('{"id": "a", "request": "price it", "status": "partial", "agent": "bob"}'), :a::bigint, 'ids of different agents never meet');
SELECT is(agora_memory.record_attempt('{"id": "ansi", "request": "r", "status": "error", "error": {"message": "\u001b[0m"}}') > 0, true, 'an error that says nothing');
SELECT is((SELECT a.error_signature_id FROM agora_memory.attempt AS a WHERE a.idempotency_key = 'ansi'), NULL, 'has no signature');

-- What is wrong.
CREATE TEMPORARY TABLE before AS SELECT count(*) AS attempts FROM agora_memory.attempt AS a;
CREATE TEMPORARY TABLE wrong (record text, sqlstate text, description text);
INSERT INTO wrong
VALUES ('null', '22023', 'null'),
       ('[]', '22023', 'an array'),
       ('{"id": "n", "request": "r", "status": "success", "colour": "red"}', '22023', 'an unknown field'),
       ('{"id": "n", "request": "r", "status": "success", "parent": "n"}', '22023', 'its own parent'),
       ('{"id": "a", "request": "r", "status": "success"}', 'ZA003', 'a used id'),
       ('{"id": "n", "request": "r", "status": "success", "parent": "absent"}', 'ZM001', 'an unknown parent'),
       ('{"id": "n", "request": "r", "status": "success", "parent": "a", "correlation_id": "00000000-0000-4000-8000-000000000001"}', 'ZM003',
        'a parent in another correlation'),
       ('{"id": "n", "request": "r", "status": "success", "category": "absent"}', 'ZM004', 'an unknown category'),
       ('{"id": "n", "request": "r", "status": "success", "transforms": [999999]}', 'ZM005', 'an unknown transform'),
       ('{"id": "n", "request": "r", "status": "success", "agent": "sam"}', 'ZA002', 'a suspended agent');
SELECT agora.suspend_principal(agora.register_principal('sam'), 'a test');
SELECT agora_test.raises(format('SELECT agora_memory.record_attempt(%L)', w.record), w.sqlstate, w.description) FROM wrong AS w;
SELECT agora_test.raises('SELECT agora_memory.record_attempt(NULL)', '22023', 'NULL');
SELECT agora_memory.block_transform(t.transform_id, 'a test') FROM agora_memory.transform AS t ORDER BY t.transform_id LIMIT 1;
SELECT agora_test.raises(format($$SELECT agora_memory.record_attempt('{"id": "n", "request": "r", "status": "success", "transforms": [%s]}')$$, t.transform_id),
                         'ZM031', 'a blocked transform')
  FROM agora_memory.transform AS t WHERE t.blocked_at IS NOT NULL;
SELECT agora_memory.unblock_transform(t.transform_id, 'a test') FROM agora_memory.transform AS t WHERE t.blocked_at IS NOT NULL;
UPDATE agora_memory.transform AS t SET status = 'rejected';
SELECT agora_test.raises(format($$SELECT agora_memory.record_attempt('{"id": "n", "request": "r", "status": "success", "transforms": [%s]}')$$, t.transform_id),
                         'ZM006', 'a rejected transform')
  FROM agora_memory.transform AS t;
SELECT agora_test.add_login('alice', 'agora_service', true);
SELECT agora_test.become('alice');
SELECT agora_test.raises($$SELECT agora_memory.record_attempt('{"id": "n", "request": "r", "status": "success", "agent": "bob"}')$$, '42501',
                         'a bound login for somebody else');
RESET SESSION AUTHORIZATION;
SELECT is((SELECT count(*) FROM agora_memory.attempt AS a), b.attempts, 'what was refused is not there') FROM before AS b;
SELECT is_empty('SELECT c.violation FROM agora.check_invariants() AS c', 'the invariants hold');

SELECT * FROM finish();
ROLLBACK;
