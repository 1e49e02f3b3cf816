-- An attempt may retry one that ended, in the same correlation. Returns the correlation of the new attempt.
-- Errors: ZM001 unknown · ZM003 in progress or in another correlation.
CREATE OR REPLACE FUNCTION agora_memory._check_parent(
    p_parent       bigint,
    p_correlation  uuid
)
RETURNS uuid
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_check_parent$
DECLARE
    v_parent agora_memory.attempt;
BEGIN
    IF p_parent IS NULL THEN
        RETURN coalesce(p_correlation, gen_random_uuid());
    END IF;
    SELECT a.* INTO v_parent FROM agora_memory.attempt AS a WHERE a.attempt_id = p_parent;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM001',
            MESSAGE = 'unknown attempt',
            DETAIL  = format('p_parent=%s', p_parent),
            HINT    = 'Name the attempt that this one retries, or none.';
    END IF;
    IF v_parent.status = 'in_progress' OR v_parent.correlation_id <> p_correlation THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM003',
            MESSAGE = 'this attempt cannot be retried here',
            DETAIL  = format('p_parent=%s status=%s correlation_id=%s p_correlation_id=%s', p_parent, v_parent.status,
                             v_parent.correlation_id, coalesce(p_correlation::text, 'NULL')),
            HINT    = 'Finish it first, and leave p_correlation_id out: a retry is in the correlation of what it retries.';
    END IF;
    RETURN v_parent.correlation_id;
END;
$_check_parent$;

COMMENT ON FUNCTION agora_memory._check_parent(bigint, uuid)
    IS 'Correlation of an attempt that may retry p_parent.';
REVOKE ALL ON FUNCTION agora_memory._check_parent(bigint, uuid) FROM PUBLIC;
