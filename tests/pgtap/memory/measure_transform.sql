-- measure_transform: measurements are appended; the latest of scorer syntax is the quality.
BEGIN;
SELECT plan(15);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora.register_principal('alice');
CREATE TEMP TABLE made AS SELECT (agora_memory.register_transform(E'def f(a):\n    return a.b', p_description => 'Reads b.', p_actor => agora_test.id('alice'))).transform_id;
CREATE FUNCTION pg_temp.measured(p_scorer text DEFAULT 'syntax') RETURNS text LANGUAGE sql
BEGIN ATOMIC
    SELECT format('%s %s', (agora_memory.measure_transform(m.transform_id, p_scorer)).composite, (SELECT count(*) FROM agora_memory.quality_measurement)) FROM made AS m;
    SELECT format('%s after %s', t.quality, (SELECT count(*) FROM agora_memory.quality_measurement)) FROM agora_memory.known_transform AS t;
END;

SELECT is(pg_temp.measured(), '0.520000 after 1', 'measured anew, nothing new');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'memory.transform.measured.v1'), 0::bigint, 'nor told');
SELECT is(pg_temp.measured('legacy_stf'), '0.520000 after 2', 'another scorer is a measurement, not the quality');
SELECT results_eq('SELECT q.scorer, q.metadata, q.tier FROM agora_memory.current_quality AS q ORDER BY q.scorer', $$VALUES ('legacy_stf', 1.0, 'poor'), ('syntax', 1.0, 'fair')$$, 'the current ones, side by side');
SELECT agora_memory.revise_scorer('syntax', '{"completeness": 0.1, "documentation": 0.1, "compliance": 0.1, "metadata": 0.6, "simplicity": 0.1}', 'a test');
SELECT is(pg_temp.measured(), '0.800000 after 3', 'a new version measures anew');
SELECT results_eq('SELECT q.scorer_version, q.composite::numeric FROM agora_memory.quality_measurement AS q WHERE q.scorer = ''syntax'' ORDER BY 1', 'VALUES (1, 0.52), (1000, 0.8)', 'what was measured before stays');
SELECT is((SELECT array_agg(q.scorer_version ORDER BY q.scorer) FROM agora_memory.current_quality AS q), ARRAY[1, 1000], 'the latest is current');
SELECT is((SELECT e.payload - 'transform_id' FROM agora_event.event AS e WHERE e.topic = 'memory.transform.measured.v1' ORDER BY e.event_id DESC LIMIT 1), '{"scorer": "syntax", "scorer_version": 1000, "composite": 0.8}'::jsonb, 'and told');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants agree');
UPDATE agora_memory.transform SET quality = 1;
SELECT is((SELECT count(*) FROM agora.check_invariants() AS c WHERE c.probe = 'memory.quality'), 1::bigint, 'they see a quality that nothing measured');
SELECT agora_test.raises('UPDATE agora_memory.quality_measurement SET composite = 1', 'ZA010', 'measurements stay');
SELECT agora_test.raises('DELETE FROM agora_memory.quality_dimension', 'ZA010', 'weights too');
SELECT agora_test.raises('SELECT agora_memory.measure_transform(999999)', 'ZM005', 'an unknown transform');
SELECT agora_test.raises(format('SELECT agora_memory.measure_transform(%s, ''best'')', m.transform_id), '22023', 'an unknown scorer') FROM made AS m;
SELECT agora_test.raises(format('SELECT agora_memory.measure_transform(%s, p_actor => 999999)', m.transform_id), 'ZA001', 'an unknown actor') FROM made AS m;

SELECT * FROM finish();
ROLLBACK;
