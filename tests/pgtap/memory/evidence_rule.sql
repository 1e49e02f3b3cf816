-- evidence_rule: the settings that judge evidence, and the moment. _probe_confidence: whether they respect how much was seen.
BEGIN;
SELECT plan(6);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT is(agora_memory.evidence_rule(), ROW('2026-01-01 00:00+00', 1.96, '0', 0.8, 0.5, 0.5, 10, '180 days')::agora_memory.evidence_rule, 'as shipped');
SELECT agora.set_setting('memory.stale_after', '1 day', 'a test');
SELECT is((agora_memory.evidence_rule()).stale_after, interval '1 day', 'as set');
SELECT is(agora_memory._probe_confidence(), ROW('confidence', true, '95 of 100 is worth 0.888248, 1 of 1 0.206543', NULL)::agora.health_report, '95 of 100 goes before 1 of 1');
SELECT agora.set_setting('memory.wilson_z', '0.1', 'a test');
SELECT is(((h.p).ok, (h.p).hint), (false, 'Raise memory.wilson_z; 1.96 is a 95 % interval.'::text), 'with a z so small that it is the mere ratio it would not')
  FROM (SELECT agora_memory._probe_confidence() AS p) AS h;
SELECT isnt_empty($$SELECT 1 FROM agora.health() AS h WHERE h.component = 'confidence' AND NOT h.ok$$, 'and health says so');
SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.become('reader');
SELECT is((agora_memory.evidence_rule()).refuted_min, 10, 'the rule is for every reader');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
