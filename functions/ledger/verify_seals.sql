-- Compares every seal with the transactions that are under it.
CREATE OR REPLACE FUNCTION agora_ledger.verify_seals()
RETURNS TABLE (seal_id bigint, transaction_id bigint, violation text)
LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
    SELECT v.seal_id, v.transaction_id, v.violation
      FROM (SELECT s.seal_id FROM agora_ledger.seal AS s ORDER BY s.seal_id) AS s
     CROSS JOIN LATERAL agora_ledger.verify_seal(s.seal_id) AS v;
END;

COMMENT ON FUNCTION agora_ledger.verify_seals()
    IS 'What of all seals does not agree with the rows under them; empty when all is right.';
REVOKE ALL ON FUNCTION agora_ledger.verify_seals() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.verify_seals() TO agora_operator;
