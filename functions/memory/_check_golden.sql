-- Invariant: the counts of every golden state follow from its reuses, its status is the last decision, and nobody reused their own.
CREATE OR REPLACE FUNCTION agora_memory._check_golden()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('golden state %s says %s reuses, %s successful, evidence says %s, %s, own %s', g.golden_state_id,
                  g.reuses, g.successes, e.reuses, e.successes, e.own)
      FROM agora_memory.golden_state AS g
      JOIN agora_memory.attempt AS a ON a.attempt_id = g.attempt_id
     CROSS JOIN LATERAL (
           SELECT count(*) AS reuses, count(*) FILTER (WHERE r.outcome = 'success') AS successes,
                  count(*) FILTER (WHERE r.principal_id = a.principal_id OR r.principal_id = g.nominated_by) AS own
             FROM agora_memory.golden_reuse AS r
            WHERE r.golden_state_id = g.golden_state_id) AS e
     WHERE g.reuses <> e.reuses OR g.successes <> e.successes OR e.own > 0
    UNION ALL
    SELECT format('golden state %s is %s, but no decision says so', g.golden_state_id, g.status) AS format
      FROM agora_memory.golden_state AS g
     WHERE NOT EXISTS (SELECT 1 FROM agora_memory.golden_decision AS d WHERE d.golden_state_id = g.golden_state_id AND d.status = g.status);
END;

COMMENT ON FUNCTION agora_memory._check_golden()
    IS 'Invariant: golden states agree with their reuses and decisions.';
REVOKE ALL ON FUNCTION agora_memory._check_golden() FROM PUBLIC;
