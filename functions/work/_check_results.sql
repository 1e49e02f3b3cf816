-- What came of several tasks, as one argument: a JSON array, by position an object of bounded size or null.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_work._check_results(
    p_results  jsonb,
    p_count    integer
)
RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_results$
BEGIN
    IF jsonb_typeof(p_results) <> 'array' OR jsonb_array_length(p_results) <> p_count THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'results are not usable',
            DETAIL  = format('p_results=%s tasks=%s', left(p_results::text, 200), p_count),
            HINT    = 'Pass a JSON array with an object or null for each task.';
    END IF;
    PERFORM agora._check_object('p_results', r.result) FROM jsonb_array_elements(p_results) AS r(result) WHERE r.result <> 'null';
END;
$_check_results$;

COMMENT ON FUNCTION agora_work._check_results(jsonb, integer)
    IS 'Refuse results that are not one object or null for each of so many tasks.';
REVOKE ALL ON FUNCTION agora_work._check_results(jsonb, integer) FROM PUBLIC;
