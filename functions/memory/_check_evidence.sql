-- Invariant: the summary of every resolution follows from its evidence: counts and weights exactly, but for the last digits that
-- adding up in another order gives, and, while no setting of the rule was ever changed, confidence and state as far as they do
-- not depend on the order of the evidence.
CREATE OR REPLACE FUNCTION agora_memory._check_evidence()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH rule AS MATERIALIZED (
        SELECT agora_memory.evidence_rule() AS rule,
               NOT EXISTS (SELECT 1 FROM agora.setting_history AS h
                            WHERE h.key IN ('memory.wilson_z', 'memory.confident_at', 'memory.doubted_below', 'memory.refuted_below',
                                            'memory.refuted_min', 'memory.stale_after', 'memory.evidence_half_life')) AS is_first
    ), proof AS (
        SELECT r.resolution_id, r.status, r.successes, r.failures, r.success_weight, r.failure_weight, r.confidence, r.family,
               e.successes AS proven_successes, e.failures AS proven_failures,
               w.successes AS proven_success_weight, w.failures AS proven_failure_weight,
               s.family AS proven_family, u.is_first, u.rule,
               agora_memory.wilson_lower_bound(w.successes::numeric, (w.successes + w.failures)::numeric, (u.rule).z) AS proven_confidence,
               agora_memory.wilson_upper_bound(w.successes::numeric, (w.successes + w.failures)::numeric, (u.rule).z) AS upper_bound
          FROM agora_memory.resolution AS r
          JOIN agora_memory.error_signature AS s ON s.error_signature_id = r.error_signature_id
         CROSS JOIN rule AS u
         CROSS JOIN LATERAL (
               SELECT count(*) FILTER (WHERE x.is_success) AS successes, count(*) FILTER (WHERE NOT x.is_success) AS failures
                 FROM agora_memory.resolution_evidence AS x
                WHERE x.resolution_id = r.resolution_id) AS e
         CROSS JOIN LATERAL agora_memory._weigh_evidence(r.resolution_id, r.half_life) AS w
    )
    SELECT format('resolution %s says %s/%s confidence %s, evidence says %s/%s confidence %s', p.resolution_id,
                  p.successes, p.failures, p.confidence, p.proven_successes, p.proven_failures, p.proven_confidence)
      FROM proof AS p
     WHERE p.successes <> p.proven_successes
        OR p.failures <> p.proven_failures
        OR abs(p.success_weight - p.proven_success_weight) > 1e-6 * greatest(1, p.proven_success_weight)
        OR abs(p.failure_weight - p.proven_failure_weight) > 1e-6 * greatest(1, p.proven_failure_weight)
        OR (p.is_first AND abs(p.confidence - p.proven_confidence) > 0.00001)
    UNION ALL
    SELECT format('resolution %s is %s with %s/%s and confidence %s', p.resolution_id, p.status, p.successes, p.failures, p.confidence)
      FROM proof AS p
     WHERE (p.status = 'new') <> (p.successes + p.failures = 0)
        OR (p.is_first AND p.status = 'confident' AND p.confidence < (p.rule).doubted_below)
        OR (p.is_first AND p.status = 'tracking' AND p.confidence >= (p.rule).confident_at)
        OR (p.is_first AND p.status NOT IN ('new', 'deprecated') AND p.successes + p.failures >= (p.rule).refuted_min
            AND p.upper_bound < (p.rule).refuted_below)
    UNION ALL
    SELECT format('resolution %s is in family %s, its error in %s', p.resolution_id, p.family, p.proven_family)
      FROM proof AS p
     WHERE p.family <> p.proven_family;
END;

COMMENT ON FUNCTION agora_memory._check_evidence()
    IS 'Invariant: resolutions agree with their evidence.';
REVOKE ALL ON FUNCTION agora_memory._check_evidence() FROM PUBLIC;
