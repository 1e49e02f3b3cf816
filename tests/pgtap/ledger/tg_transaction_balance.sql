-- At commit a transaction has its lines; what was restored is left alone; nothing is changed afterwards.
BEGIN;
SELECT plan(11);
SELECT agora_test.at('2026-01-01');
SELECT agora_ledger.mint(3, 10, 'start', p_key => 'k1');
PREPARE header (bigint, timestamptz) AS
    INSERT INTO agora_ledger.transaction (transaction_id, created_by, recorded_at, kind, reason, idempotency_key) VALUES ($1, 1, $2, 'mint', 'x', $1::text);

SELECT lives_ok($$EXECUTE header(-1, '2026-01-01')$$, 'a header without lines');
SELECT agora_test.raises('SET CONSTRAINTS ALL IMMEDIATE', 'ZL003', 'is refused at commit');
DO $$ BEGIN
    INSERT INTO agora_ledger.entry (transaction_id, line, account_id, amount) VALUES (-1, 1, 1, -5), (-1, 2, 3, 5);
END $$;
SELECT lives_ok('SET CONSTRAINTS ALL IMMEDIATE', 'with its lines it is not');
SET CONSTRAINTS ALL DEFERRED;
-- past the trigger on entries, into the partition, as a restore does
SELECT lives_ok($$EXECUTE header(-2, '2026-01-01')$$, 'another');
INSERT INTO agora_ledger.entry_p0 (transaction_id, line, account_id, amount) VALUES (-2, 1, 1, -5), (-2, 2, 3, 6);
SELECT agora_test.raises('SET CONSTRAINTS ALL IMMEDIATE', 'ZL003', 'whose lines do not sum to zero');
INSERT INTO agora_ledger.entry_p0 (transaction_id, line, account_id, amount) VALUES (-2, 3, 1, -1);
SELECT lives_ok('SET CONSTRAINTS ALL IMMEDIATE', 'three lines may');
SELECT lives_ok($$EXECUTE header(-3, '2025-12-31')$$, 'a header recorded earlier is a restored one, and waits for its lines');

SELECT agora_test.raises('UPDATE agora_ledger.transaction SET reason = $$y$$', 'ZA010', 'nothing is changed');
SELECT agora_test.raises('DELETE FROM agora_ledger.transaction', 'ZA010', 'nothing is deleted');
SELECT agora_test.raises('TRUNCATE agora_ledger.transaction CASCADE', 'ZA010', 'nothing is emptied');
SELECT isnt_empty('SELECT * FROM agora.check_invariants()', 'check_invariants() still asks for the lines of what was restored');

SELECT * FROM finish();
ROLLBACK;
