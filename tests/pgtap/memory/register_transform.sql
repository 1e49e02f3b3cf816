-- register_transform: one transform per program, whatever its layout; a claim of quality is only a claim.
BEGIN;
SELECT plan(44);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora.register_principal('alice');
SELECT agora.register_principal('bob');

CREATE TEMP TABLE first_one AS
SELECT r.* FROM agora_memory.register_transform($code$def clamp(value: int, low: int, high: int) -> int:
    "Keep a value within its bounds."
    if value < low:
        return low
    return 'high' if value > high else value
$code$, p_category => 'numbers', p_quality => 0.95, p_actor => agora_test.id('alice')) AS r;
SELECT ok(NOT f.is_duplicate, 'new code is no duplicate') FROM first_one AS f;
SELECT is(to_jsonb(t) - ARRAY['transform_id', 'lineage_id', 'contributor_id', 'code', 'novelty', 'normalizer_version', 'hash'],
          '{"name": "clamp", "description": "Keep a value within its bounds.", "language": "python", "category": "numbers", "status": "pending",
            "is_usable": true, "blocked_at": null, "blocked_reason": null, "version": "1.0.0", "supersedes_id": null, "parameters": null,
            "quality": 1.0, "tier": "excellent", "claimed_quality": 0.95, "complexity": 0.1, "source_attempt_id": null, "is_imported": false,
            "uses": 0, "successful_uses": 0, "failed_uses": 0, "distinct_users": 0, "successful_users": 0, "success_ratio": null, "confidence": 0,
            "last_used_at": null, "recorded_at": "2026-01-01T00:00:00+00:00"}'::jsonb, 'name and description are read from the code; quality is measured, the claim beside it')
  FROM agora_memory.known_transform AS t JOIN first_one AS f ON f.transform_id = t.transform_id;
SELECT is(row(t.contributor_id, t.hash::text, t.novelty::numeric), row(agora_test.id('alice'), f.hash, 1.000000), 'who, which, and that nothing was like it')
  FROM agora_memory.known_transform AS t JOIN first_one AS f ON f.transform_id = t.transform_id;
SELECT is(e.payload, jsonb_build_object('transform_id', f.transform_id, 'name', 'clamp', 'language', 'python', 'hash', f.hash, 'version', '1.0.0', 'supersedes_id', NULL), 'the event tells it')
  FROM agora_event.event AS e, first_one AS f WHERE e.topic = 'memory.transform.registered.v1';

-- The same program is the same transform.
SELECT is(row(r.transform_id, r.is_duplicate, r.hash), row(f.transform_id, true, f.hash), c.description)
  FROM first_one AS f,
       (VALUES ('the same again', $code$def clamp(value: int, low: int, high: int) -> int:
    "Keep a value within its bounds."
    if value < low:
        return low
    return 'high' if value > high else value
$code$),         ('laid out otherwise', $code$def clamp(
    value: int,
    low: int, high: int,
) -> int:

  "Keep a value within its bounds."
  if (value < low): return low
  return ('high' if value > high else value)
$code$),         ('with comments', $code$# copied
def clamp(value: int, low: int, high: int) -> int:
    "Keep a value within its bounds."
    if value < low:  # too low
        return low
    return 'high' if value > high else value
$code$),         ('with other quotes', $code$def clamp(value: int, low: int, high: int) -> int:
    '''Keep a value within its bounds.'''
    if value < low:
        return low
    return "high" if value > high else value
$code$)) AS c(description, code)
 CROSS JOIN LATERAL agora_memory.register_transform(c.code, 'py', 'other name', 'other words', 'dates', 0.1, NULL, agora_test.id('bob')) AS r;
SELECT is((SELECT format('%s %s %s %s', t.name, t.category, t.claimed_quality, t.contributor_id = agora_test.id('alice')) FROM agora_memory.known_transform AS t), 'clamp numbers 0.95 t',
          'which stays as it was first told, and whose it was');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'memory.transform.registered.v1'), 1::bigint, 'a duplicate is no event');
SELECT ok(NOT (agora_memory.register_transform('def clamp(value, low, high): return 1')).is_duplicate, 'another program of that name is another transform');

-- Other languages.
SELECT ok(NOT (agora_memory.register_transform('SELECT 1', 'sql')).is_duplicate, 'SQL');
SELECT ok((agora_memory.register_transform(E'SELECT   1 -- one', 'postgres')).is_duplicate, 'blind to layout and comments too');
SELECT ok(NOT (agora_memory.register_transform('SELECT 1', 'text')).is_duplicate, 'the same text in another language is another transform');
SELECT is((SELECT array_agg(t.name ORDER BY t.transform_id) FROM agora_memory.known_transform AS t WHERE t.language IN ('sql', 'text')), ARRAY['unnamed sql', 'unnamed text'], 'code without a name');
SELECT is((SELECT t.complexity::numeric FROM agora_memory.known_transform AS t WHERE t.language = 'text'), 0.000000, 'text has no complexity');

