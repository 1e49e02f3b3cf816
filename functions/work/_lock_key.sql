-- Shared head of the operator functions that change a key.
-- Errors: ZW041 unknown key.   Locks: the key.
CREATE OR REPLACE FUNCTION agora_work._lock_key(p_kid text)
RETURNS agora_work.trust_key
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_key$
DECLARE
    v_found agora_work.trust_key;
BEGIN
    SELECT k.* INTO v_found FROM agora_work.trust_key AS k WHERE k.kid = p_kid FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW041',
            MESSAGE = 'unknown key',
            DETAIL  = format('kid=%s', left(coalesce(p_kid, 'NULL'), 200)),
            HINT    = 'An operator adds it with agora_work.add_trust_key().';
    END IF;
    RETURN v_found;
END;
$_lock_key$;

COMMENT ON FUNCTION agora_work._lock_key(text)
    IS 'Lock a key for a change, or refuse.';
REVOKE ALL ON FUNCTION agora_work._lock_key(text) FROM PUBLIC;
