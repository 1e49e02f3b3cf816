-- Refuses an agent that may not claim a task, or holds all that it may. A task that nobody can claim now is not looked at twice.
-- Errors: ZW004.
CREATE OR REPLACE FUNCTION agora_work._check_eligible(
    p_agent  bigint,
    p_task   agora_work.task,
    p_free   integer,
    p_room   interval
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_eligible$
DECLARE
    v_refusal text;
BEGIN
    SELECT m.refusal INTO v_refusal FROM agora_work._may_claim(p_agent, ARRAY[p_task.lane_id]) AS m;
    v_refusal := coalesce(v_refusal, CASE WHEN p_free <= 0 THEN 'tasks_full'
                                          WHEN p_task.estimate > p_room THEN 'capacity_full' END);
    IF v_refusal IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW004',
            MESSAGE = 'the agent may not claim this task',
            DETAIL  = format('agent_id=%s task_id=%s reason=%s', p_agent, p_task.task_id, v_refusal),
            HINT    = 'Claim with agora_work.claim_next() what the agent may claim; agora_work.register_agent() changes what it declares and may hold, agora_work.grant_capability() what others vouch for.';
    END IF;
END;
$_check_eligible$;

COMMENT ON FUNCTION agora_work._check_eligible(bigint, agora_work.task, integer, interval)
    IS 'Refuse an agent that may not claim a task.';
REVOKE ALL ON FUNCTION agora_work._check_eligible(bigint, agora_work.task, integer, interval) FROM PUBLIC;
