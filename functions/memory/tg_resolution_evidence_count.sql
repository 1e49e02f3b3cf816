-- Keeps counts, weights, confidence and state of resolutions. Rows are locked in id order before they are changed; only evidence
-- recorded by this very statement counts, because a restored row is in the summary already.   Locks: the resolutions, in id order.
CREATE OR REPLACE FUNCTION agora_memory.tg_resolution_evidence_count()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_resolution_evidence_count$
DECLARE
    v_rule     agora_memory.evidence_rule := agora_memory.evidence_rule();
    r_changed  record;
BEGIN
    PERFORM 1
       FROM agora_memory.resolution AS r
      WHERE r.resolution_id IN (SELECT n.resolution_id FROM new_evidence AS n WHERE n.recorded_at >= v_rule.at)
      ORDER BY r.resolution_id
        FOR NO KEY UPDATE;
    -- A loop, because each change of state is an event of its own.
    FOR r_changed IN
        WITH added AS (
            SELECT n.resolution_id, max(n.attempt_id) AS attempt_id, array_agg(n.resolution_evidence_id) AS ids,
                   count(*) FILTER (WHERE n.is_success) AS successes,
                   count(*) FILTER (WHERE NOT n.is_success) AS failures,
                   coalesce(sum(n.weight) FILTER (WHERE n.is_success), 0) AS success_weight,
                   coalesce(sum(n.weight) FILTER (WHERE NOT n.is_success), 0) AS failure_weight,
                   max(n.occurred_at) FILTER (WHERE n.is_success) AS last_success_at,
                   max(n.occurred_at) FILTER (WHERE NOT n.is_success) AS last_failure_at
              FROM (SELECT e.resolution_evidence_id, e.resolution_id, e.attempt_id, e.is_success, e.occurred_at,
                           agora_memory._decay(1, max(e.occurred_at) OVER (PARTITION BY e.resolution_id) - e.occurred_at, v_rule.half_life) AS weight
                      FROM new_evidence AS e
                     WHERE e.recorded_at >= v_rule.at) AS n
             GROUP BY n.resolution_id
        ), judged AS MATERIALIZED (
            SELECT a.attempt_id, r.status AS old_status,
                   agora_memory._add_evidence(r, v_rule, a.successes, a.failures, a.success_weight, a.failure_weight,
                                              a.last_success_at, a.last_failure_at, a.ids) AS after
              FROM added AS a
              JOIN agora_memory.resolution AS r ON r.resolution_id = a.resolution_id
        ), written AS (
            UPDATE agora_memory.resolution AS r
               SET status = (j.after).status, successes = (j.after).successes, failures = (j.after).failures,
                   success_weight = (j.after).success_weight, failure_weight = (j.after).failure_weight,
                   half_life = (j.after).half_life, confidence = (j.after).confidence,
                   last_success_at = (j.after).last_success_at, last_failure_at = (j.after).last_failure_at
              FROM judged AS j
             WHERE r.resolution_id = (j.after).resolution_id
            RETURNING r.resolution_id, r.status, j.old_status, j.attempt_id
        )
        SELECT w.resolution_id, w.old_status, w.attempt_id
          FROM written AS w
         WHERE w.status <> w.old_status
         ORDER BY w.resolution_id
    LOOP
        PERFORM agora_memory._announce_change(r_changed.resolution_id, r_changed.old_status, r_changed.attempt_id);
    END LOOP;
    RETURN NULL;
END;
$tg_resolution_evidence_count$;

CREATE OR REPLACE TRIGGER resolution_evidence_count
    AFTER INSERT ON agora_memory.resolution_evidence
    REFERENCING NEW TABLE AS new_evidence
    FOR EACH STATEMENT EXECUTE FUNCTION agora_memory.tg_resolution_evidence_count();

COMMENT ON FUNCTION agora_memory.tg_resolution_evidence_count()
    IS 'Trigger: keeps counts, Wilson confidence and state of resolutions.';
REVOKE ALL ON FUNCTION agora_memory.tg_resolution_evidence_count() FROM PUBLIC;
