-- The second gate: rolled back where a sequential test shows that it does worse, or its time is over; promoted where enough runs show that
-- it is not inferior; otherwise it goes on. The test of success may use up nine tenths of alpha, that of quality, which tells more, the rest.
CREATE OR REPLACE FUNCTION agora_model._weigh_canary(p_migration agora_model.model_migration)
RETURNS agora_model.migration_verdict
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_weigh_canary$
DECLARE
    v_rule     jsonb := p_migration.rule;
    v_margin   double precision := (v_rule ->> 'margin')::double precision;
    v_alpha    double precision := (v_rule ->> 'alpha')::double precision;
    v_runs     record := agora_model._canary_runs(p_migration);
    v_gate     record := agora_model._weigh_promotion(p_migration, v_runs.is_candidate, v_runs.is_success, v_runs.quality);
    v_success  jsonb;
    v_quality  jsonb;
    v_answer   agora_model.migration_verdict;
BEGIN
    v_success := agora_model._canary_evidence(v_runs.is_candidate, v_runs.is_success::integer[]::double precision[], (v_rule ->> 'block')::integer, 1 / (0.9 * v_alpha), v_margin);
    SELECT agora_model._canary_evidence(r.candidates, r.qualities, (v_rule ->> 'block')::integer, 1 / (0.1 * v_alpha), v_margin)
      INTO v_quality
      FROM (SELECT array_agg(u.candidate ORDER BY u.place) AS candidates, array_agg(u.quality ORDER BY u.place) AS qualities
              FROM unnest(v_runs.is_candidate, v_runs.quality) WITH ORDINALITY AS u(candidate, quality, place)
             WHERE u.quality IS NOT NULL) AS r;
    v_answer.evidence := jsonb_build_object('runs', coalesce(cardinality(array_positions(v_runs.is_candidate, true)), 0),
                                            'incumbent_runs', coalesce(cardinality(array_positions(v_runs.is_candidate, false)), 0),
                                            'rule', v_rule, 'success', v_success, 'quality', v_quality, 'promotion', v_gate.evidence);
    v_answer.criteria := coalesce(v_gate.criteria, '[]');
    v_answer.runs_needed := v_gate.runs_needed;
    v_answer.reasons := array_remove(ARRAY[
        CASE WHEN v_success -> 'breach' <> 'null' THEN format('success is lower: %s below the incumbent since block %s of %s', v_success -> 'drop', v_success -> 'since', v_success -> 'blocks') END,
        CASE WHEN v_quality -> 'breach' <> 'null' THEN format('quality is lower: %s below the incumbent since block %s of %s', v_quality -> 'drop', v_quality -> 'since', v_quality -> 'blocks') END,
        CASE WHEN p_migration.started_at + agora._as_seconds((v_rule ->> 'longest')::interval) <= agora.now() THEN 'its time is over' END], NULL);
    IF cardinality(v_answer.reasons) > 0 THEN
        v_answer.verdict := 'roll_back';
        v_answer.runs_needed := 0;
    ELSIF v_gate.criteria IS NULL THEN
        v_answer.verdict := 'continue';
        v_answer.reasons := ARRAY['it has fewer runs than planned'];
    ELSIF cardinality(agora_model._unmet(v_gate.criteria)) > 0 THEN
        v_answer.verdict := 'continue';
        v_answer.reasons := agora_model._unmet(v_gate.criteria);
    ELSE
        v_answer.verdict := 'promote';
        v_answer.runs_needed := 0;
        v_answer.reasons := ARRAY['it is not inferior'];
    END IF;
    RETURN v_answer;
END;
$_weigh_canary$;

COMMENT ON FUNCTION agora_model._weigh_canary(agora_model.model_migration)
    IS 'Verdict on a running canary by its calls.';
REVOKE ALL ON FUNCTION agora_model._weigh_canary(agora_model.model_migration) FROM PUBLIC;
