-- Takes the exclusive keys of a task that is being claimed: all, or none and false. Who takes a key holds a lock that is only tried, so no
-- claim waits for another.
-- Locks: those of the keys, tried; then the keys.
CREATE OR REPLACE FUNCTION agora_work._take_keys(
    p_task  bigint,
    p_keys  text[]
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_take_keys$
BEGIN
    IF p_keys IS NULL THEN
        RETURN true;
    END IF;
    IF EXISTS (SELECT FROM unnest(p_keys) AS k(key) WHERE NOT agora_work._try_key(k.key)) THEN
        RETURN false;
    END IF;
    -- A statement of its own, which sees what was committed before the locks were had.
    IF EXISTS (SELECT FROM agora_work.exclusive_key AS x WHERE x.key = ANY (p_keys)) THEN
        RETURN false;
    END IF;
    INSERT INTO agora_work.exclusive_key (key, task_id) SELECT k.key, p_task FROM unnest(p_keys) AS k(key);
    RETURN true;
END;
$_take_keys$;

COMMENT ON FUNCTION agora_work._take_keys(bigint, text[])
    IS 'Take all exclusive keys of a task, or none; whether it could.';
REVOKE ALL ON FUNCTION agora_work._take_keys(bigint, text[]) FROM PUBLIC;
