-- A time is found by halving the ids, whatever the age of what is before or behind it; late writers of old times are not missed.
BEGIN;
SELECT plan(13);
SELECT agora_test.at('2026-01-01');
SELECT agora_event.create_topic('test.thing.happened.v1', 'A test.');
SELECT is((SELECT count(*) FROM agora_event._first_since('-infinity')), 0::bigint, 'nothing in nothing');
ALTER TABLE agora_event.event ALTER COLUMN xid DROP EXPRESSION;
SELECT setval('agora_event.event_id_seq', 100000);
-- An event every ten minutes, with gaps between the ids; each fifth is of a transaction that began long before.
INSERT INTO agora_event.event (event_id, xid, origin_xid, topic, payload, principal_id, occurred_at)
SELECT 3 * n, (100 + n / 50 - CASE WHEN n % 5 = 0 THEN 3 ELSE 0 END)::text::xid8, '100', 'test.thing.happened.v1', '{}', 3, '2026-01-01'::timestamptz + n * interval '10 minutes'
  FROM generate_series(1, 10000) AS n;
CREATE FUNCTION pg_temp.first_of_all(p_time timestamptz) RETURNS bigint LANGUAGE sql
RETURN (SELECT e.event_id FROM agora_event.event AS e WHERE e.occurred_at >= p_time ORDER BY e.xid, e.event_id LIMIT 1);
SELECT is((SELECT f.event_id FROM agora_event._first_since(t.time::timestamptz) AS f), pg_temp.first_of_all(t.time::timestamptz), 'since ' || t.time)
  FROM unnest(ARRAY['-infinity', '2026-01-01 00:10', '2026-01-01 00:11', '2026-01-20', '2026-02-03 04:05:06', '2026-03-11 10:40', '2026-03-11 10:41', 'infinity']) AS t(time);
SELECT ok(agora_event._first_near('2026-02-15') BETWEEN (SELECT min(e.event_id) - 3 FROM agora_event.event AS e WHERE e.occurred_at >= '2026-02-14') AND (SELECT min(e.event_id) FROM agora_event.event AS e WHERE e.occurred_at >= '2026-02-14'),
          'it begins a day before, no earlier');
-- A statement of twenty hours writes old times behind new ones.
INSERT INTO agora_event.event (event_id, xid, origin_xid, topic, payload, principal_id, occurred_at)
SELECT e.event_id + 1, e.xid, e.xid, e.topic, '{}', 3, e.occurred_at - interval '20 hours' FROM agora_event.event AS e WHERE e.event_id BETWEEN 15000 AND 18000;
SELECT is((SELECT f.event_id FROM agora_event._first_since(t.time::timestamptz) AS f), pg_temp.first_of_all(t.time::timestamptz), 'among late writers, since ' || t.time)
  FROM unnest(ARRAY['2026-02-05', '2026-02-04 12:00', '2026-02-11 06:00']) AS t(time);
SELECT * FROM finish();
ROLLBACK;
