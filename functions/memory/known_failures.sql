-- What must not be tried again: failed at least memory.known_failure_min times against this very error, by anybody, within the
-- window, and has not worked since. After those, what failed so against the same error at another place (its family), never
-- worked on the family and was never tried here; of a family the two hundred latest failures are looked at.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_memory.known_failures(
    p_error       text,
    p_limit       integer DEFAULT 5,
    p_error_type  text    DEFAULT NULL,
    p_stack       text    DEFAULT NULL
)
RETURNS TABLE (
    resolution_id       bigint,
    approach            text,
    transform_id        bigint,
    failures            bigint,
    n                   bigint,
    last_failure_at     timestamptz,
    last_success_at     timestamptz,
    is_same_error       boolean,
    error_signature_id  bigint,
    reason              text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET jit = off
AS $known_failures$
DECLARE
    v_error   agora_memory.normalized_error;
    v_since   timestamptz := agora.now() - agora.setting_interval('memory.known_failure_window');
    v_least   integer := agora.setting_integer('memory.known_failure_min');
    v_family  text;
    v_same    bigint;
BEGIN
    PERFORM agora._check_number('p_limit', p_limit, 1, 100);
    v_error := agora_memory._read_error(p_error_type, p_error, p_stack);
    v_family := md5(v_error.error_type || E'\n' || v_error.message);
    SELECT s.error_signature_id INTO v_same
      FROM agora_memory.error_signature AS s
     WHERE s.signature = v_error.signature AND s.normalizer_version = v_error.normalizer_version;
    RETURN QUERY
        WITH failing AS (
            SELECT r.*, true AS is_same
              FROM agora_memory.resolution AS r
             WHERE r.error_signature_id = v_same
               AND r.last_failure_at > v_since
               AND r.last_failure_at > coalesce(r.last_success_at, '-infinity')
             UNION ALL
            (SELECT r.*, false AS is_same
               FROM agora_memory.resolution AS r
              WHERE r.family = v_family
                AND r.error_signature_id IS DISTINCT FROM v_same
                AND r.last_failure_at > v_since
                AND r.last_failure_at > coalesce(r.last_success_at, '-infinity')
                AND r.successes = 0
              ORDER BY r.last_failure_at DESC
              LIMIT 200)
        ), counted AS (
            SELECT f.*, e.recent,
                   row_number() OVER (PARTITION BY f.approach_key ORDER BY f.is_same DESC, e.recent DESC, f.resolution_id) AS place
              FROM failing AS f
             CROSS JOIN LATERAL (
                   SELECT count(*) AS recent
                     FROM agora_memory.resolution_evidence AS e
                    WHERE e.resolution_id = f.resolution_id
                      AND NOT e.is_success
                      AND e.occurred_at > greatest(v_since, coalesce(f.last_success_at, '-infinity'))) AS e
             WHERE e.recent >= v_least
               AND (f.is_same OR NOT EXISTS (SELECT 1 FROM agora_memory.resolution AS o
                                              WHERE o.error_signature_id = v_same AND o.approach_key = f.approach_key))
               AND (f.is_same OR NOT EXISTS (SELECT 1 FROM agora_memory.resolution AS o
                                              WHERE o.family = v_family AND o.approach_key = f.approach_key AND o.successes > 0))
        )
        SELECT c.resolution_id, c.approach, c.transform_id, c.recent, c.successes + c.failures, c.last_failure_at, c.last_success_at,
               c.is_same, c.error_signature_id,
               format('failed %s times against %s, last on %s, and %s', c.recent,
                      CASE WHEN c.is_same THEN 'this error' ELSE 'the same error at another place' END,
                      to_char(c.last_failure_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'),
                      CASE WHEN c.successes = 0 THEN 'never worked' ELSE 'has not worked since' END)
          FROM counted AS c
         WHERE c.place = 1
         ORDER BY c.is_same DESC, c.recent DESC, c.resolution_id
         LIMIT p_limit;
END;
$known_failures$;

COMMENT ON FUNCTION agora_memory.known_failures(text, integer, text, text)
    IS 'Approaches that failed repeatedly against this error and have not worked since, then those that did so against the same error at another place; with the reason, at most p_limit (1 to 100).';
REVOKE ALL ON FUNCTION agora_memory.known_failures(text, integer, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.known_failures(text, integer, text, text) TO agora_reader;
