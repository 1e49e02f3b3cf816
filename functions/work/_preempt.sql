-- Stops fillers at once, partial, because there is better work for their holder; those that are lost end as lost.
-- Emits: work.task.returned.v1 · work.task.failed.v1.   Locks: the tasks by id, exclusive keys, lanes by id.
CREATE OR REPLACE FUNCTION agora_work._preempt(
    p_agent  bigint,
    p_actor  bigint
)
RETURNS bigint[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_preempt$
DECLARE
    v_lost     bigint[];
    v_fillers  bigint[];
BEGIN
    SELECT array_agg(f.task_id) FILTER (WHERE f.is_lost), array_agg(f.task_id) FILTER (WHERE NOT f.is_lost) INTO v_lost, v_fillers
      FROM (SELECT t.task_id, least(t.lease_until, t.finish_by) <= agora_work.loss_horizon(t.lease) AS is_lost
              FROM agora_work.task AS t
              JOIN agora_work.lane AS l ON l.lane_id = t.lane_id
             WHERE t.holder_id = p_agent AND l.kind <> 'critical'
             ORDER BY t.task_id
               FOR NO KEY UPDATE OF t) AS f;
    IF v_lost IS NOT NULL THEN
        PERFORM agora_work._end_claims(v_lost, 'lost', NULL, NULL, false, p_actor);
    END IF;
    IF v_fillers IS NOT NULL THEN
        PERFORM agora_work._end_claims(v_fillers, 'released', 'preempted', NULL, false, p_actor);
    END IF;
    RETURN coalesce(v_fillers, '{}');
END;
$_preempt$;

COMMENT ON FUNCTION agora_work._preempt(bigint, bigint)
    IS 'Stop the fillers of an agent; returns those that were not lost.';
REVOKE ALL ON FUNCTION agora_work._preempt(bigint, bigint) FROM PUBLIC;
