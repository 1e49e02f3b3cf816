-- Health looks at how much a reader of a system account would have to add up.
BEGIN;
SELECT plan(4);
CREATE FUNCTION pg_temp.report() RETURNS agora.health_report LANGUAGE sql RETURN (SELECT h FROM agora.health() AS h WHERE h.component = 'ledger');

SELECT ok((pg_temp.report()).ok, 'nothing posted, nothing behind');
INSERT INTO agora_ledger.transaction (transaction_id, created_by, recorded_at, from_account_id, to_account_id, amount, kind, reason, idempotency_key) VALUES (1000000, 1, '2026-01-01', 1, 3, 1, 'mint', 'x', 'k1');
SELECT ok((pg_temp.report()).ok, 'as many as ledger.unsealed_limit allows');
INSERT INTO agora_ledger.transaction (transaction_id, created_by, recorded_at, from_account_id, to_account_id, amount, kind, reason, idempotency_key) VALUES (1000001, 1, '2026-01-01', 1, 3, 1, 'mint', 'x', 'k2');
SELECT results_eq('SELECT r.ok, r.detail, r.hint IS NOT NULL FROM pg_temp.report() AS r', $$VALUES (false, '1000001 transactions behind the sealed subtotals', true)$$, 'one more');
INSERT INTO agora_ledger.horizon (transaction_id, next_transaction_id) VALUES (1, 1);
SELECT ok((pg_temp.report()).ok, 'the horizon moved');

SELECT * FROM finish();
ROLLBACK;
