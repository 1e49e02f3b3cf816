-- The first gate: do the calls of the window speak for the candidate? Point criteria, each met at equality; enough runs first.
-- Errors: ZP056.
CREATE OR REPLACE FUNCTION agora_model._weigh_candidate(
    p_assignment  agora_model.model_assignment,
    p_candidate   bigint
)
RETURNS agora_model.migration_verdict
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_weigh_candidate$
DECLARE
    v_since      timestamptz := agora.now() - agora.setting_interval('model.evidence_window');
    v_min        bigint := agora.setting_integer('model.min_runs');
    v_incumbent  record;
    v_candidate  record;
    v_bars       text[];
    v_answer     agora_model.migration_verdict;
BEGIN
    IF p_candidate = ANY (p_assignment.model_ids) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP056',
            MESSAGE = 'the candidate serves the stage already',
            DETAIL  = format('p_stage=%s p_candidate=%s', p_assignment.stage, agora_model._reference_of(p_candidate)),
            HINT    = 'Name another model; shares are changed with agora_model.assign_models().';
    END IF;
    v_incumbent := agora_model._stage_evidence(p_assignment.stage, p_assignment.model_ids[1], v_since);
    v_candidate := agora_model._stage_evidence(p_assignment.stage, p_candidate, v_since);
    v_answer.evidence := jsonb_build_object('since', v_since, 'incumbent', to_jsonb(v_incumbent), 'candidate', to_jsonb(v_candidate));
    v_answer.criteria := jsonb_build_array(
        agora_model._criterion('runs', v_candidate.judged, '>=', v_min),
        agora_model._criterion('saving', 1 - v_candidate.usd / nullif(v_incumbent.usd, 0), '>=', agora.setting_numeric('model.min_saving')),
        agora_model._criterion('success', v_candidate.success, '>=', agora.setting_numeric('model.min_success')),
        agora_model._criterion('quality', v_candidate.quality, '>=', agora.setting_numeric('model.min_quality')),
        agora_model._criterion('quality_floor', v_candidate.quality, '>=', agora.setting_numeric('model.quality_floor')),
        agora_model._criterion('quality_drop', v_incumbent.quality - v_candidate.quality, '<=', agora.setting_numeric('model.max_quality_drop')));
    v_answer.reasons := agora_model._unmet(v_answer.criteria);
    v_answer.runs_needed := greatest(v_min - v_candidate.judged, 0);
    v_bars := array_remove(ARRAY[
        CASE WHEN p_assignment.is_pinned THEN 'the stage is pinned' END,
        CASE WHEN EXISTS (SELECT FROM agora_model.model AS m WHERE m.model_id = p_candidate AND m.deprecated_at <= agora.now()) THEN 'the model is deprecated' END], NULL);
    v_answer.verdict := CASE WHEN cardinality(v_bars) > 0 THEN 'refuse'
                             WHEN v_candidate.judged = 0 OR v_incumbent.judged = 0 THEN 'no_evidence'
                             WHEN v_candidate.judged < v_min THEN 'more_runs'
                             WHEN cardinality(v_answer.reasons) > 0 THEN 'refuse'
                             ELSE 'accept' END;
    v_answer.reasons := v_bars || v_answer.reasons;
    RETURN v_answer;
END;
$_weigh_candidate$;

COMMENT ON FUNCTION agora_model._weigh_candidate(agora_model.model_assignment, bigint)
    IS 'Verdict on a candidate by the calls of the window.';
REVOKE ALL ON FUNCTION agora_model._weigh_candidate(agora_model.model_assignment, bigint) FROM PUBLIC;
