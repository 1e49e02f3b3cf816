-- Invariant: the summary of every pattern follows from its uses and versions, and it can be found exactly while it is active.
CREATE OR REPLACE FUNCTION agora_memory._check_patterns()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('pattern %s says %s, evidence says %s', p.pattern_id,
                  jsonb_build_array(p.uses, p.successes, p.failures, p.own_uses, p.versions, p.quality),
                  jsonb_build_array(u.uses, u.successes, u.failures, u.own_uses, v.versions, v.quality))
      FROM agora_memory.pattern AS p
     CROSS JOIN LATERAL (
           SELECT count(*) FILTER (WHERE NOT x.is_own) AS uses,
                  count(*) FILTER (WHERE NOT x.is_own AND x.outcome = 'success') AS successes,
                  count(*) FILTER (WHERE NOT x.is_own AND x.outcome = 'failure') AS failures,
                  count(*) FILTER (WHERE x.is_own) AS own_uses
             FROM agora_memory.pattern_use AS x
            WHERE x.pattern_id = p.pattern_id) AS u
     CROSS JOIN LATERAL (
           SELECT count(*) AS versions, max(x.quality) AS quality
             FROM agora_memory.pattern_version AS x
            WHERE x.pattern_id = p.pattern_id) AS v
     WHERE p.uses <> u.uses OR p.successes <> u.successes OR p.failures <> u.failures OR p.own_uses <> u.own_uses
        OR p.versions <> v.versions OR p.quality IS DISTINCT FROM v.quality
    UNION ALL
    SELECT format('pattern %s is %s, its document is not', p.pattern_id, p.status) AS format
      FROM agora_memory.pattern AS p
      LEFT JOIN agora_memory.document AS d ON d.kind = 'pattern' AND d.object_id = p.pattern_id
     WHERE d.is_active IS DISTINCT FROM (p.status = 'active');
END;

COMMENT ON FUNCTION agora_memory._check_patterns()
    IS 'Invariant: patterns agree with their uses, versions and documents.';
REVOKE ALL ON FUNCTION agora_memory._check_patterns() FROM PUBLIC;
