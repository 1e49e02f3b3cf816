-- Keeps what was answered and to whom: the content once, the manifest and its items as narrow rows.
-- Locks: the content, where it is new or was not given today.   Emits: memory.manifest.given.v1
CREATE OR REPLACE FUNCTION agora_memory._record_manifest(
    p_body         jsonb,
    p_correlation  uuid,
    p_elapsed      numeric,
    p_section_ms   jsonb,
    p_actor        bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_record_manifest$
DECLARE
    v_now       timestamptz := agora.now();
    v_hash      bytea := sha256(convert_to(p_body::text, 'UTF8'));
    v_manifest  bigint;
    v_items     bigint;
BEGIN
    -- A content that was given today needs no write, so those who are told the same do not wait for each other.
    IF NOT EXISTS (SELECT 1 FROM agora_memory.manifest_content AS c WHERE c.hash = v_hash AND c.given_at > v_now - interval '24 hours') THEN
        INSERT INTO agora_memory.manifest_content AS c (hash, body, given_at)
        VALUES (v_hash, p_body, v_now)
        ON CONFLICT ON CONSTRAINT manifest_content_pk DO UPDATE SET given_at = greatest(c.given_at, excluded.given_at);
    END IF;
    INSERT INTO agora_memory.manifest AS m (principal_id, correlation_id, content_hash, elapsed_ms, section_ms, given_at)
    VALUES (p_actor, p_correlation, v_hash, p_elapsed, p_section_ms, v_now)
    RETURNING m.manifest_id INTO v_manifest;
    INSERT INTO agora_memory.manifest_item (manifest_id, item, section, object_id)
    SELECT v_manifest, (i.item ->> 'item')::integer, s.section, (i.item ->> s.object_key)::bigint
      FROM agora_memory.manifest_section AS s
     CROSS JOIN LATERAL jsonb_array_elements(p_body #> ARRAY[s.section, 'items']) AS i(item);
    GET DIAGNOSTICS v_items = ROW_COUNT;
    PERFORM agora_event._emit('memory.manifest.given.v1', v_manifest::text,
                              jsonb_build_object('manifest_id', v_manifest, 'items', v_items), p_correlation, p_actor);
    RETURN v_manifest;
END;
$_record_manifest$;

COMMENT ON FUNCTION agora_memory._record_manifest(jsonb, uuid, numeric, jsonb, bigint)
    IS 'Record a manifest that is about to be given; returns its id.';
REVOKE ALL ON FUNCTION agora_memory._record_manifest(jsonb, uuid, numeric, jsonb, bigint) FROM PUBLIC;
