-- Claims as arguments: tasks and their epochs by position, each task once.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_work._check_claims(
    p_tasks   bigint[],
    p_epochs  bigint[]
)
RETURNS void
LANGUAGE plpgsql IMMUTABLE
AS $_check_claims$
BEGIN
    IF p_tasks IS NULL OR p_epochs IS NULL OR cardinality(p_tasks) <> cardinality(p_epochs) OR cardinality(p_tasks) > 10000
       OR array_ndims(p_tasks) > 1 OR array_ndims(p_epochs) > 1 OR array_lower(p_tasks, 1) <> 1 OR array_lower(p_epochs, 1) <> 1 OR array_position(p_tasks, NULL) IS NOT NULL OR array_position(p_epochs, NULL) IS NOT NULL
       OR (cardinality(p_tasks) > 1 AND (SELECT count(DISTINCT u.task_id) FROM unnest(p_tasks) AS u(task_id)) < cardinality(p_tasks)) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'claims are not usable',
            DETAIL  = format('tasks=%s epochs=%s', coalesce(cardinality(p_tasks)::text, 'NULL'), coalesce(cardinality(p_epochs)::text, 'NULL')),
            HINT    = 'Pass two arrays of one length, at most 10000: tasks, each once, and their epochs; no element may be NULL.';
    END IF;
END;
$_check_claims$;

COMMENT ON FUNCTION agora_work._check_claims(bigint[], bigint[])
    IS 'Refuse arrays of claims that do not match.';
REVOKE ALL ON FUNCTION agora_work._check_claims(bigint[], bigint[]) FROM PUBLIC;
