-- Says whether an artefact is valid, and how good. Said again, it is the same; the last word counts.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZG001 · ZG002 · ZG003 · ZG013.   Locks: the run.
CREATE OR REPLACE FUNCTION agora_pipeline.validate_artefact(
    p_artefact    bigint,
    p_validation  text,
    p_quality     numeric DEFAULT NULL,
    p_actor       bigint  DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $validate_artefact$
DECLARE
    v_run    bigint;
    v_owner  bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_number('p_quality', p_quality, 0, 1, p_optional => true);
    IF p_validation IS NULL OR p_validation NOT IN ('unchecked', 'valid', 'invalid') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'an artefact is not this',
            DETAIL  = format('p_validation=%s', coalesce(p_validation, 'NULL')),
            HINT    = 'valid, invalid or unchecked.';
    END IF;
    SELECT r.generation_run_id, r.principal_id INTO v_run, v_owner
      FROM agora_pipeline.artefact AS a
      JOIN agora_pipeline.generation_run AS r ON r.generation_run_id = a.generation_run_id
     WHERE a.artefact_id = p_artefact;
    IF NOT FOUND OR agora.visible_principal() NOT IN (0, v_owner) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZG013',
            MESSAGE = 'unknown artefact',
            DETAIL  = format('p_artefact=%s', coalesce(p_artefact::text, 'NULL')),
            HINT    = 'agora_pipeline.add_artefact() returns its id; agora_pipeline.recorded_artefact has them all.';
    END IF;
    PERFORM agora_pipeline._lock_run(v_run, true, p_actor);
    UPDATE agora_pipeline.artefact AS a SET validation = p_validation, quality = p_quality WHERE a.artefact_id = p_artefact;
    RETURN p_artefact;
END;
$validate_artefact$;

COMMENT ON FUNCTION agora_pipeline.validate_artefact(bigint, text, numeric, bigint)
    IS 'Say whether an artefact is valid, invalid or unchecked, and its quality 0..1; while its run is open.';
REVOKE ALL ON FUNCTION agora_pipeline.validate_artefact(bigint, text, numeric, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_pipeline.validate_artefact(bigint, text, numeric, bigint) TO agora_service;
