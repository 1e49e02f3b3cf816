-- The threshold that feedback asks for, from memory.pattern_feedback_min verdicts on; fewer say nothing.
-- Errors: 22023 unknown type · ZM063 too few verdicts.
CREATE OR REPLACE FUNCTION agora_memory.suggest_pattern_threshold(p_type text)
RETURNS agora_memory.pattern_threshold_suggestion
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $suggest_pattern_threshold$
DECLARE
    v_answer agora_memory.pattern_threshold_suggestion;
BEGIN
    PERFORM agora_memory._check_pattern_type(p_type);
    v_answer := agora_memory._suggest_threshold(p_type);
    IF v_answer.samples < agora.setting_numeric('memory.pattern_feedback_min') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM063',
            MESSAGE = 'too few verdicts to tune a threshold',
            DETAIL  = format('p_type=%s samples=%s least=%s', p_type, v_answer.samples, agora.setting_numeric('memory.pattern_feedback_min')),
            HINT    = 'Collect more with agora_memory.record_pattern_feedback(); authors'' own verdicts do not count.';
    END IF;
    RETURN v_answer;
END;
$suggest_pattern_threshold$;

COMMENT ON FUNCTION agora_memory.suggest_pattern_threshold(text)
    IS 'Threshold that the verdicts on a type of pattern ask for, and how sure that is.';
REVOKE ALL ON FUNCTION agora_memory.suggest_pattern_threshold(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.suggest_pattern_threshold(text) TO agora_reader;
