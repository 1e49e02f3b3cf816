-- What must not be tried again: failed at least memory.known_failure_min times against this very error, by anybody, within the
-- window, and has not worked since.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_memory.known_failures(
    p_error       text,
    p_limit       integer DEFAULT 5,
    p_error_type  text    DEFAULT NULL,
    p_stack       text    DEFAULT NULL
)
RETURNS TABLE (
    resolution_id    bigint,
    approach         text,
    transform_id     bigint,
    failures         bigint,
    last_failure_at  timestamptz
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5
SET search_path = pg_catalog, pg_temp
AS $known_failures$
DECLARE
    v_error  agora_memory.normalized_error;
    v_since  timestamptz := agora.now() - agora.setting_interval('memory.known_failure_window');
BEGIN
    PERFORM agora._check_number('p_limit', p_limit, 1, 100);
    v_error := agora_memory._read_error(p_error_type, p_error, p_stack);
    RETURN QUERY
        SELECT r.resolution_id, r.approach, r.transform_id, f.failures, r.last_failure_at
          FROM agora_memory.error_signature AS s
          JOIN agora_memory.resolution AS r ON r.error_signature_id = s.error_signature_id
         CROSS JOIN LATERAL (
               SELECT count(*) AS failures
                 FROM agora_memory.resolution_evidence AS e
                WHERE e.resolution_id = r.resolution_id
                  AND NOT e.is_success
                  AND e.occurred_at > greatest(v_since, coalesce(r.last_success_at, '-infinity'))) AS f
         WHERE s.signature = v_error.signature
           AND s.normalizer_version = v_error.normalizer_version
           AND r.last_failure_at > v_since
           AND f.failures >= agora.setting_integer('memory.known_failure_min')
         ORDER BY f.failures DESC, r.resolution_id
         LIMIT p_limit;
END;
$known_failures$;

COMMENT ON FUNCTION agora_memory.known_failures(text, integer, text, text)
    IS 'Approaches that failed repeatedly against this error and have not worked since, at most p_limit (1 to 100).';
REVOKE ALL ON FUNCTION agora_memory.known_failures(text, integer, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.known_failures(text, integer, text, text) TO agora_reader;
