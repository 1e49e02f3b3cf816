-- A consumer gets events in order, once they are committed, and again until it acknowledges them.
-- Leaves behind the topic example.parcel.moved.v1, because topics are never removed, and its events.
-- Run it as a superuser, with no transaction open elsewhere: agora psql -Xq < examples/events.sql
SELECT agora_event.create_topic('example.parcel.moved.v1', 'A parcel is somewhere else.') AS topic;
SELECT agora_event.create_consumer('example-tracker', '{example.parcel.*.v1}', 'end') AS consumer;

\echo == One event, one that is taken back, two more
SELECT agora_event.publish('example.parcel.moved.v1', 'parcel-7', '{"at": "Ulm"}') > 0 AS published;
BEGIN;
SELECT agora_event.publish('example.parcel.moved.v1', 'parcel-7', '{"at": "nowhere"}') > 0 AS published;
ROLLBACK;
SELECT agora_event.publish('example.parcel.moved.v1', 'parcel-8', '{"at": "Graz"}') > 0 AS published;
SELECT agora_event.publish('example.parcel.moved.v1', 'parcel-7', '{"at": "Bonn"}') > 0 AS published;

\echo == What the consumer sees
SELECT key, payload ->> 'at' AS at FROM agora_event.poll('example-tracker');
SELECT events_behind FROM agora_event.consumer_lag WHERE consumer = 'example-tracker';

\echo == It handles two and acknowledges the second, which acknowledges both
SELECT event_id AS second FROM agora_event.poll('example-tracker', 2) OFFSET 1 \gset
SELECT agora_event.ack('example-tracker', :second) AS acknowledged;
SELECT key, payload ->> 'at' AS at FROM agora_event.poll('example-tracker');
SELECT agora_event.ack('example-tracker', :second) AS acknowledged_again;

SELECT agora_event.drop_consumer('example-tracker');
