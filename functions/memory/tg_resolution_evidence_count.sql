-- Keeps counts and confidence of resolutions. Rows are locked in id order before they are changed; only evidence recorded by
-- this very statement counts, because a restored row is in the summary already.   Locks: the resolutions, in id order.
CREATE OR REPLACE FUNCTION agora_memory.tg_resolution_evidence_count()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_resolution_evidence_count$
DECLARE
    v_now  timestamptz := agora.now();
    v_z    numeric := agora.setting_numeric('memory.wilson_z');
BEGIN
    PERFORM 1
       FROM agora_memory.resolution AS r
      WHERE r.resolution_id IN (SELECT n.resolution_id FROM new_evidence AS n WHERE n.recorded_at >= v_now)
      ORDER BY r.resolution_id
        FOR NO KEY UPDATE;
    UPDATE agora_memory.resolution AS r
       SET successes       = r.successes + e.successes,
           failures        = r.failures + e.failures,
           confidence      = agora_memory.wilson_lower_bound(r.successes + e.successes, r.successes + e.successes + r.failures + e.failures, v_z),
           last_success_at = greatest(r.last_success_at, e.last_success_at),
           last_failure_at = greatest(r.last_failure_at, e.last_failure_at)
      FROM (SELECT n.resolution_id,
                   count(*) FILTER (WHERE n.is_success) AS successes,
                   count(*) FILTER (WHERE NOT n.is_success) AS failures,
                   max(n.occurred_at) FILTER (WHERE n.is_success) AS last_success_at,
                   max(n.occurred_at) FILTER (WHERE NOT n.is_success) AS last_failure_at
              FROM new_evidence AS n
             WHERE n.recorded_at >= v_now
             GROUP BY n.resolution_id) AS e
     WHERE r.resolution_id = e.resolution_id;
    RETURN NULL;
END;
$tg_resolution_evidence_count$;

CREATE OR REPLACE TRIGGER resolution_evidence_count
    AFTER INSERT ON agora_memory.resolution_evidence
    REFERENCING NEW TABLE AS new_evidence
    FOR EACH STATEMENT EXECUTE FUNCTION agora_memory.tg_resolution_evidence_count();

COMMENT ON FUNCTION agora_memory.tg_resolution_evidence_count()
    IS 'Trigger: keeps counts and Wilson confidence of resolutions.';
REVOKE ALL ON FUNCTION agora_memory.tg_resolution_evidence_count() FROM PUBLIC;
