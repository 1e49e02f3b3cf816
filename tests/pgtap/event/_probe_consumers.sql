-- Health of delivery: events that wait behind an open transaction for more than five minutes.
BEGIN;
SELECT plan(4);
SELECT agora_event.create_topic('test.thing.happened.v1', 'A test.');
PREPARE events AS SELECT h.ok, h.hint IS NULL FROM agora.health() AS h WHERE h.component = 'events';

SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_event.publish('test.thing.happened.v1', NULL, '{}');
SELECT results_eq('EXECUTE events', 'VALUES (true, true)', 'an event that has just been written');
SELECT agora_test.at('2026-01-01 00:05+00');
SELECT results_eq('EXECUTE events', 'VALUES (true, true)', 'held back for exactly five minutes');
SELECT agora_test.at('2026-01-01 00:05:00.000001+00');
SELECT results_eq('EXECUTE events', 'VALUES (false, false)', 'for longer: with what to do');
SELECT matches((SELECT h.detail FROM agora.health() AS h WHERE h.component = 'events'), '^events since 2026-01-01 .* held back by process \d+$',
               'and who it is');

SELECT * FROM finish();
ROLLBACK;
