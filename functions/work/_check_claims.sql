-- Claims as arguments: tasks and their epochs by position, each task once.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_work._check_claims(
    p_tasks   bigint[],
    p_epochs  bigint[]
)
RETURNS void
LANGUAGE plpgsql IMMUTABLE
AS $_check_claims$
DECLARE
    v_count    integer := cardinality(p_tasks);
    v_repeats  boolean := false;
BEGIN
    IF v_count BETWEEN 2 AND 10000 THEN
        v_repeats := (SELECT count(DISTINCT u.task_id) < v_count FROM unnest(p_tasks) AS u(task_id));
    END IF;
    IF p_tasks IS NULL OR p_epochs IS NULL OR v_count <> cardinality(p_epochs) OR v_count > 10000
       OR array_ndims(p_tasks) > 1 OR array_ndims(p_epochs) > 1 OR array_lower(p_tasks, 1) <> 1 OR array_lower(p_epochs, 1) <> 1 OR array_position(p_tasks, NULL) IS NOT NULL OR array_position(p_epochs, NULL) IS NOT NULL
       OR v_repeats THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'claims are not usable',
            DETAIL  = format('tasks=%s epochs=%s', coalesce(v_count::text, 'NULL'), coalesce(cardinality(p_epochs)::text, 'NULL')),
            HINT    = 'Pass two arrays of one length, at most 10000: tasks, each once, and their epochs; no element may be NULL.';
    END IF;
END;
$_check_claims$;

COMMENT ON FUNCTION agora_work._check_claims(bigint[], bigint[])
    IS 'Refuse arrays of claims that do not match; returns how many there are.';
REVOKE ALL ON FUNCTION agora_work._check_claims(bigint[], bigint[]) FROM PUBLIC;
