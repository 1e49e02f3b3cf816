-- Invariant: seals follow each other: numbers, ranges, hashes. What they seal is for verify_seals(), which reads all of it.
CREATE OR REPLACE FUNCTION agora_ledger._probe_seals()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('seal_id=%s: %s', s.seal_id, x.violation)
      FROM agora_ledger.seal AS s
     CROSS JOIN LATERAL agora_ledger._seal_violation(s) AS x(violation)
     WHERE x.violation IS NOT NULL
     ORDER BY s.seal_id;
END;

COMMENT ON FUNCTION agora_ledger._probe_seals()
    IS 'Invariant: every seal has its hash and continues the one before.';
REVOKE ALL ON FUNCTION agora_ledger._probe_seals() FROM PUBLIC;
