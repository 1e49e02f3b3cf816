-- Job: puts thresholds in force whose feedback is surer than an operator would need.   Emits: memory.threshold.applied.v1
CREATE OR REPLACE FUNCTION agora_memory._tune_thresholds(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_tune_thresholds$
DECLARE
    v_handled bigint;
BEGIN
    SELECT count(agora_memory._apply_threshold(d.suggestion, 1)) INTO v_handled -- 1: the system
      FROM (SELECT s.suggestion
              FROM (SELECT DISTINCT p.pattern_type FROM agora_memory.pattern AS p) AS t
             CROSS JOIN LATERAL (SELECT agora_memory._suggest_threshold(t.pattern_type) AS suggestion OFFSET 0) AS s
             WHERE (s.suggestion).samples >= agora.setting_numeric('memory.pattern_feedback_min')
               AND (s.suggestion).confidence >= agora.setting_numeric('memory.pattern_apply_automatic')
               AND (s.suggestion).delta <> 0
             ORDER BY t.pattern_type
             LIMIT p_limit) AS d;
    RETURN v_handled;
END;
$_tune_thresholds$;

COMMENT ON FUNCTION agora_memory._tune_thresholds(integer)
    IS 'Job: apply at most p_limit (1 to 1000000) thresholds that feedback is sure of; returns how many.';
REVOKE ALL ON FUNCTION agora_memory._tune_thresholds(integer) FROM PUBLIC;
