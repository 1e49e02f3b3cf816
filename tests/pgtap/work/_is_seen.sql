-- Whether who last locked a row is over for the statement: that decides whether a claim tries the row.
BEGIN;
SELECT plan(4);
CREATE FUNCTION pg_temp.is_seen(p_ahead bigint) RETURNS boolean LANGUAGE sql RETURN agora_work._is_seen(((pg_current_xact_id()::text::bigint + p_ahead) & 4294967295)::text::xid);
SELECT ok(pg_temp.is_seen(0), 'this transaction');
SELECT ok(agora_work._is_seen((pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1 & 4294967295)::text::xid), 'one that is over');
SELECT ok(NOT pg_temp.is_seen(1), 'one that began later');
SELECT ok(NOT pg_temp.is_seen(100), 'nor one after that');
SELECT * FROM finish();
ROLLBACK;
