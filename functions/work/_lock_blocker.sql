-- Locks an open blocker, its task first.
-- Errors: ZW082 unknown · ZW084 closed.   Locks: the task, the blocker.
CREATE OR REPLACE FUNCTION agora_work._lock_blocker(p_blocker bigint)
RETURNS agora_work.blocker
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_blocker$
DECLARE
    v_blocker agora_work.blocker;
BEGIN
    PERFORM FROM agora_work.task AS t
      WHERE t.task_id = (SELECT b.task_id FROM agora_work.blocker AS b WHERE b.blocker_id = p_blocker)
        FOR NO KEY UPDATE;
    SELECT b.* INTO v_blocker FROM agora_work.blocker AS b WHERE b.blocker_id = p_blocker FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW082',
            MESSAGE = 'unknown blocker',
            DETAIL  = format('p_blocker=%s', coalesce(p_blocker::text, 'NULL')),
            HINT    = 'See agora_work.reported_blocker.';
    ELSIF v_blocker.closed_at IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW084',
            MESSAGE = 'this matter is closed',
            DETAIL  = format('p_blocker=%s closed_at=%s', p_blocker, v_blocker.closed_at),
            HINT    = 'See agora_work.reported_blocker for what solved it; report it anew if the task is stuck again.';
    END IF;
    RETURN v_blocker;
END;
$_lock_blocker$;

COMMENT ON FUNCTION agora_work._lock_blocker(bigint)
    IS 'Lock an open blocker and its task.';
REVOKE ALL ON FUNCTION agora_work._lock_blocker(bigint) FROM PUBLIC;
