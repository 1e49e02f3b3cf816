-- What a set of finished attempts teaches: a retry is evidence for or against its approach as an answer to the error of the
-- attempt it retries. Cancelled and partial attempts decide nothing. One statement for one attempt or for a whole import.
CREATE OR REPLACE FUNCTION agora_memory._learn(
    p_attempts       bigint[],
    p_is_rewardable  boolean
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_learn$
DECLARE
    v_now   timestamptz := agora.now();
    v_rows  bigint;
BEGIN
    INSERT INTO agora_memory.resolution (error_signature_id, family, approach_key, approach, transform_id, recorded_at)
    SELECT DISTINCT ON (p.error_signature_id, a.approach_key)
           p.error_signature_id, s.family, a.approach_key, d.approach,
           CASE WHEN a.approach_key LIKE 'transform:%' THEN substr(a.approach_key, 11)::bigint END,
           v_now
      FROM agora_memory.attempt AS a
      JOIN agora_memory.attempt AS p ON p.attempt_id = a.parent_attempt_id
      JOIN agora_memory.error_signature AS s ON s.error_signature_id = p.error_signature_id
      JOIN agora_memory.attempt_detail AS d ON d.attempt_id = a.attempt_id
     WHERE a.attempt_id = ANY (p_attempts)
       AND a.status IN ('success', 'error', 'timeout')
       AND a.approach_key IS NOT NULL
     ORDER BY p.error_signature_id, a.approach_key, a.attempt_id
    ON CONFLICT ON CONSTRAINT resolution_approach_uq DO NOTHING;

    INSERT INTO agora_memory.resolution_evidence (resolution_id, attempt_id, is_success, is_rewardable, occurred_at, recorded_at)
    SELECT r.resolution_id, a.attempt_id, a.status = 'success', p_is_rewardable, a.finished_at, v_now
      FROM agora_memory.attempt AS a
      JOIN agora_memory.attempt AS p ON p.attempt_id = a.parent_attempt_id
      JOIN agora_memory.resolution AS r ON r.error_signature_id = p.error_signature_id AND r.approach_key = a.approach_key
     WHERE a.attempt_id = ANY (p_attempts)
       AND a.status IN ('success', 'error', 'timeout')
     ORDER BY r.resolution_id, a.attempt_id
    ON CONFLICT ON CONSTRAINT resolution_evidence_attempt_uq DO NOTHING;
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    RETURN v_rows;
END;
$_learn$;

COMMENT ON FUNCTION agora_memory._learn(bigint[], boolean)
    IS 'Write the evidence that finished attempts give; returns the rows written.';
REVOKE ALL ON FUNCTION agora_memory._learn(bigint[], boolean) FROM PUBLIC;
