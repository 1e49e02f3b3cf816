-- Puts a suggested threshold in force.   Emits: memory.threshold.applied.v1
CREATE OR REPLACE FUNCTION agora_memory._apply_threshold(
    p_suggestion  agora_memory.pattern_threshold_suggestion,
    p_actor       bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_apply_threshold$
BEGIN
    INSERT INTO agora_memory.pattern_threshold (pattern_type, threshold, samples, precision, confidence, principal_id, applied_at)
    VALUES (p_suggestion.pattern_type, p_suggestion.tuned, p_suggestion.samples, p_suggestion.precision, p_suggestion.confidence, p_actor,
            agora.now());
    PERFORM agora_event._emit('memory.threshold.applied.v1', p_suggestion.pattern_type, to_jsonb(p_suggestion), NULL, p_actor);
END;
$_apply_threshold$;

COMMENT ON FUNCTION agora_memory._apply_threshold(agora_memory.pattern_threshold_suggestion, bigint)
    IS 'Put a suggested threshold in force.';
REVOKE ALL ON FUNCTION agora_memory._apply_threshold(agora_memory.pattern_threshold_suggestion, bigint) FROM PUBLIC;
