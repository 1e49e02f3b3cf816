-- Job: ends the retention of tasks that are closed, with their claims, needs, blockers, help and parts, and of escalations that were decided.
-- What an open task needs stays, and so does what a human has not decided yet.
-- Locks: escalations and tasks, those of others skipped.
CREATE OR REPLACE FUNCTION agora_work._forget_tasks(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_forget_tasks$
DECLARE
    v_until    timestamptz := agora.now() - agora_work._tasks_kept();
    v_decided  bigint[];
    v_tasks    bigint[];
BEGIN
    v_decided := ARRAY(SELECT e.escalation_id FROM agora_work.escalation AS e WHERE e.closed_at < v_until ORDER BY e.escalation_id LIMIT p_limit FOR UPDATE SKIP LOCKED);
    DELETE FROM agora_work.escalation_item AS i WHERE i.escalation_id = ANY (v_decided);
    DELETE FROM agora_work.escalation AS e WHERE e.escalation_id = ANY (v_decided);

    v_tasks := ARRAY(SELECT t.task_id
                       FROM agora_work.task_detail AS d
                       JOIN agora_work.task AS t ON t.task_id = d.task_id
                      WHERE d.created_at < v_until AND t.closed_at < v_until AND agora_work._is_past(t.task_id)
                      LIMIT p_limit
                        FOR UPDATE OF t SKIP LOCKED);
    -- Asked again under the lock, behind which nobody comes to need them.
    v_tasks := ARRAY(SELECT u.task_id FROM unnest(v_tasks) AS u(task_id) WHERE agora_work._is_past(u.task_id));
    IF v_tasks <> '{}' THEN
        DELETE FROM agora_work.dependency AS d WHERE d.task_id = ANY (v_tasks);
        DELETE FROM agora_work.dependency AS d WHERE d.needs_id = ANY (v_tasks);
        DELETE FROM agora_work.help_assignment AS h WHERE h.task_id = ANY (v_tasks);
        DELETE FROM agora_work.blocker AS b WHERE b.task_id = ANY (v_tasks);
        DELETE FROM agora_work.filler_part AS f WHERE f.task_id = ANY (v_tasks);
        DELETE FROM agora_work.waiter AS w WHERE w.task_id = ANY (v_tasks);
        DELETE FROM agora_work.unclaimable AS u WHERE u.task_id = ANY (v_tasks);
        DELETE FROM agora_work.parked_task AS p WHERE p.task_id = ANY (v_tasks);
        DELETE FROM agora_work.claim AS c WHERE c.task_id = ANY (v_tasks);
        DELETE FROM agora_work.task_detail AS d WHERE d.task_id = ANY (v_tasks);
        DELETE FROM agora_work.task AS t WHERE t.task_id = ANY (v_tasks);
    END IF;
    RETURN cardinality(v_decided) + cardinality(v_tasks);
END;
$_forget_tasks$;

COMMENT ON FUNCTION agora_work._forget_tasks(integer)
    IS 'Job: delete at most p_limit (1 to 1000000) closed tasks past their retention, and as many escalations.';
REVOKE ALL ON FUNCTION agora_work._forget_tasks(integer) FROM PUBLIC;
