-- What a resolution is worth at the moment of the rule: bounds of its success rate, and its state. Confidence is gained at one
-- bound and lost at a lower one. A resolution whose success rate is surely low, or that nothing was heard of for long, is
-- deprecated until it works again. Right whether or not a job has written it down.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_memory.standing(
    p_resolution     agora_memory.resolution,
    p_rule           agora_memory.evidence_rule DEFAULT agora_memory.evidence_rule(),
    p_has_succeeded  boolean DEFAULT false
)
RETURNS agora_memory.standing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $standing$
DECLARE
    v_seen_at    timestamptz := greatest(p_resolution.last_success_at, p_resolution.last_failure_at);
    v_n          bigint := p_resolution.successes + p_resolution.failures;
    v_successes  double precision := p_resolution.success_weight;
    v_failures   double precision := p_resolution.failure_weight;
    v_standing   agora_memory.standing;
BEGIN
    IF NOT coalesce(v_n >= 0 AND isfinite(p_rule.at) AND (v_n = 0 OR isfinite(v_seen_at)) AND p_rule.half_life >= interval '0'
                    AND p_rule.stale_after >= interval '0' AND p_rule.stale_after <= interval '1000 years', false) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'resolution or rule is not usable',
            DETAIL  = format('p_resolution=%s p_rule=%s', p_resolution, p_rule),
            HINT    = 'Pass a row of a resolution, and leave the rule out or take it from evidence_rule().';
    END IF;
    IF v_n = 0 THEN
        RETURN ROW('new', 0, 1)::agora_memory.standing;
    END IF;
    IF p_rule.half_life = interval '0' THEN
        v_successes := p_resolution.successes;
        v_failures := p_resolution.failures;
    ELSIF p_rule.half_life <> p_resolution.half_life THEN
        SELECT w.successes, w.failures INTO v_successes, v_failures
          FROM agora_memory._weigh_evidence(p_resolution.resolution_id, p_rule.half_life) AS w;
    END IF;
    v_successes := agora_memory._decay(v_successes, p_rule.at - v_seen_at, p_rule.half_life);
    v_failures := agora_memory._decay(v_failures, p_rule.at - v_seen_at, p_rule.half_life);
    v_standing.confidence := agora_memory.wilson_lower_bound(v_successes::numeric, (v_successes + v_failures)::numeric, p_rule.z);
    v_standing.upper_bound := 1 - agora_memory.wilson_lower_bound(v_failures::numeric, (v_successes + v_failures)::numeric, p_rule.z);
    v_standing.status := CASE
        WHEN p_rule.at >= v_seen_at + p_rule.stale_after THEN 'deprecated'
        WHEN v_n >= p_rule.refuted_min AND v_standing.upper_bound < p_rule.refuted_below THEN 'deprecated'
        WHEN p_resolution.status = 'deprecated' AND NOT p_has_succeeded THEN 'deprecated'
        WHEN v_standing.confidence >= p_rule.confident_at THEN 'confident'
        WHEN p_resolution.status = 'confident' AND v_standing.confidence >= p_rule.doubted_below THEN 'confident'
        ELSE 'tracking'
    END;
    RETURN v_standing;
END;
$standing$;

COMMENT ON FUNCTION agora_memory.standing(agora_memory.resolution, agora_memory.evidence_rule, boolean)
    IS 'State (new, tracking, confident, deprecated) and Wilson bounds of a resolution at the moment of the rule; p_has_succeeded says that it is judged by a new success.';
REVOKE ALL ON FUNCTION agora_memory.standing(agora_memory.resolution, agora_memory.evidence_rule, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.standing(agora_memory.resolution, agora_memory.evidence_rule, boolean) TO agora_reader;
