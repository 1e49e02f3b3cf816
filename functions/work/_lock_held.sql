-- The running claim of an agent, locked; NULL where it has none under this epoch. A seeded principal speaks for whoever does.
-- Locks: the task.
CREATE OR REPLACE FUNCTION agora_work._lock_held(
    p_task   bigint,
    p_epoch  bigint,
    p_actor  bigint
)
RETURNS agora_work.held_claim
LANGUAGE plpgsql VOLATILE
AS $_lock_held$
DECLARE
    v_claim agora_work.held_claim;
BEGIN
    SELECT t.task_id, t.epoch, t.holder_id, NULL, t.claimed_at, t.started_at, NULL::timestamptz, NULL::timestamptz, NULL::numeric, t.is_awaited OR t.exclusive IS NOT NULL, t.held_since INTO v_claim
      FROM agora_work.task AS t
     WHERE t.task_id = p_task AND agora_work._is_held(t, p_epoch, p_actor)
       FOR NO KEY UPDATE;
    RETURN v_claim;
END;
$_lock_held$;

COMMENT ON FUNCTION agora_work._lock_held(bigint, bigint, bigint)
    IS 'Lock a running claim of the actor; NULL where it has none.';
REVOKE ALL ON FUNCTION agora_work._lock_held(bigint, bigint, bigint) FROM PUBLIC;
