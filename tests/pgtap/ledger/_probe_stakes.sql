-- The invariant of stakes finds every kind of disagreement.
BEGIN;
SELECT plan(8);
SELECT agora_test.at('2026-01-01');
SELECT agora.register_principal('alice');
CREATE FUNCTION pg_temp.finds(p_sql text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_found text;
BEGIN
    BEGIN
        EXECUTE p_sql;
        SELECT string_agg(v.violation, ' | ' ORDER BY v.violation) INTO v_found
          FROM (SELECT s.violation FROM agora_ledger._probe_stakes() AS s(violation) UNION ALL SELECT h.violation FROM agora_ledger._probe_holds() AS h(violation)) AS v;
        RAISE EXCEPTION USING ERRCODE = 'UNDO0';
    EXCEPTION WHEN SQLSTATE 'UNDO0' THEN
        RETURN regexp_replace(v_found, '\d+', 'n', 'g');
    END;
END $$;
SELECT agora_ledger.mint(agora_ledger.wallet_of(agora_test.id('alice')), 100, 'start', p_key => 'start');
SELECT agora_ledger.stake(50, p_key => 's1', p_actor => agora_test.id('alice')), agora_ledger.unstake(20, p_key => 'u1', p_actor => agora_test.id('alice')),
       agora_ledger.unstake(20, p_key => 'u2', p_actor => agora_test.id('alice')), agora_ledger.slash(agora_test.id('alice'), 15, 'a test', p_key => 'x1');
SELECT agora_test.advance('7 days');
SELECT agora_ledger.complete_unbonding('c1', agora_test.id('alice'));
SELECT agora_ledger.stake(5, p_key => 's2', p_actor => agora_test.id('alice')), agora_ledger.unstake(2, p_key => 'u3', p_actor => agora_test.id('alice'));

SELECT is(pg_temp.finds('SELECT 1'), NULL, 'nothing where all is right');
SELECT is(pg_temp.finds($$UPDATE agora_ledger.unbonding SET amount = amount + 1 WHERE idempotency_key = 'u3'$$),
          'account n: bonded=n; open unbondings=n | unbonding n: amount=n; transaction n paid n', 'an unbonding that is more than was paid in');
SELECT is(pg_temp.finds($$UPDATE agora_ledger.unbonding SET slashed = slashed + 1 WHERE idempotency_key = 'u3'$$),
          'account n: bonded=n; open unbondings=n | principal n: slashes took n of unbondings, which lost n', 'one that lost what no slash took');
SELECT is(pg_temp.finds($$UPDATE agora_ledger.unbonding SET status = 'completed', closed_at = agora.now(), completed_by = transaction_id WHERE idempotency_key = 'u3'$$),
          'account n: bonded=n; open unbondings=n | transaction n ended unbondings of n and paid n', 'one that was not paid out');
SELECT is(pg_temp.finds($$ALTER TABLE agora_ledger.slash DISABLE TRIGGER slash_refuse_change; UPDATE agora_ledger.slash SET from_stake = from_stake - 1$$),
          'slash n: took n and n; transaction n took n and n', 'a slash that took more than it says');
SELECT is(pg_temp.finds($$UPDATE agora_ledger.account_balance SET held = held - 1 WHERE account_id = (SELECT a.account_id FROM agora_ledger.account AS a WHERE a.kind = 'stake')$$),
          'account n: held=n; open holds=n bonded=n', 'stake that could be spent');
SELECT is_empty('SELECT * FROM agora_ledger.reconcile()', 'reconcile() finds nothing, either');
ALTER TABLE agora_ledger.slash DISABLE TRIGGER slash_refuse_change;
UPDATE agora_ledger.slash SET from_stake = from_stake - 1;
SELECT results_eq('SELECT r.subject FROM agora_ledger.reconcile() AS r', $$VALUES ('stakes')$$, 'until there is something to find');

SELECT * FROM finish();
ROLLBACK;
