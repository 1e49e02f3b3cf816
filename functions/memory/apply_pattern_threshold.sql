-- Puts the threshold that feedback asks for in force, if that is sure enough.
-- Errors: 22023 unknown type · 42501 · ZA001 · ZA002 · ZA003 · ZM063 too few verdicts · ZM065 not sure enough.
-- Emits: memory.threshold.applied.v1
CREATE OR REPLACE FUNCTION agora_memory.apply_pattern_threshold(
    p_type   text,
    p_key    text   DEFAULT NULL,
    p_actor  bigint DEFAULT agora.current_principal()
)
RETURNS agora_memory.pattern_threshold_suggestion
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $apply_pattern_threshold$
DECLARE
    v_first   jsonb;
    v_answer  agora_memory.pattern_threshold_suggestion;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora_memory._check_pattern_type(p_type);
    v_first := agora._first_result('apply_pattern_threshold', p_actor, p_key, jsonb_build_array(p_type));
    IF v_first IS NOT NULL THEN
        RETURN jsonb_populate_record(NULL::agora_memory.pattern_threshold_suggestion, v_first);
    END IF;
    v_answer := agora_memory.suggest_pattern_threshold(p_type);
    IF v_answer.confidence < agora.setting_numeric('memory.pattern_apply_min') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM065',
            MESSAGE = 'the suggested threshold is not sure enough',
            DETAIL  = format('p_type=%s confidence=%s least=%s', p_type, v_answer.confidence, agora.setting_numeric('memory.pattern_apply_min')),
            HINT    = 'More verdicts make it surer; a small change is never urgent.';
    END IF;
    PERFORM agora_memory._apply_threshold(v_answer, p_actor);
    PERFORM agora._keep_result('apply_pattern_threshold', p_actor, p_key, to_jsonb(v_answer));
    RETURN v_answer;
END;
$apply_pattern_threshold$;

COMMENT ON FUNCTION agora_memory.apply_pattern_threshold(text, text, bigint)
    IS 'Put the tuned threshold of a type of pattern in force; returns what it was drawn from.';
REVOKE ALL ON FUNCTION agora_memory.apply_pattern_threshold(text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.apply_pattern_threshold(text, text, bigint) TO agora_operator;
