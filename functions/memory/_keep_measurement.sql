-- Appends what a scorer found; the same finding of the same version again adds nothing.
CREATE OR REPLACE FUNCTION agora_memory._keep_measurement(
    p_kind    text,
    p_object  bigint,
    p_score   agora_memory.code_score,
    p_actor   bigint
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_keep_measurement$
DECLARE
    v_last agora_memory.quality_measurement;
BEGIN
    SELECT m.* INTO v_last
      FROM agora_memory.quality_measurement AS m
     WHERE m.kind = p_kind AND m.object_id = p_object AND m.scorer = p_score.scorer
     ORDER BY m.quality_measurement_id DESC
     LIMIT 1;
    IF FOUND AND v_last.scorer_version = p_score.scorer_version AND v_last.dimensions = p_score.dimensions AND v_last.facts = p_score.facts THEN
        RETURN false;
    END IF;
    INSERT INTO agora_memory.quality_measurement
           (kind, object_id, scorer, scorer_version, composite, complexity, dimensions, facts, measured_by, recorded_at)
    VALUES (p_kind, p_object, p_score.scorer, p_score.scorer_version, p_score.composite, p_score.complexity, p_score.dimensions,
            p_score.facts, p_actor, agora.now());
    RETURN true;
END;
$_keep_measurement$;

COMMENT ON FUNCTION agora_memory._keep_measurement(text, bigint, agora_memory.code_score, bigint)
    IS 'Append a measurement of an object; whether it was new.';
REVOKE ALL ON FUNCTION agora_memory._keep_measurement(text, bigint, agora_memory.code_score, bigint) FROM PUBLIC;
