-- The one road that moves what tasks wait for: unmet needs and open blockers, by differences. The status follows: blocked while there is any.
-- A held task that gets stuck ends its claim, a lost claim ends as such. Closed tasks stay as they are.
-- Emits: work.task.unblocked.v1, of a held one work.task.returned.v1 · work.message.sent.v1.   Locks: the tasks by id, lanes by id.
CREATE OR REPLACE FUNCTION agora_work._change_waits(
    p_tasks     bigint[],
    p_unmet     integer[],
    p_blockers  integer[],
    p_actor     bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_change_waits$
DECLARE
    v_open     bigint[];
    v_lost     bigint[];
    v_held     bigint[];
    v_freed    bigint[];
BEGIN
    SELECT array_agg(l.task_id), array_agg(l.task_id) FILTER (WHERE l.is_lost), array_agg(l.task_id) FILTER (WHERE NOT l.is_lost) INTO v_open, v_lost, v_held
      FROM (SELECT t.task_id, least(t.lease_until, t.finish_by) <= agora_work.loss_horizon(t.lease) AS is_lost
              FROM agora_work.task AS t
             WHERE t.task_id = ANY (p_tasks) AND t.closed_at IS NULL
             ORDER BY t.task_id
               FOR NO KEY UPDATE) AS l;
    IF v_lost IS NOT NULL THEN
        PERFORM agora_work._end_claims(v_lost, 'lost', NULL, NULL, false, p_actor);
        v_open := ARRAY(SELECT t.task_id FROM agora_work.task AS t WHERE t.task_id = ANY (v_open) AND t.closed_at IS NULL);
    END IF;
    IF v_held IS NOT NULL THEN
        PERFORM agora_work._end_claims(v_held, 'blocked', NULL, NULL, false, p_actor);
    END IF;
    WITH delta AS MATERIALIZED (
        SELECT u.task_id, sum(u.unmet)::integer AS unmet, sum(u.blockers)::integer AS blockers
          FROM unnest(p_tasks, p_unmet, p_blockers) AS u(task_id, unmet, blockers)
         WHERE u.task_id = ANY (v_open)
         GROUP BY u.task_id
    ), before AS MATERIALIZED (
        SELECT t.task_id, t.status FROM agora_work.task AS t WHERE t.task_id = ANY (v_open)
    ), moved AS (
        UPDATE agora_work.task AS t
           SET unmet    = t.unmet + d.unmet,
               blockers = t.blockers + d.blockers,
               status   = CASE WHEN t.unmet + d.unmet + t.blockers + d.blockers > 0 THEN 'blocked' ELSE 'available' END
          FROM delta AS d
         WHERE t.task_id = d.task_id
        RETURNING t.task_id, t.status
    )
    SELECT array_agg(m.task_id ORDER BY m.task_id) INTO v_freed
      FROM moved AS m
      JOIN before AS b ON b.task_id = m.task_id
     WHERE m.status = 'available' AND b.status = 'blocked';
    IF v_freed IS NOT NULL THEN
        PERFORM agora_work._note_ready(v_freed);
        PERFORM agora_event._emit_set('work.task.unblocked.v1', array_agg(f.task_id::text ORDER BY f.task_id),
                                      array_agg(jsonb_build_object('task_id', f.task_id) ORDER BY f.task_id), NULL, p_actor)
           FROM unnest(v_freed) AS f(task_id);
        PERFORM agora_work._tell_freed(v_freed, p_actor);
    END IF;
END;
$_change_waits$;

COMMENT ON FUNCTION agora_work._change_waits(bigint[], integer[], integer[], bigint)
    IS 'Add differences to the unmet needs and open blockers of tasks; their status follows.';
REVOKE ALL ON FUNCTION agora_work._change_waits(bigint[], integer[], integer[], bigint) FROM PUBLIC;
