-- Completes many tasks at once, and says of each whether that is so: what is lost, closed or another's does not stop the rest. Results are
-- objects by position, or NULL. A task that the same claim completed before counts as completed.
-- Errors: 0A000 isolation · 22023 · 42501 · ZA001 · ZA002.
-- Emits: work.task.completed.v1, work.task.unblocked.v1.   Locks: the tasks by id, those that wait for them by id, exclusive keys, lanes by id.
CREATE OR REPLACE FUNCTION agora_work.complete_tasks(
    p_tasks    bigint[],
    p_epochs   bigint[],
    p_results  jsonb  DEFAULT NULL,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS TABLE (task_id bigint, is_completed boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 100
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $complete_tasks$
#variable_conflict use_column
DECLARE
    v_held     agora_work.held_claim[];
    v_results  jsonb[];
BEGIN
    PERFORM agora._act_as(p_actor);
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM agora_work._check_snapshot();
    END IF;
    PERFORM agora_work._check_claims(p_tasks, p_epochs);
    IF p_results IS NOT NULL THEN
        PERFORM agora_work._check_results(p_results, cardinality(p_tasks));
    END IF;
    SELECT array_agg((l.task_id, l.epoch, l.holder_id, NULL, l.claimed_at, l.started_at, NULL, NULL, NULL, l.is_awaited, l.held_since)::agora_work.held_claim ORDER BY l.task_id),
           array_agg(nullif(p_results -> (k.ordinality - 1)::integer, 'null') ORDER BY l.task_id)
      INTO v_held, v_results
      FROM (SELECT t.task_id, t.epoch, t.holder_id, t.claimed_at, t.held_since, t.started_at, t.is_awaited OR t.exclusive IS NOT NULL AS is_awaited
              FROM agora_work.task AS t
              JOIN unnest(p_tasks, p_epochs) AS u(task_id, epoch) ON u.task_id = t.task_id
             WHERE agora_work._is_held(t, u.epoch, p_actor)
             ORDER BY t.task_id
               FOR NO KEY UPDATE OF t) AS l
      JOIN unnest(p_tasks) WITH ORDINALITY AS k(task_id, ordinality) ON k.task_id = l.task_id;
    IF v_held IS NOT NULL THEN
        PERFORM agora_work._complete(v_held, CASE WHEN p_results IS NOT NULL THEN v_results END, NULL, NULL, p_actor);
    END IF;
    RETURN QUERY
    SELECT u.task_id, EXISTS (SELECT FROM agora_work.claim AS c
                               WHERE c.task_id = u.task_id AND c.epoch = u.epoch AND c.outcome = 'completed' AND (c.agent_id = p_actor OR p_actor <= 3))
      FROM unnest(p_tasks, p_epochs) WITH ORDINALITY AS u(task_id, epoch, ordinality)
     ORDER BY u.ordinality;
END;
$complete_tasks$;

COMMENT ON FUNCTION agora_work.complete_tasks(bigint[], bigint[], jsonb, bigint)
    IS 'Complete at most 10000 claimed tasks, given by task and epoch; says of each, in their order, whether it is completed under that claim.';
REVOKE ALL ON FUNCTION agora_work.complete_tasks(bigint[], bigint[], jsonb, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.complete_tasks(bigint[], bigint[], jsonb, bigint) TO agora_service;
