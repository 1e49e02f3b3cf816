-- Whether a seal has its hash and continues the one before. What it seals is another question: verify_seal().
CREATE OR REPLACE FUNCTION agora_ledger._seal_violation(p_seal agora_ledger.seal)
RETURNS text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT CASE WHEN (p_seal).hash <> agora_ledger._seal_hash(p_seal) THEN 'seal does not have its hash'
                WHEN (p_seal).seal_id <> coalesce(b.seal_id, 0) + 1 OR (p_seal).first_transaction <> coalesce(b.last_transaction, 0) + 1
                  OR (p_seal).previous_hash <> coalesce(b.hash, decode(repeat('00', 32), 'hex')) THEN 'seal does not continue the one before'
           END AS violation
      FROM (SELECT 1) AS one
      LEFT JOIN LATERAL (SELECT s.seal_id, s.last_transaction, s.hash
                           FROM agora_ledger.seal AS s
                          WHERE s.seal_id < (p_seal).seal_id
                          ORDER BY s.seal_id DESC
                          LIMIT 1) AS b ON true;
END;

COMMENT ON FUNCTION agora_ledger._seal_violation(agora_ledger.seal)
    IS 'What is wrong with a seal itself; NULL where nothing is.';
REVOKE ALL ON FUNCTION agora_ledger._seal_violation(agora_ledger.seal) FROM PUBLIC;
