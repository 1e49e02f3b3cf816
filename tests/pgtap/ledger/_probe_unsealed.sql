-- Which edits of a superuser the probes find in what no seal covers yet, before the roll-ups have it and after: the table of docs/seals.md.
BEGIN;
SELECT plan(2);
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['alice', 'bob']) AS n(name);
CREATE TEMPORARY TABLE wallet AS SELECT n.name, agora_ledger.wallet_of(agora_test.id(n.name)) AS account_id FROM unnest(ARRAY['alice', 'bob']) AS n(name);
SELECT agora_ledger.mint(w.account_id, 100, 'start', p_key => w.name) FROM wallet AS w;
SELECT agora_ledger.mint(3, 10, 'start', p_key => 'three'), agora_ledger.mint(4, 200, 'start', p_key => 'four'), agora_ledger.transfer(3, 4, 2, 'a move', p_key => 'between');
CREATE FUNCTION pg_temp.finders(p_edit text, p_is_folded boolean) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_found text;
BEGIN
    BEGIN
        IF p_is_folded THEN -- as once every transaction has ended
            INSERT INTO agora_ledger.horizon (transaction_id, next_transaction_id) SELECT max(t.transaction_id), max(t.transaction_id) FROM agora_ledger.transaction AS t;
            PERFORM agora_ledger._fold_subtotals(1000), agora_ledger._fold_flows(1000);
        END IF;
        SET LOCAL session_replication_role = replica;
        EXECUTE p_edit;
        SET LOCAL session_replication_role = origin;
        SELECT coalesce(string_agg(DISTINCT replace(c.probe, 'ledger.', ''), ' ' ORDER BY replace(c.probe, 'ledger.', '')), '') INTO v_found FROM agora.check_invariants() AS c;
        RAISE EXCEPTION USING ERRCODE = 'ZZ001';
    EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
        RETURN v_found;
    END;
END $$;
CREATE TEMP TABLE edit (place integer GENERATED ALWAYS AS IDENTITY, change text, unfolded text, folded text);
INSERT INTO edit (change, unfolded, folded)
VALUES ($$SELECT$$, '', ''),
       ($$UPDATE agora_ledger.transaction SET amount = amount + 1 WHERE idempotency_key = 'alice'$$, 'balances flows statements', 'balances statements'),
       ($$UPDATE agora_ledger.transaction SET amount = amount + 1, to_balance = to_balance + 1 WHERE idempotency_key = 'alice'$$, 'balances flows', 'balances'),
       ($$UPDATE agora_ledger.transaction SET to_account_id = (SELECT account_id FROM wallet WHERE name = 'bob') WHERE idempotency_key = 'alice'$$, 'balances flows statements', 'balances statements'),
       ($$DELETE FROM agora_ledger.transaction WHERE idempotency_key = 'alice'$$, 'balances flows', 'balances'),
       ($$UPDATE agora_ledger.transaction SET from_account_id = 4 WHERE idempotency_key = 'alice'$$, '', 'balances'),
       ($$UPDATE agora_ledger.transaction SET amount = amount + 1 WHERE idempotency_key = 'between'$$, '', 'balances'),
       ($$UPDATE agora_ledger.transaction SET amount = amount + 1 WHERE idempotency_key = 'three'$$, '', 'balances'),
       ($$DELETE FROM agora_ledger.transaction WHERE idempotency_key = 'between'$$, '', 'balances'),
       ($$INSERT INTO agora_ledger.transaction (created_by, recorded_at, from_account_id, to_account_id, amount, kind, reason, idempotency_key)
          VALUES (1, agora.now(), 4, 3, 5, 'transfer', 'x', 'x')$$, '', ''),
       ($$UPDATE agora_ledger.account_balance SET available = available + 1;
          UPDATE agora_ledger.transaction SET amount = amount + 1, to_balance = to_balance + 1 WHERE idempotency_key IN ('alice', 'bob')$$, '', 'balances flows'),
       ($$UPDATE agora_ledger.transaction SET created_by = 999999 WHERE idempotency_key = 'alice'$$, 'conservation', 'conservation'),
       ($$UPDATE agora_ledger.transaction SET created_by = agora_test.id('bob'), recorded_at = '2020-01-01', kind = 'gift', reason = 'x', idempotency_key = 'x', correlation_id = gen_random_uuid(), meta = '{"a": 1}'
           WHERE idempotency_key = 'alice'$$, '', '');
SELECT results_eq('SELECT e.change, pg_temp.finders(e.change, false) FROM edit AS e ORDER BY e.place', 'SELECT e.change, e.unfolded FROM edit AS e ORDER BY e.place', 'neither sealed nor rolled up');
SELECT results_eq('SELECT e.change, pg_temp.finders(e.change, true) FROM edit AS e ORDER BY e.place', 'SELECT e.change, e.folded FROM edit AS e ORDER BY e.place', 'rolled up');
SELECT * FROM finish();
ROLLBACK;
