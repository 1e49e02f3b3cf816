-- All attempts that hang together by retries with the given one, from the first one down. Parents have lower ids, so there is no circle.
CREATE OR REPLACE FUNCTION agora_memory.attempt_tree(p_attempt bigint)
RETURNS TABLE (
    attempt_id          bigint,
    parent_attempt_id   bigint,
    depth               integer,
    path                bigint[],
    principal_id        bigint,
    status              text,
    approach_key        text,
    error_signature_id  bigint,
    started_at          timestamptz,
    finished_at         timestamptz
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
SET search_path = pg_catalog, pg_temp
AS $attempt_tree$
BEGIN
    RETURN QUERY
    WITH RECURSIVE up (id, parent_id) AS (
        SELECT a.attempt_id, a.parent_attempt_id FROM agora_memory.attempt AS a WHERE a.attempt_id = p_attempt
        UNION ALL
        SELECT a.attempt_id, a.parent_attempt_id FROM up AS u JOIN agora_memory.attempt AS a ON a.attempt_id = u.parent_id
    ), down (id, depth, path) AS (
        SELECT u.id, 0, ARRAY[u.id] FROM up AS u WHERE u.parent_id IS NULL
        UNION ALL
        SELECT a.attempt_id, d.depth + 1, d.path || a.attempt_id FROM down AS d JOIN agora_memory.attempt AS a ON a.parent_attempt_id = d.id
    )
    SELECT a.attempt_id, a.parent_attempt_id, d.depth, d.path, a.principal_id, a.status, a.approach_key, a.error_signature_id,
           a.started_at, a.finished_at
      FROM down AS d
      JOIN agora_memory.attempt AS a ON a.attempt_id = d.id
     ORDER BY d.path;
END;
$attempt_tree$;

COMMENT ON FUNCTION agora_memory.attempt_tree(bigint)
    IS 'The tree of retries that an attempt belongs to, parents before children; no row for an unknown attempt.';
REVOKE ALL ON FUNCTION agora_memory.attempt_tree(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.attempt_tree(bigint) TO agora_reader;
