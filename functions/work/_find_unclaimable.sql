-- Job: says once of each task that nobody can claim it, and anew where the reason is another: an event each, and one message to the
-- orchestrator. What can be claimed after all, or is done with, is forgotten.
-- Emits: work.task.unclaimable.v1 · work.message.sent.v1.   Locks: the rows that are forgotten, those of others skipped.
CREATE OR REPLACE FUNCTION agora_work._find_unclaimable(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_find_unclaimable$
DECLARE
    v_past   bigint;
    v_tasks  bigint[];
    v_found  jsonb[];
BEGIN
    DELETE FROM agora_work.unclaimable AS u
     WHERE u.task_id IN (
           SELECT o.task_id
             FROM agora_work.unclaimable AS o
            WHERE NOT EXISTS (SELECT FROM agora_work.unclaimable_task AS t WHERE t.task_id = o.task_id AND t.reason = o.reason)
            LIMIT p_limit
              FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS v_past = ROW_COUNT;
    WITH found AS (
        INSERT INTO agora_work.unclaimable AS u (task_id, reason, found_at)
        SELECT t.task_id, t.reason, agora.now()
          FROM agora_work.unclaimable_task AS t
         WHERE NOT EXISTS (SELECT FROM agora_work.unclaimable AS o WHERE o.task_id = t.task_id)
         ORDER BY t.task_id
         LIMIT p_limit
        ON CONFLICT ON CONSTRAINT unclaimable_pk DO NOTHING
        RETURNING u.task_id, u.reason
    )
    SELECT array_agg(f.task_id ORDER BY f.task_id), array_agg(jsonb_build_object('task_id', f.task_id, 'code', d.code, 'reason', f.reason) ORDER BY f.task_id)
      INTO v_tasks, v_found
      FROM found AS f
      JOIN agora_work.task_detail AS d ON d.task_id = f.task_id;
    IF v_tasks IS NOT NULL THEN
        PERFORM agora_event._emit_set('work.task.unclaimable.v1', v_tasks::text[], v_found, NULL, 1);
        PERFORM agora_work._send(ARRAY[agora_work._orchestrator()], 'unclaimable',
                                 ARRAY[jsonb_build_object('tasks', cardinality(v_tasks), 'first', to_jsonb(v_found[:20]))], 1);
    END IF;
    RETURN v_past + coalesce(cardinality(v_tasks), 0);
END;
$_find_unclaimable$;

COMMENT ON FUNCTION agora_work._find_unclaimable(integer)
    IS 'Job: say of tasks that nobody can claim them, and forget of whom that no longer holds, of each at most p_limit (1 to 1000000).';
REVOKE ALL ON FUNCTION agora_work._find_unclaimable(integer) FROM PUBLIC;
