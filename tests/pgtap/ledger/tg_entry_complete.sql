-- A statement writes whole transactions, and no line is ever added to one.
BEGIN;
SELECT plan(16);
CREATE TEMPORARY TABLE made AS SELECT agora_ledger.mint(3, 10, 'start', p_key => 'k1') AS transaction_id;
-- recorded earlier: a header without lines that is not a restored one would be refused
INSERT INTO agora_ledger.transaction (transaction_id, created_by, recorded_at, kind, reason, idempotency_key)
VALUES (-1, 1, '2020-01-01', 'mint', 'x', '-1'), (-2, 1, '2020-01-01', 'mint', 'x', '-2');
CREATE FUNCTION pg_temp.enter(VARIADIC p_lines text[]) RETURNS text LANGUAGE sql
RETURN 'INSERT INTO agora_ledger.entry (transaction_id, line, account_id, amount) VALUES ' || array_to_string(p_lines, ', ');

SELECT agora_test.raises(pg_temp.enter('(-1, 1, 1, -5)', '(-1, 2, 3, 6)'), 'ZL003', 'lines that do not sum to zero');
SELECT agora_test.raises(pg_temp.enter('(-1, 1, 1, 0)'), 'ZL003', 'one line');
SELECT agora_test.raises(pg_temp.enter('(-1, 2, 1, -5)', '(-1, 3, 3, 5)'), 'ZL003', 'lines not numbered from 1');
SELECT agora_test.raises(pg_temp.enter('(-1, 1, 1, -5)', '(-1, 3, 3, 5)'), 'ZL003', 'a number left out');
SELECT agora_test.raises(pg_temp.enter('(-1, 1, 1, -5)', '(-2, 1, 3, 5)'), 'ZL003', 'two halves');
SELECT agora_test.raises(pg_temp.enter('(-1, 1, 1, -5)', '(-1, 2, 3, 5)', '(-2, 1, 1, -5)', '(-2, 2, 3, 4)'), 'ZL003', 'one of two');
SELECT lives_ok(pg_temp.enter('(-1, 1, 1, -5)', '(-1, 2, 3, 3)', '(-1, 3, 4, 2)', '(-2, 1, 1, -5)', '(-2, 2, 3, 5)'), 'two whole ones');
SELECT throws_ok(pg_temp.enter('(-1, 1, 1, -5)', '(-1, 2, 3, 5)'), '23505', NULL, 'but not again');
SELECT agora_test.raises(pg_temp.enter('(-1, 4, 1, -5)', '(-1, 5, 3, 5)'), 'ZL003', 'nor more of one');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'which all is right');

SELECT agora_test.raises('UPDATE agora_ledger.entry SET amount = 1', 'ZA010', 'nothing is changed');
SELECT agora_test.raises('DELETE FROM agora_ledger.entry_p0', 'ZA010', 'nothing is deleted, in no partition');
SELECT agora_test.raises('TRUNCATE agora_ledger.entry', 'ZA010', 'nothing is emptied');
SELECT agora_test.raises(format('TRUNCATE agora_ledger.%s', p.name), 'ZA010', format('nor %s alone', p.name)) FROM unnest(ARRAY['entry_p0', 'entry_default']) AS p(name);
SELECT is((SELECT count(*) FROM agora_ledger.entry AS e JOIN made USING (transaction_id)), 2::bigint, 'all is there');

SELECT * FROM finish();
ROLLBACK;
