-- The reputation log: a reputation is the sum of its events, and nobody writes their own.
BEGIN;
SELECT plan(22);
SELECT agora_test.at('2026-01-01');
SELECT agora.register_principal('alice');
CREATE TEMP TABLE made AS SELECT agora.record_reputation(agora_test.id('alice'), 'quality', 2.5, 'good work', '{"task": 1}', 'k1') AS reputation_event_id;

SELECT is(agora.record_reputation(agora_test.id('alice'), 'quality', 2.50, 'good work', '{"task": 1}', 'k1'),
          (SELECT m.reputation_event_id FROM made AS m), 'the same call again: the same event');
SELECT agora_test.raises($$SELECT agora.record_reputation(agora_test.id('alice'), 'quality', 2.6, 'good work', '{"task": 1}', 'k1')$$, 'ZA003', 'the key with another delta');
SELECT agora_test.raises($$SELECT agora.record_reputation(agora_test.id('alice'), 'quality', 2.5, 'good work', p_key => 'k1')$$, 'ZA003', 'the key with another subject');
SELECT lives_ok($$SELECT agora.record_reputation(agora_test.id('alice'), 'quality', -1, 'late', '{}', 'k1', 2)$$, 'keys of different actors do not meet');
SELECT lives_ok($$SELECT agora.record_reputation(agora_test.id('alice'), 'quality', 1000, 'most', p_key => 'k2')$$, 'the largest delta');
SELECT lives_ok($$SELECT agora.record_reputation(agora_test.id('alice'), 'reliability', -1000, 'least', p_key => 'k3')$$, 'the smallest delta');
SELECT results_eq($$SELECT r.dimension, r.score, r.events FROM agora.reputation AS r WHERE r.principal_id = agora_test.id('alice') ORDER BY r.dimension$$,
                  $$VALUES ('quality', 1001.5, 3::bigint), ('reliability', -1000, 1)$$, 'the sum by dimension');
SELECT agora_test.raises($$SELECT agora.record_reputation(agora_test.id('alice'), 'quality', 1, 'r', '{}', 'own', agora_test.id('alice'))$$, '22023', 'one''s own');
SELECT agora_test.raises($$SELECT agora.record_reputation(agora_test.id('alice'), 'Quality', 1, 'r', p_key => 'k4')$$, '22023', 'a dimension that is no name');
SELECT agora_test.raises($$SELECT agora.record_reputation(agora_test.id('alice'), NULL, 1, 'r', p_key => 'k4')$$, '22023', 'no dimension');
SELECT agora_test.raises($$SELECT agora.record_reputation(agora_test.id('alice'), 'quality', 1000.1, 'r', p_key => 'k4')$$, '22023', 'too large');
SELECT agora_test.raises($$SELECT agora.record_reputation(agora_test.id('alice'), 'quality', -1000.1, 'r', p_key => 'k4')$$, '22023', 'too small');
SELECT agora_test.raises($$SELECT agora.record_reputation(agora_test.id('alice'), 'quality', 'NaN', 'r', p_key => 'k4')$$, '22023', 'NaN');
SELECT agora_test.raises($$SELECT agora.record_reputation(agora_test.id('alice'), 'quality', 1, NULL, p_key => 'k4')$$, '22023', 'no reason');
SELECT agora_test.raises($$SELECT agora.record_reputation(agora_test.id('alice'), 'quality', 1, 'r')$$, '22023', 'no key');
SELECT agora_test.raises($$SELECT agora.record_reputation(agora_test.id('alice'), 'quality', 1, 'r', '[]', 'k4')$$, '22023', 'a subject that is no object');
SELECT agora_test.raises($$SELECT agora.record_reputation(999, 'quality', 1, 'r', p_key => 'k4')$$, 'ZA001', 'an unknown principal');

-- History stays.
SELECT agora_test.raises($$UPDATE agora.reputation_event SET delta = 0$$, 'ZA010', 'the log is not changed');
SELECT agora_test.raises($$DELETE FROM agora.reputation_event$$, 'ZA010', 'nor shortened');
SELECT agora_test.raises($$TRUNCATE agora.reputation_event$$, 'ZA010', 'nor emptied');
SELECT agora.suspend_principal(agora_test.id('alice'), 'a test');
SELECT lives_ok($$SELECT agora.record_reputation(agora_test.id('alice'), 'quality', -5, 'fraud', p_key => 'k5')$$, 'about a suspended principal, too');
SELECT is((SELECT count(*) FROM agora.reputation_event AS e WHERE e.idempotency_key = 'k4'), 0::bigint, 'what was refused is not there');

SELECT * FROM finish();
ROLLBACK;
