-- Keeps claims alive, any number at once, and says of each whether it is still held: what is lost, cancelled or another's does not stop the rest.
-- Without tasks it only says that the agent is there. No event tells of it. It never waits: a task that another session is just about to
-- complete or cancel would else cost the agent all its others; of such a task it says what holds until that session commits.
-- Errors: 22023 · 42501 · ZA001 · ZA002.   Locks: the tasks by id, then the agent; those that are locked are skipped.
CREATE OR REPLACE FUNCTION agora_work.heartbeat(
    p_tasks   bigint[] DEFAULT '{}',
    p_epochs  bigint[] DEFAULT '{}',
    p_actor   bigint   DEFAULT agora.current_principal()
)
RETURNS TABLE (task_id bigint, is_held boolean, lease_until timestamptz, finish_by timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 10
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $heartbeat$
#variable_conflict use_column
DECLARE
    v_now        timestamptz := agora.now();
    v_is_unseen  boolean;
    v_held       bigint[];
    v_unseen     bigint[];
BEGIN
    PERFORM agora._act_as(p_actor);
    -- One task that it holds, as most send, needs no sets.
    IF cardinality(p_tasks) = 1 AND cardinality(p_epochs) = 1 THEN
        SELECT EXISTS (SELECT FROM agora_work.agent AS a WHERE a.agent_id = t.holder_id AND a.seen_at < v_now - a.lease) INTO v_is_unseen
          FROM agora_work.task AS t
         WHERE t.task_id = p_tasks[1] AND agora_work._is_held(t, p_epochs[1], p_actor)
           FOR NO KEY UPDATE OF t SKIP LOCKED;
    END IF;
    IF v_is_unseen IS NOT NULL THEN
        RETURN QUERY UPDATE agora_work.task AS t SET lease_until = v_now + t.lease WHERE t.task_id = p_tasks[1] RETURNING t.task_id, true, t.lease_until, t.finish_by;
        IF NOT v_is_unseen THEN
            RETURN;
        END IF;
    ELSE
        PERFORM agora_work._check_claims(p_tasks, p_epochs);
        v_held := ARRAY(SELECT t.task_id
                          FROM agora_work.task AS t
                          JOIN unnest(p_tasks, p_epochs) AS k(task_id, epoch) ON k.task_id = t.task_id
                         WHERE agora_work._is_held(t, k.epoch, p_actor)
                         ORDER BY t.task_id
                           FOR NO KEY UPDATE OF t SKIP LOCKED);
        UPDATE agora_work.task AS t SET lease_until = v_now + t.lease WHERE t.task_id = ANY (v_held);
        RETURN QUERY
        SELECT k.task_id, t.task_id IS NOT NULL, t.lease_until, t.finish_by
          FROM unnest(p_tasks, p_epochs) WITH ORDINALITY AS k(task_id, epoch, ordinality)
          LEFT JOIN agora_work.task AS t ON t.task_id = k.task_id AND agora_work._is_held(t, k.epoch, p_actor)
         ORDER BY k.ordinality;
    END IF;

    -- An agent that holds tasks is seen by their leases; one that is just claiming notes that itself.
    v_unseen := ARRAY(SELECT a.agent_id
                        FROM agora_work.agent AS a
                       WHERE a.agent_id = ANY (CASE WHEN p_actor > 3 THEN ARRAY[p_actor] ELSE ARRAY(SELECT t.holder_id FROM agora_work.task AS t WHERE t.task_id = ANY (p_tasks)) END)
                         AND a.seen_at < v_now - CASE WHEN p_tasks = '{}' THEN a.lease / 10 ELSE a.lease END
                         FOR NO KEY UPDATE SKIP LOCKED);
    IF v_unseen <> '{}' THEN
        UPDATE agora_work.agent AS a SET seen_at = v_now WHERE a.agent_id = ANY (v_unseen);
    END IF;
END;
$heartbeat$;

COMMENT ON FUNCTION agora_work.heartbeat(bigint[], bigint[], bigint)
    IS 'Keep at most 10000 claims alive, given by task and epoch; says of each, in their order, whether it is still held and until when.';
REVOKE ALL ON FUNCTION agora_work.heartbeat(bigint[], bigint[], bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.heartbeat(bigint[], bigint[], bigint) TO agora_service;
