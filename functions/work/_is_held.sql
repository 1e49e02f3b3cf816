-- Whether an actor holds a task under an epoch: a seeded principal speaks for whoever does. A claim that is lost is none, swept or not.
-- Inlined into the query that calls it.
CREATE OR REPLACE FUNCTION agora_work._is_held(
    p_task   agora_work.task,
    p_epoch  bigint,
    p_actor  bigint
)
RETURNS boolean
LANGUAGE sql STABLE
RETURN p_task.epoch = p_epoch AND (p_task.holder_id = p_actor OR p_actor <= 3)
       AND (least(p_task.lease_until, p_task.finish_by) > agora.now() OR agora_work._is_spared(p_task.lease));

COMMENT ON FUNCTION agora_work._is_held(agora_work.task, bigint, bigint)
    IS 'Whether an actor, or for a seeded principal anybody, holds a task under an epoch.';
REVOKE ALL ON FUNCTION agora_work._is_held(agora_work.task, bigint, bigint) FROM PUBLIC;
