-- Lines of a new header are whole, balanced transactions in a partition, too; what is restored passes.
BEGIN;
SELECT plan(11);
SELECT agora_test.at('2026-01-01');
CREATE FUNCTION pg_temp.both(p_relation text, p_id bigint, p_at timestamptz, VARIADIC p_lines text[]) RETURNS text LANGUAGE sql
RETURN format('WITH header AS (
        INSERT INTO agora_ledger.transaction AS t (transaction_id, created_by, recorded_at, kind, reason, idempotency_key)
        VALUES (%s, 1, %L, $$mint$$, $$x$$, $$%s$$))
    INSERT INTO agora_ledger.%I (transaction_id, line, account_id, amount) VALUES %s', p_id, p_at, p_id, p_relation, array_to_string(p_lines, ', '));

SELECT agora_test.raises(pg_temp.both('entry_p0', -1, '2026-01-01', '(-1, 1, 1, 5)', '(-1, 2, 1, -6)'), 'ZL003', 'lines that do not sum to zero');
SELECT agora_test.raises(pg_temp.both('entry_default', 30000000, '2026-01-01', '(30000000, 1, 1, 5)', '(30000000, 2, 1, -6)'), 'ZL003', 'in another partition');
SELECT agora_test.raises(pg_temp.both('entry_p0', -1, '2026-01-01', '(-1, 1, 1, 0)'), 'ZL003', 'one line');
SELECT agora_test.raises(pg_temp.both('entry_p0', -1, '2026-01-01', '(-1, 2, 1, -5)', '(-1, 3, 3, 5)'), 'ZL003', 'lines not numbered from 1');
SELECT lives_ok(pg_temp.both('entry_p0', -1, '2026-01-01', '(-1, 1, 1, -5)', '(-1, 2, 3, 3)', '(-1, 3, 4, 2)'), 'a whole one');
SELECT agora_test.raises('INSERT INTO agora_ledger.entry_p0 (transaction_id, line, account_id, amount) VALUES (-1, 4, 1, -5), (-1, 5, 3, 5)', 'ZL003', 'no more of it');
SELECT lives_ok(pg_temp.both('entry_p0', -2, '2025-12-31', '(-2, 1, 1, 5)'), 'a header recorded earlier is a restored one');
SELECT lives_ok('INSERT INTO agora_ledger.entry_p0 (transaction_id, line, account_id, amount) VALUES (-3, 1, 1, 5)', 'so are lines whose header is not there yet');
SELECT isnt_empty('SELECT * FROM agora.check_invariants()', 'which check_invariants() asks for');

-- Every partition that is made has it.
SELECT agora._add_partition('agora_ledger.entry', 7, 70000000, 80000000);
SELECT agora_test.raises(pg_temp.both('entry_p7', 70000001, '2026-01-01', '(70000001, 1, 1, 5)', '(70000001, 2, 1, -6)'), 'ZL003', 'a later partition as well');
SELECT set_eq($$SELECT t.tgrelid::regclass::text FROM pg_trigger AS t WHERE t.tgfoid = 'agora_ledger.tg_entry_partition()'::regprocedure$$,
              $$SELECT i.inhrelid::regclass::text FROM pg_inherits AS i WHERE i.inhparent = 'agora_ledger.entry'::regclass$$, 'all of them');

SELECT * FROM finish();
ROLLBACK;
