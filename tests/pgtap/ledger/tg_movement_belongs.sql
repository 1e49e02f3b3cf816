-- No money appears, whoever writes: a row moves an amount above 0 from one account to another, and no transaction is ever extended.
BEGIN;
SELECT plan(19);
CREATE TEMPORARY TABLE made AS SELECT agora_ledger.mint(3, 10, 'start', p_key => 'k1') AS transaction_id;
CREATE FUNCTION pg_temp.post(p_id bigint, p_movements integer, p_amount text DEFAULT '5', p_from text DEFAULT '1', p_to text DEFAULT '3') RETURNS text LANGUAGE sql
RETURN format('INSERT INTO agora_ledger.transaction (transaction_id, created_by, recorded_at, from_account_id, to_account_id, amount, movements, kind, reason, idempotency_key)
               VALUES (%s, 1, ''2020-01-01'', %s, %s, %s, %s, ''mint'', ''x'', ''%1$s'')', p_id, p_from, p_to, p_amount, p_movements);
CREATE FUNCTION pg_temp.move(p_id text, p_line integer, p_amount text DEFAULT '5') RETURNS text LANGUAGE sql
RETURN format('INSERT INTO agora_ledger.movement (transaction_id, line, from_account_id, to_account_id, amount) VALUES (%s, %s, 1, 3, %s)', p_id, p_line, p_amount);

SELECT throws_ok(pg_temp.post(-1, 1, '0'), '23514', NULL, 'nothing is no movement');
SELECT throws_ok(pg_temp.post(-1, 1, '-5'), '23514', NULL, 'nor is less');
SELECT throws_ok(pg_temp.post(-1, 1, 'NULL'), '23502', NULL, 'nor an amount that nobody knows');
SELECT throws_ok(pg_temp.post(-1, 1, '5', 'NULL'), '23502', NULL, 'it comes from somewhere');
SELECT throws_ok(pg_temp.post(-1, 1, '5', '1', 'NULL'), '23502', NULL, 'and goes somewhere');
SELECT lives_ok(pg_temp.post(-1, 3), 'one of three, restored');
SELECT throws_ok(pg_temp.move('-1', 2, '0'), '23514', NULL, 'as little in a further one');
SELECT agora_test.raises(pg_temp.move('-1', 4), 'ZL003', 'no fourth of three');
SELECT agora_test.raises(pg_temp.move('-1', 1), 'ZL003', 'nor the first once more');
SELECT lives_ok(pg_temp.move('-1', 2), 'but the second');
SELECT lives_ok(pg_temp.move('-1', 3), 'and the third');
SELECT throws_ok(pg_temp.move('-1', 3), '23505', NULL, 'once');
SELECT agora_test.raises(pg_temp.move((SELECT m.transaction_id::text FROM made AS m), 2), 'ZL003', 'what was posted is not extended');
SELECT throws_ok(pg_temp.move('-7', 2), '23503', NULL, 'nor what was not');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'so all is right');

SELECT agora_test.raises(format('%s agora_ledger.%s', c.change, t.name), 'ZA010', format('%s: not of a %s', c.change, t.name))
  FROM (VALUES ('DELETE FROM'), ('TRUNCATE')) AS c(change)
 CROSS JOIN (VALUES ('movement')) AS t(name);
SELECT agora_test.raises('UPDATE agora_ledger.movement SET amount = 1', 'ZA010', 'nor a change');
SELECT is((SELECT count(*) FROM agora_ledger.movement), 2::bigint, 'all is there');

SELECT * FROM finish();
ROLLBACK;
