-- Approves, of the pending transforms named or of all, those that measured quality, other principals' success and, where a sandbox
-- is configured, verification speak for. One that another session holds is left to the job, so that nobody waits for this.
-- Locks: the transforms that are free.   Emits: memory.transform.approved.v1
CREATE OR REPLACE FUNCTION agora_memory._approve_by_policy(
    p_transforms  bigint[],
    p_limit       integer DEFAULT NULL
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_approve_by_policy$
DECLARE
    v_quality   numeric := agora.setting_numeric('memory.approve_min_quality');
    v_users     integer := agora.setting_integer('memory.approve_min_users');
    v_verified  boolean := agora.setting_boolean('memory.approve_needs_verification');
    v_count     bigint  := 0;
    r_ready     record;
BEGIN
    -- A loop, because each approval is a decision and an event of its own.
    FOR r_ready IN
        SELECT t AS transform,
               jsonb_build_object('quality', t.quality, 'successful_users', u.successful_users, 'verdict', v.verdict) AS evidence
          FROM agora_memory.transform AS t
          JOIN agora_memory.transform_usage AS u ON u.transform_id = t.transform_id
          LEFT JOIN LATERAL (SELECT x.verdict FROM agora_memory.transform_verification AS x
                              WHERE x.transform_id = t.transform_id
                              ORDER BY x.transform_verification_id DESC
                              LIMIT 1) AS v ON true
         WHERE t.status = 'pending' AND t.blocked_at IS NULL AND t.quality >= v_quality AND u.successful_users >= v_users
           AND CASE WHEN v_verified THEN v.verdict = 'passed' ELSE v.verdict IS DISTINCT FROM 'failed' END
           AND (p_transforms IS NULL OR t.transform_id = ANY (p_transforms))
         ORDER BY t.transform_id
         LIMIT p_limit
           FOR NO KEY UPDATE OF t SKIP LOCKED
    LOOP
        PERFORM agora_memory._decide_transform(r_ready.transform, 'approve', 'approved by policy', r_ready.evidence, 1);
        PERFORM agora_event._emit('memory.transform.approved.v1', ((r_ready.transform).transform_id)::text,
                                  jsonb_build_object('transform_id', (r_ready.transform).transform_id, 'reason', 'approved by policy'), NULL, 1);
        v_count := v_count + 1;
    END LOOP;
    RETURN v_count;
END;
$_approve_by_policy$;

COMMENT ON FUNCTION agora_memory._approve_by_policy(bigint[], integer)
    IS 'Approve transforms that the policy lets pass, of those named or of all, at most p_limit (1 to 1000000, NULL = no limit); returns how many.';
REVOKE ALL ON FUNCTION agora_memory._approve_by_policy(bigint[], integer) FROM PUBLIC;
