-- Partitions ahead of need, each shaped like p0; rows that landed in the default partition stay where they are.
BEGIN;
SELECT plan(20);

CREATE FUNCTION pg_temp.shape(p_name text) RETURNS TABLE (kind text, name text, definition text) LANGUAGE sql AS $$
    SELECT 'index', replace(c.relname, p_name, 'X'), replace(pg_get_indexdef(c.oid), p_name, 'X')
      FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid WHERE i.indrelid = ('agora_event.' || p_name)::regclass
    UNION ALL
    SELECT 'constraint', replace(k.conname, p_name, 'X'), pg_get_constraintdef(k.oid) FROM pg_constraint AS k WHERE k.conrelid = ('agora_event.' || p_name)::regclass AND k.contype <> 'n'
    UNION ALL
    SELECT 'trigger', replace(t.tgname, p_name, 'X'), replace(pg_get_triggerdef(t.oid), p_name, 'X') FROM pg_trigger AS t WHERE t.tgrelid = ('agora_event.' || p_name)::regclass
    UNION ALL
    SELECT 'column', a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated, a.attstorage, pg_get_expr(d.adbin, d.adrelid))
      FROM pg_attribute AS a LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE a.attrelid = ('agora_event.' || p_name)::regclass AND a.attnum > 0
    UNION ALL
    SELECT 'table', 'X', concat_ws(' ', c.relowner::regrole, c.reloptions, c.relacl) FROM pg_class AS c WHERE c.oid = ('agora_event.' || p_name)::regclass
$$;
CREATE FUNCTION pg_temp.parts() RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(p.partition_name || coalesce('<' || p.upper_bound, ''), ' ' ORDER BY p.upper_bound NULLS LAST) FROM agora._partition_of('agora_event.event') AS p);
SELECT agora_event.create_topic('test.thing.happened.v1', 'A test.');
CREATE FUNCTION pg_temp.write_at(p_id bigint) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    PERFORM setval('agora_event.event_id_seq', p_id, false);
    RETURN agora_event.publish('test.thing.happened.v1', NULL, '{}');
END $$;

DELETE FROM agora.partitioned_table WHERE relation <> 'agora_event.event';
UPDATE agora.partitioned_table SET step = 1000000;
SELECT is(pg_temp.parts(), 'event_p0<10000000 event_default', 'as installed');
SELECT is(agora._maintain_partitions(1000), 0::bigint, 'p0 is far from full');
SELECT is(pg_temp.write_at(7999999), 7999999::bigint, 'just before it is needed');
SELECT is(agora._maintain_partitions(1000), 0::bigint, 'nothing is made');
SELECT is(pg_temp.write_at(8000000), 8000000::bigint, 'two partitions before the end');
SET LOCAL ROLE agora_owner;
SELECT is(agora._maintain_partitions(1000), 1::bigint, 'core.partitions_ahead = 2: one more');
RESET ROLE;
SELECT is(pg_temp.parts(), 'event_p0<10000000 event_p10<11000000 event_default', 'behind the last');
SELECT results_eq($$SELECT * FROM pg_temp.shape('event_p10') ORDER BY 1, 2, 3$$, $$SELECT * FROM pg_temp.shape('event_p0') ORDER BY 1, 2, 3$$,
                  'shaped like p0: columns, constraints, indexes, triggers, owner');
SELECT is(agora._maintain_partitions(1000), 0::bigint, 'idempotent');
SELECT is(pg_temp.write_at(10500000), 10500000::bigint, 'a row behind p0');
SELECT is((SELECT e.tableoid::regclass FROM agora_event.event AS e WHERE e.event_id = 10500000), 'agora_event.event_p10'::regclass, 'lands in the new partition');
SET CONSTRAINTS ALL IMMEDIATE; -- TRUNCATE is refused by the server while a trigger is still to fire
SELECT agora_test.raises('TRUNCATE agora_event.event_p10', 'ZA010', 'which is history, too');
SELECT agora_test.raises('DELETE FROM agora_event.event_p10', 'ZA010', 'row by row');

-- Nobody ticked: rows land in the default partition.
SELECT is(pg_temp.write_at(13400000), 13400000::bigint, 'a row behind all partitions');
SELECT is((SELECT e.tableoid::regclass FROM agora_event.event AS e WHERE e.event_id = 13400000), 'agora_event.event_default'::regclass, 'lands in the default partition');
SELECT results_eq($$SELECT h.ok, h.detail FROM agora.health() AS h WHERE h.component = 'partitions'$$,
                  $$VALUES (false, 'rows in the default partition of agora_event.event')$$, 'health says so');
SELECT is(agora._maintain_partitions(1), 1::bigint, 'no more than the limit at a time');
SELECT agora._maintain_partitions(1000);
SELECT is(pg_temp.parts(), 'event_p0<10000000 event_p10<11000000 event_p14<15000000 event_p15<16000000 event_default', 'the next ones start behind it');
SELECT set_eq('SELECT e.event_id FROM agora_event.event AS e WHERE e.event_id IN (7999999, 8000000, 10500000, 13400000)',
              ARRAY[7999999, 8000000, 10500000, 13400000]::bigint[], 'and every row is still there');
SELECT is(current_setting('lock_timeout'), '0', 'the caller''s lock_timeout is its own');

SELECT * FROM finish();
ROLLBACK;
