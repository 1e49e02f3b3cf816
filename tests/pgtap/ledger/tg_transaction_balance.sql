-- A header comes with its lines; what was restored is left alone; nothing is changed afterwards.
BEGIN;
SELECT plan(13);
SELECT agora_test.at('2026-01-01');
SELECT agora_ledger.mint(3, 10, 'start', p_key => 'k1');
-- A header and, by the same statement, lines: straight into the partition, past the trigger on entries, as a restore does.
CREATE FUNCTION pg_temp.write(p_id bigint, p_recorded_at timestamptz, VARIADIC p_amounts bigint[]) RETURNS bigint LANGUAGE sql BEGIN ATOMIC
    WITH header AS (
        INSERT INTO agora_ledger.transaction AS t (transaction_id, created_by, recorded_at, kind, reason, idempotency_key)
        VALUES (p_id, 1, p_recorded_at, 'mint', 'x', p_id::text)
        RETURNING t.transaction_id
    )
    INSERT INTO agora_ledger.entry_p0 (transaction_id, line, account_id, amount)
    SELECT h.transaction_id, a.line, 1, a.amount FROM header AS h CROSS JOIN unnest(p_amounts) WITH ORDINALITY AS a(amount, line) WHERE a.amount <> 0;
    SELECT p_id;
END;

SELECT agora_test.raises($$SELECT pg_temp.write(-1, '2026-01-01', 0)$$, 'ZL003', 'a header without lines');
SELECT agora_test.raises($$SELECT pg_temp.write(-1, '2026-01-01', 5)$$, 'ZL003', 'with one');
SELECT agora_test.raises($$SELECT pg_temp.write(-1, '2026-01-01', 5, -6)$$, 'ZL003', 'whose lines do not sum to zero');
SELECT agora_test.raises($$SELECT pg_temp.write(-1, '2026-01-01', 5, -6, 2)$$, 'ZL003', 'nor three');
INSERT INTO agora_ledger.entry_p0 (transaction_id, line, account_id, amount) VALUES (-9, 1, 1, 5), (-9, 2, 1, -6);
SELECT agora_test.raises($$INSERT INTO agora_ledger.transaction (transaction_id, created_by, recorded_at, kind, reason, idempotency_key)
    VALUES (-9, 1, '2026-01-01', 'mint', 'x', '-9')$$, 'ZL003', 'nor lines that were there before');
SELECT lives_ok($$SELECT pg_temp.write(-1, '2026-01-01', 5, -5)$$, 'with two that do');
SELECT lives_ok($$SELECT pg_temp.write(-2, '2026-01-01', 5, -6, 1)$$, 'with three that do');
SELECT lives_ok($$SELECT pg_temp.write(-3, '2025-12-31', 0)$$, 'a header recorded earlier is a restored one, and waits for its lines');

SELECT agora_test.raises($$WITH header AS (
    INSERT INTO agora_ledger.transaction AS t (transaction_id, created_by, recorded_at, kind, reason, idempotency_key)
    SELECT -n, 1, agora.now(), 'mint', 'x', (-n)::text FROM generate_series(4, 6) AS n
    RETURNING t.transaction_id)
    INSERT INTO agora_ledger.entry_p0 (transaction_id, line, account_id, amount)
    SELECT h.transaction_id, a.line, 1, a.amount FROM header AS h CROSS JOIN (VALUES (1, 5), (2, -5)) AS a(line, amount) WHERE h.transaction_id <> -5$$,
    'ZL003', 'one of many without lines');
SELECT agora_test.raises('UPDATE agora_ledger.transaction SET reason = $$y$$', 'ZA010', 'nothing is changed');
SELECT agora_test.raises('DELETE FROM agora_ledger.transaction', 'ZA010', 'nothing is deleted');
SELECT agora_test.raises('TRUNCATE agora_ledger.transaction CASCADE', 'ZA010', 'nothing is emptied');
SELECT isnt_empty('SELECT * FROM agora.check_invariants()', 'check_invariants() still asks for the lines of what was restored');

SELECT * FROM finish();
ROLLBACK;
