-- Whether an agent holds a task under an epoch now: claimed, not lost.
CREATE OR REPLACE FUNCTION agora_work._holds(
    p_agent  bigint,
    p_task   bigint,
    p_epoch  bigint
)
RETURNS boolean
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT EXISTS (SELECT 1
                     FROM agora_work.task AS t
                    WHERE t.task_id = p_task AND t.epoch = p_epoch AND t.holder_id = p_agent
                      AND least(t.lease_until, t.finish_by) > agora_work.loss_horizon(t.lease)) AS holds;
END;

COMMENT ON FUNCTION agora_work._holds(bigint, bigint, bigint)
    IS 'Whether an agent holds a task under an epoch now.';
REVOKE ALL ON FUNCTION agora_work._holds(bigint, bigint, bigint) FROM PUBLIC;
