-- The attempt of an actor, locked until the transaction ends: who finishes it and who adds to it go one after the other.
-- Errors: ZM001 unknown or not the actor's.   Locks: the attempt.
CREATE OR REPLACE FUNCTION agora_memory._lock_attempt(
    p_attempt  bigint,
    p_actor    bigint
)
RETURNS agora_memory.attempt
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_attempt$
DECLARE
    v_attempt agora_memory.attempt;
BEGIN
    SELECT a.* INTO v_attempt FROM agora_memory.attempt AS a WHERE a.attempt_id = p_attempt AND a.principal_id = p_actor FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM001',
            MESSAGE = 'unknown attempt',
            DETAIL  = format('p_attempt=%s actor=%s', coalesce(p_attempt::text, 'NULL'), p_actor),
            HINT    = 'Name an attempt that the same principal started.';
    END IF;
    RETURN v_attempt;
END;
$_lock_attempt$;

COMMENT ON FUNCTION agora_memory._lock_attempt(bigint, bigint)
    IS 'Lock an attempt of the actor and return it.';
REVOKE ALL ON FUNCTION agora_memory._lock_attempt(bigint, bigint) FROM PUBLIC;
