-- Measures a transform by the version of a scorer that is in force. The composite of scorer syntax becomes its quality; a better
-- one may let the policy approve it. Nothing new adds nothing.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZM005.   Locks: the transform.
-- Emits: memory.transform.measured.v1 · memory.transform.approved.v1
CREATE OR REPLACE FUNCTION agora_memory.measure_transform(
    p_transform  bigint,
    p_scorer     text   DEFAULT 'syntax',
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS agora_memory.code_score
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $measure_transform$
DECLARE
    v_transform  agora_memory.transform;
    v_author     text;
    v_score      agora_memory.code_score;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_transform := agora_memory._lock_transform(p_transform);
    SELECT p.name INTO v_author FROM agora.principal AS p WHERE p.principal_id = v_transform.contributor_id;
    v_score := agora_memory._score_code(
        v_transform.code, v_transform.language,
        agora_memory._score_context(v_transform.name, v_transform.description, v_author, v_transform.version), p_scorer);
    IF agora_memory._keep_measurement('transform', p_transform, v_score, p_actor) THEN
        IF p_scorer = 'syntax' THEN
            UPDATE agora_memory.transform AS t SET quality = v_score.composite WHERE t.transform_id = p_transform;
        END IF;
        PERFORM agora_event._emit('memory.transform.measured.v1', p_transform::text,
                                  jsonb_build_object('transform_id', p_transform, 'scorer', v_score.scorer, 'scorer_version', v_score.scorer_version,
                                                     'composite', v_score.composite),
                                  NULL, p_actor);
        PERFORM agora_memory._approve_by_policy(ARRAY[p_transform]);
    END IF;
    RETURN v_score;
END;
$measure_transform$;

COMMENT ON FUNCTION agora_memory.measure_transform(bigint, text, bigint)
    IS 'Measure a transform and keep the measurement; scorer syntax also sets its quality.';
REVOKE ALL ON FUNCTION agora_memory.measure_transform(bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.measure_transform(bigint, text, bigint) TO agora_service;
