-- Compares balances, lines, holds, stakes, reversals and seals with each other, set by set; what agora.check_invariants() asks of the ledger.
CREATE OR REPLACE FUNCTION agora_ledger.reconcile()
RETURNS TABLE (subject text, violation text)
LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
    SELECT 'balances' AS subject, v.violation AS violation FROM agora_ledger._probe_balances() AS v(violation)
    UNION ALL
    SELECT 'conservation' AS subject, v.violation AS violation FROM agora_ledger._probe_conservation() AS v(violation)
    UNION ALL
    SELECT 'holds' AS subject, v.violation AS violation FROM agora_ledger._probe_holds() AS v(violation)
    UNION ALL
    SELECT 'reversals' AS subject, v.violation AS violation FROM agora_ledger._probe_reversals() AS v(violation)
    UNION ALL
    SELECT 'seals' AS subject, v.violation AS violation FROM agora_ledger._probe_seals() AS v(violation)
    UNION ALL
    SELECT 'stakes' AS subject, v.violation AS violation FROM agora_ledger._probe_stakes() AS v(violation)
    UNION ALL
    SELECT 'statements' AS subject, v.violation AS violation FROM agora_ledger._probe_statements() AS v(violation);
END;

COMMENT ON FUNCTION agora_ledger.reconcile()
    IS 'What does not agree in the ledger, one row each; empty when all is right.';
REVOKE ALL ON FUNCTION agora_ledger.reconcile() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.reconcile() TO agora_operator;
