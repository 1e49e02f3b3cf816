-- Finds or makes the snapshot of a content that has been redacted, and holds it: the job that removes snapshots nobody refers to
-- leaves a locked one alone.
-- Locks: the snapshot.
CREATE OR REPLACE FUNCTION agora_memory._put_snapshot(p_content jsonb)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_put_snapshot$
DECLARE
    v_hash  text := encode(sha256(convert_to(p_content::text, 'UTF8')), 'hex');
    v_id    bigint;
BEGIN
    LOOP
        SELECT s.snapshot_id INTO v_id FROM agora_memory.snapshot AS s WHERE s.hash = v_hash FOR KEY SHARE;
        EXIT WHEN FOUND;
        INSERT INTO agora_memory.snapshot AS s (hash, content, recorded_at)
        VALUES (v_hash, p_content, agora.now())
        ON CONFLICT ON CONSTRAINT snapshot_hash_uq DO NOTHING
        RETURNING s.snapshot_id INTO v_id;
        EXIT WHEN FOUND;
    END LOOP;
    RETURN v_id;
END;
$_put_snapshot$;

COMMENT ON FUNCTION agora_memory._put_snapshot(jsonb)
    IS 'Snapshot of a content, made where it is new.';
REVOKE ALL ON FUNCTION agora_memory._put_snapshot(jsonb) FROM PUBLIC;
