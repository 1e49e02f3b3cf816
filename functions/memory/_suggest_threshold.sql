-- What feedback says of a threshold: precision = weighted share of correct verdicts, the better it is, the lower the threshold may
-- be; beside it the median score of incorrect ones. Sure = 0.6 min(1, n / (5 least)) + 0.4 min(1, 5 |change|).
CREATE OR REPLACE FUNCTION agora_memory._suggest_threshold(p_type text)
RETURNS agora_memory.pattern_threshold_suggestion
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_suggest_threshold$
DECLARE
    v_answer  agora_memory.pattern_threshold_suggestion;
    v_low     numeric := agora.setting_numeric('memory.pattern_threshold_low');
    v_high    numeric := agora.setting_numeric('memory.pattern_threshold_high');
    v_least   numeric := agora.setting_numeric('memory.pattern_feedback_min');
BEGIN
    SELECT p_type, count(*), round(coalesce(sum(f.weight) FILTER (WHERE f.verdict = 'correct') / nullif(sum(f.weight), 0), 0), 6),
           round((percentile_cont(0.5) WITHIN GROUP (ORDER BY f.score) FILTER (WHERE f.verdict = 'incorrect'))::numeric, 6)
      INTO v_answer.pattern_type, v_answer.samples, v_answer.precision, v_answer.suggested
      FROM agora_memory.pattern_feedback AS f
      JOIN agora_memory.pattern AS p ON p.pattern_id = f.pattern_id
     WHERE p.pattern_type = p_type AND NOT f.is_own;
    IF v_answer.suggested IS NOT NULL THEN
        v_answer.suggested := greatest(v_low, least(v_high, v_answer.suggested));
    END IF;
    v_answer.threshold := agora_memory._pattern_threshold(p_type);
    v_answer.tuned := agora.setting_numeric(CASE
        WHEN v_answer.precision >= agora.setting_numeric('memory.pattern_precision_best') THEN 'memory.pattern_threshold_best'
        WHEN v_answer.precision >= agora.setting_numeric('memory.pattern_precision_good') THEN 'memory.pattern_threshold_good'
        WHEN v_answer.precision >= agora.setting_numeric('memory.pattern_precision_fair') THEN 'memory.pattern_threshold_fair'
        ELSE 'memory.pattern_threshold_poor' END);
    v_answer.delta := v_answer.tuned - v_answer.threshold;
    v_answer.confidence := round(0.6 * least(1, v_answer.samples / (5 * v_least)) + 0.4 * least(1, 5 * abs(v_answer.delta)), 6);
    RETURN v_answer;
END;
$_suggest_threshold$;

COMMENT ON FUNCTION agora_memory._suggest_threshold(text)
    IS 'Threshold that the feedback on a type of pattern asks for, however little there is.';
REVOKE ALL ON FUNCTION agora_memory._suggest_threshold(text) FROM PUBLIC;
