-- The uses that finished attempts stand for: what an attempt used has the attempt's outcome, unless it was told before. To be
-- called after _learn(), so that sessions lock resolutions, then transforms, then their usage.
-- Locks: the transforms' usage, in id order.   Emits: memory.transform.approved.v1
CREATE OR REPLACE FUNCTION agora_memory._record_uses(p_attempts bigint[])
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_record_uses$
DECLARE
    v_now   timestamptz := agora.now();
    v_used  bigint[];
BEGIN
    WITH used AS (
        INSERT INTO agora_memory.transform_use AS u (transform_id, attempt_id, principal_id, outcome, is_own, used_at, recorded_at)
        SELECT x.transform_id, x.attempt_id, a.principal_id,
               CASE a.status WHEN 'success' THEN 'success' WHEN 'partial' THEN 'partial' ELSE 'failure' END,
               t.contributor_id = a.principal_id, a.finished_at, v_now
          FROM agora_memory.attempt AS a
          JOIN agora_memory.attempt_transform AS x ON x.attempt_id = a.attempt_id AND NOT x.is_source
          JOIN agora_memory.transform AS t ON t.transform_id = x.transform_id
         WHERE a.attempt_id = ANY (p_attempts) AND a.status IN ('success', 'error', 'timeout', 'partial')
         ORDER BY x.attempt_id, x.transform_id
        ON CONFLICT ON CONSTRAINT transform_use_attempt_uq DO NOTHING
        RETURNING u.transform_id, u.outcome
    )
    SELECT array_agg(u.transform_id) INTO v_used FROM used AS u;
    IF v_used IS NULL THEN
        RETURN 0;
    END IF;
    PERFORM agora_memory._approve_by_policy(v_used);
    RETURN cardinality(v_used);
END;
$_record_uses$;

COMMENT ON FUNCTION agora_memory._record_uses(bigint[])
    IS 'Record the uses of finished attempts; returns how many were new.';
REVOKE ALL ON FUNCTION agora_memory._record_uses(bigint[]) FROM PUBLIC;
