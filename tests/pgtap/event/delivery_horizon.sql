-- delivery_horizon: what waits, and which transaction it waits for; the details are for whoever may see them.
BEGIN;
SELECT plan(6);
SELECT agora_event.create_topic('test.thing.happened.v1', 'A test.');
SELECT agora_event.publish('test.thing.happened.v1', 'k', '{}');
SELECT results_eq('SELECT h.events_held_back, h.held_back_by_login FROM agora_event.delivery_horizon AS h',
                  $$SELECT count(*), (SELECT b.usename FROM pg_stat_activity AS b WHERE b.backend_xid IS NOT NULL ORDER BY age(b.backend_xid) DESC LIMIT 1) FROM agora_event.event AS e WHERE e.xid >= pg_snapshot_xmin(pg_current_snapshot())$$,
                  'this transaction''s event waits');
SELECT cmp_ok((SELECT age(h.held_back_by_xid) FROM agora_event.delivery_horizon AS h), '>=', age(pg_current_xact_id()::xid), 'for the oldest one');
SELECT isnt((SELECT h.held_back_by_query FROM agora_event.delivery_horizon AS h), NULL, 'a superuser sees its statement');
SELECT isnt((SELECT h.held_back_since FROM agora_event.delivery_horizon AS h), NULL, 'and since when it is open');
SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.become('reader');
SELECT isnt((SELECT h.held_back_by_pid FROM agora_event.delivery_horizon AS h), NULL, 'a reader sees the process');
SELECT ok((SELECT h.held_back_by_query = '<insufficient privilege>' AND h.held_back_since IS NULL FROM agora_event.delivery_horizon AS h), 'but not what it does');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
