-- Helps with a blocker: an agent that knows enough of what is needed, while there is a place, both as the policy of the task's environment
-- has it. Offered again it is answered with the same assignment.
-- Errors: 42501 · ZA001 · ZA002 · ZW002 · ZW082 unknown · ZW084 closed · ZW086 no place · ZW087 not qualified.
-- Emits: work.help.joined.v1 · work.message.sent.v1.   Locks: the task, the blocker.
CREATE OR REPLACE FUNCTION agora_work.offer_help(
    p_blocker  bigint,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $offer_help$
DECLARE
    v_blocker  agora_work.blocker;
    v_help     bigint;
    v_there    text;
    v_most     integer;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_blocker := agora_work._lock_blocker(p_blocker);
    PERFORM agora_work._see_agent(p_actor);
    v_there := agora_work._environment_of(v_blocker.task_id);
    v_most := (agora_work.policy_for(v_there) #> '{parameters,max_helpers}')::integer;
    SELECT h.help_assignment_id INTO v_help
      FROM agora_work.help_assignment AS h
     WHERE h.task_id = v_blocker.task_id AND h.agent_id = p_actor AND h.ended_at IS NULL;
    IF FOUND THEN
        RETURN v_help;
    ELSIF p_actor = v_blocker.reported_by OR NOT EXISTS (SELECT FROM agora_work._may_help(v_blocker.capabilities, ARRAY[p_actor], v_there)) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW087',
            MESSAGE = 'the agent cannot help with this',
            DETAIL  = format('p_blocker=%s actor=%s needed=%s environment=%s reported_by=%s', p_blocker, p_actor, v_blocker.capabilities, coalesce(v_there, 'default'), v_blocker.reported_by),
            HINT    = 'Helpers take new tasks, hold match_percent of what is needed and have min_reputation (agora_work.policy_for() of the environment), are not halted, have budget left and did not report it themselves.';
    ELSIF agora_work._live_helpers(v_blocker.task_id) >= v_most THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW086',
            MESSAGE = 'enough agents help with this task',
            DETAIL  = format('p_blocker=%s task_id=%s limit=%s', p_blocker, v_blocker.task_id, v_most),
            HINT    = 'Wait until one of them ends, or take agora_work.next_work().';
    END IF;
    RETURN agora_work._join_help(v_blocker, p_actor, p_actor);
END;
$offer_help$;

COMMENT ON FUNCTION agora_work.offer_help(bigint, bigint)
    IS 'Help with a blocker; returns the assignment to end with end_help().';
REVOKE ALL ON FUNCTION agora_work.offer_help(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.offer_help(bigint, bigint) TO agora_service;
