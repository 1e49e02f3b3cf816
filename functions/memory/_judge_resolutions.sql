-- Job: writes down what time, or a change of the settings, has made of resolutions, so that it is announced. Nobody needs it to
-- see the truth: standing() compares with the clock.
-- Locks: the resolutions, in id order; one that is locked waits for the next run.
CREATE OR REPLACE FUNCTION agora_memory._judge_resolutions(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_judge_resolutions$
DECLARE
    v_rule   agora_memory.evidence_rule := agora_memory.evidence_rule();
    v_rows   bigint := 0;
    r_due    record;
BEGIN
    -- A loop, because each change of state is an event of its own.
    FOR r_due IN
        SELECT r.resolution_id, r.status AS old_status, j.*
          FROM agora_memory.resolution AS r
         CROSS JOIN LATERAL agora_memory._add_evidence(r, v_rule) AS j
         WHERE r.successes + r.failures > 0
           AND (r.status <> j.status OR r.confidence <> j.confidence OR r.half_life <> j.half_life)
         ORDER BY r.resolution_id
         LIMIT p_limit
           FOR NO KEY UPDATE OF r SKIP LOCKED
    LOOP
        UPDATE agora_memory.resolution AS r
           SET status = r_due.status, success_weight = r_due.success_weight, failure_weight = r_due.failure_weight,
               half_life = r_due.half_life, confidence = r_due.confidence
         WHERE r.resolution_id = r_due.resolution_id;
        IF r_due.status <> r_due.old_status THEN
            PERFORM agora_memory._announce_change(r_due.resolution_id, r_due.old_status);
        END IF;
        v_rows := v_rows + 1;
    END LOOP;
    RETURN v_rows;
END;
$_judge_resolutions$;

COMMENT ON FUNCTION agora_memory._judge_resolutions(integer)
    IS 'Job: write the state that resolutions have by now, of at most p_limit (1 to 1000000), and announce where it changed.';
REVOKE ALL ON FUNCTION agora_memory._judge_resolutions(integer) FROM PUBLIC;
