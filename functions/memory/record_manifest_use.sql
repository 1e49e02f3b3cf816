-- Says that an attempt worked with a manifest, so that what came of it can be compared. The pair is its own key.
-- Errors: 42501 · ZA001 · ZA002 · ZM001 unknown attempt or not the actor's · ZM070 unknown manifest.
-- Emits: memory.manifest.used.v1
CREATE OR REPLACE FUNCTION agora_memory.record_manifest_use(
    p_manifest  bigint,
    p_attempt   bigint,
    p_actor     bigint DEFAULT agora.current_principal()
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_manifest_use$
DECLARE
    v_correlation uuid;
BEGIN
    PERFORM agora._act_as(p_actor);
    SELECT a.correlation_id INTO v_correlation FROM agora_memory.attempt AS a WHERE a.attempt_id = p_attempt AND a.principal_id = p_actor;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM001',
            MESSAGE = 'unknown attempt',
            DETAIL  = format('p_attempt=%s actor=%s', coalesce(p_attempt::text, 'NULL'), p_actor),
            HINT    = 'Name an attempt that the same principal started.';
    END IF;
    PERFORM agora_memory._check_manifest(p_manifest);
    INSERT INTO agora_memory.manifest_use (attempt_id, manifest_id, recorded_at)
    VALUES (p_attempt, p_manifest, agora.now())
    ON CONFLICT ON CONSTRAINT manifest_use_pk DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM agora_event._emit('memory.manifest.used.v1', p_manifest::text,
                              jsonb_build_object('manifest_id', p_manifest, 'attempt_id', p_attempt), v_correlation, p_actor);
    RETURN true;
END;
$record_manifest_use$;

COMMENT ON FUNCTION agora_memory.record_manifest_use(bigint, bigint, bigint)
    IS 'Record that an attempt of the actor worked with a manifest; false where that was known.';
REVOKE ALL ON FUNCTION agora_memory.record_manifest_use(bigint, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.record_manifest_use(bigint, bigint, bigint) TO agora_service;