-- Quality, novelty and complexity.
SELECT agora_memory.register_transform('def claimed(): return 0', p_quality => 1);
SELECT agora_memory.register_transform('def silent(): return 0');
SELECT results_eq($$SELECT t.name, t.quality::numeric, t.claimed_quality::numeric FROM agora_memory.known_transform AS t WHERE t.name IN ('claimed', 'silent') ORDER BY t.name$$,
                  $$VALUES ('claimed', 0.55, 1::numeric), ('silent', 0.55, NULL)$$, 'a claim decides nothing');
SELECT results_eq($$SELECT q.scorer, q.scorer_version, q.composite::numeric, q.tier, q.measured_by FROM agora_memory.current_quality AS q JOIN agora_memory.known_transform AS t ON t.transform_id = q.object_id AND q.kind = 'transform' WHERE t.name = 'silent'$$,
                  $$VALUES ('syntax', 1, 0.55, 'fair', 1::bigint)$$, 'the measurement is kept');
SELECT cmp_ok((SELECT t.novelty FROM agora_memory.known_transform AS t WHERE t.name = 'silent'), '<', 1::agora.score, 'what reads like another is less novel');
SELECT agora_memory.register_transform('def deep(a):' || repeat(E'\n    if a: a += 1', 25));
SELECT is((SELECT t.complexity::numeric FROM agora_memory.known_transform AS t WHERE t.name = 'deep'), 1.000000, 'complexity ends at 1');

-- Wrong input.
CREATE TEMP TABLE counted AS SELECT (SELECT count(*) FROM agora_memory.transform) AS transforms, (SELECT count(*) FROM agora_event.event) AS events;
SELECT agora_test.raises(format('SELECT agora_memory.register_transform(%s)', w.arguments), '22023', left(w.arguments, 70))
  FROM (VALUES ('NULL'), (''''''), ('repeat(''x'', 1000001)'), ('''def (:'''), ('''x = 1'', NULL'), ('''x = 1'', ''no language'''), ('''x = 1'', p_name => '' '''), ('''x = 1'', p_name => repeat(''n'', 201)'),
               ('''x = 1'', p_description => repeat(''d'', 10001)'), ('''x = 1'', p_quality => ''NaN'''), ('''x = 1'', p_quality => -0.1'), ('''x = 1'', p_quality => 1.1')) AS w(arguments);
SELECT agora_test.raises($$SELECT agora_memory.register_transform('password = "hunter2-but-longer"')$$, 'ZM014', 'a secret');
SELECT agora_test.raises($$SELECT agora_memory.register_transform('x = ${key}', 'text', p_parameters => '{"key": {"type": "string", "default": "ghp_abcdefghijklmnopqrstuvwxyz0123456789"}}')$$, 'ZM014', 'a secret among the defaults');
SELECT agora_test.raises($$SELECT agora_memory.register_transform('x = ${key}', 'text', p_parameters => '{"key": {"type": "string", "description": "postgres://app:hunter2@db"}}')$$, 'ZM014', 'or in a description');
SELECT agora_test.raises(format($$SELECT agora_memory.register_transform('login({{token}})', 'python', p_parameters => '{"token": {"type": "%s", "default": %s}}')$$, w.type, w.value), 'ZM014', 'a default of ' || w.value || ' for a token')
  FROM (VALUES ('text', '"x"'), ('integer', '12345'), ('json', '["x"]')) AS w(type, value);
SELECT agora_test.raises($$SELECT agora_memory.register_transform('x = 1', p_category => 'nonsense')$$, 'ZM004', 'an unknown category');
SELECT agora_test.raises($$SELECT agora_memory.register_transform('x = 1', p_actor => 999999999)$$, 'ZA001', 'an unknown actor');
SELECT results_eq('SELECT (SELECT count(*) FROM agora_memory.transform), (SELECT count(*) FROM agora_event.event)', 'SELECT c.transforms, c.events FROM counted AS c', 'nothing of this changed anything');
SELECT lives_ok($$SELECT agora_memory.register_transform('open({{password}}, {{secret}})', 'python',
                         p_parameters => '{"password": {"type": "text"}, "secret": {"type": "boolean", "default": true, "description": "Whether it is one."}}')$$, 'a parameter may be called password, a switch secret');
SELECT agora_memory.register_transform($q$'; DROP TABLE agora.principal; --$q$, 'text', $q$'); --$1$q$, '%I %s $$');
SELECT is((SELECT t.name || t.description || t.code FROM agora_memory.known_transform AS t ORDER BY t.transform_id DESC LIMIT 1), $q$'); --$1%I %s $$'; DROP TABLE agora.principal; --$q$, 'SQL is text');

-- Name and description are texts, and stored without secrets.
SELECT agora_memory.register_transform('secretly told', 'text', 'with ghp_abcdefghijklmnopqrstuvwxyz0123456789', 'it needs ghp_abcdefghijklmnopqrstuvwxyz0123456789');
SELECT is((SELECT t.name || ', ' || t.description FROM agora_memory.known_transform AS t ORDER BY t.transform_id DESC LIMIT 1) !~ 'ghp_', true, 'a name and a description without their secrets');

SELECT * FROM finish();
ROLLBACK;
