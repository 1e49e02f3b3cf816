-- Links an attempt with the manifest that its details name, if they name one.
-- Errors: ZM070 unknown manifest.   Emits: memory.manifest.used.v1
CREATE OR REPLACE FUNCTION agora_memory._use_manifest(
    p_attempt  bigint,
    p_details  jsonb,
    p_actor    bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_use_manifest$
BEGIN
    IF p_details ->> 'manifest_id' IS NOT NULL THEN
        PERFORM agora_memory.record_manifest_use((p_details ->> 'manifest_id')::numeric::bigint, p_attempt, p_actor);
    END IF;
END;
$_use_manifest$;

COMMENT ON FUNCTION agora_memory._use_manifest(bigint, jsonb, bigint)
    IS 'Record that an attempt works with the manifest in its details.';
REVOKE ALL ON FUNCTION agora_memory._use_manifest(bigint, jsonb, bigint) FROM PUBLIC;
