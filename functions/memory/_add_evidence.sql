-- A resolution as it is after more evidence (already in its table, as p_added), or, without any, as time and settings have made
-- it. The weights of the new evidence are as of the last piece of it. What time did before the evidence came is settled first,
-- so it does not matter whether a job had written it down.
CREATE OR REPLACE FUNCTION agora_memory._add_evidence(
    p_resolution       agora_memory.resolution,
    p_rule             agora_memory.evidence_rule,
    p_successes        bigint DEFAULT 0,
    p_failures         bigint DEFAULT 0,
    p_success_weight   double precision DEFAULT 0,
    p_failure_weight   double precision DEFAULT 0,
    p_last_success_at  timestamptz DEFAULT NULL,
    p_last_failure_at  timestamptz DEFAULT NULL,
    p_added            bigint[] DEFAULT '{}'
)
RETURNS agora_memory.resolution
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_add_evidence$
DECLARE
    v_before     agora_memory.resolution := p_resolution;
    v_after      agora_memory.resolution := p_resolution;
    v_before_at  timestamptz := greatest(p_resolution.last_success_at, p_resolution.last_failure_at);
    v_added_at   timestamptz := greatest(p_last_success_at, p_last_failure_at);
    v_last_at    timestamptz := greatest(v_before_at, v_added_at);
BEGIN
    v_before.half_life := p_rule.half_life;
    IF p_resolution.half_life <> p_rule.half_life AND v_before_at IS NOT NULL THEN
        SELECT w.successes, w.failures INTO v_before.success_weight, v_before.failure_weight
          FROM agora_memory._weigh_evidence(p_resolution.resolution_id, p_rule.half_life, p_added) AS w;
    END IF;
    v_after.status := (agora_memory.standing(v_before, p_rule)).status;
    v_after.half_life := p_rule.half_life;
    v_after.successes := p_resolution.successes + p_successes;
    v_after.failures := p_resolution.failures + p_failures;
    v_after.last_success_at := greatest(p_resolution.last_success_at, p_last_success_at);
    v_after.last_failure_at := greatest(p_resolution.last_failure_at, p_last_failure_at);
    v_after.success_weight := agora_memory._decay(v_before.success_weight, v_last_at - coalesce(v_before_at, v_last_at), p_rule.half_life)
                              + agora_memory._decay(p_success_weight, v_last_at - coalesce(v_added_at, v_last_at), p_rule.half_life);
    v_after.failure_weight := agora_memory._decay(v_before.failure_weight, v_last_at - coalesce(v_before_at, v_last_at), p_rule.half_life)
                              + agora_memory._decay(p_failure_weight, v_last_at - coalesce(v_added_at, v_last_at), p_rule.half_life);
    v_after.confidence := agora_memory.wilson_lower_bound(
        v_after.success_weight::numeric, (v_after.success_weight + v_after.failure_weight)::numeric, p_rule.z);
    v_after.status := (agora_memory.standing(v_after, p_rule, p_successes > 0)).status;
    RETURN v_after;
END;
$_add_evidence$;

COMMENT ON FUNCTION agora_memory._add_evidence(agora_memory.resolution, agora_memory.evidence_rule, bigint, bigint, double precision, double precision, timestamptz, timestamptz, bigint[])
    IS 'A resolution after more evidence: counts, weights, confidence and state.';
REVOKE ALL ON FUNCTION agora_memory._add_evidence(agora_memory.resolution, agora_memory.evidence_rule, bigint, bigint, double precision, double precision, timestamptz, timestamptz, bigint[]) FROM PUBLIC;
