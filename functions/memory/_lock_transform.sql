-- The transform that a call is about, locked.
-- Errors: ZM005 unknown.   Locks: the transform.
CREATE OR REPLACE FUNCTION agora_memory._lock_transform(p_transform bigint)
RETURNS agora_memory.transform
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_transform$
DECLARE
    v_transform agora_memory.transform;
BEGIN
    SELECT t.* INTO v_transform FROM agora_memory.transform AS t WHERE t.transform_id = p_transform FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM005',
            MESSAGE = 'unknown transform',
            DETAIL  = format('transform_id=%s', coalesce(p_transform::text, 'NULL')),
            HINT    = 'See agora_memory.known_transform.';
    END IF;
    RETURN v_transform;
END;
$_lock_transform$;

COMMENT ON FUNCTION agora_memory._lock_transform(bigint)
    IS 'Lock a transform and return it.';
REVOKE ALL ON FUNCTION agora_memory._lock_transform(bigint) FROM PUBLIC;
