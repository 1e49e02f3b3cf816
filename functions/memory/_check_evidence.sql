-- Invariant: the summary of every resolution follows from its evidence.
CREATE OR REPLACE FUNCTION agora_memory._check_evidence()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('resolution %s says %s/%s confidence %s, evidence says %s/%s confidence %s', r.resolution_id,
                  r.successes, r.failures, r.confidence, e.successes, e.failures, c.confidence)
      FROM agora_memory.resolution AS r
     CROSS JOIN LATERAL (
           SELECT count(*) FILTER (WHERE x.is_success) AS successes, count(*) FILTER (WHERE NOT x.is_success) AS failures
             FROM agora_memory.resolution_evidence AS x
            WHERE x.resolution_id = r.resolution_id) AS e
     CROSS JOIN (SELECT agora.setting_numeric('memory.wilson_z') AS z,
                        NOT EXISTS (SELECT 1 FROM agora.setting_history AS h WHERE h.key = 'memory.wilson_z') AS z_is_first) AS s
     CROSS JOIN LATERAL (SELECT agora_memory.wilson_lower_bound(e.successes, e.successes + e.failures, s.z) AS confidence) AS c
     WHERE r.successes <> e.successes
        OR r.failures <> e.failures
        OR (s.z_is_first AND r.confidence <> c.confidence);
END;

COMMENT ON FUNCTION agora_memory._check_evidence()
    IS 'Invariant: resolutions agree with their evidence.';
REVOKE ALL ON FUNCTION agora_memory._check_evidence() FROM PUBLIC;
