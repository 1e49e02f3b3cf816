-- What came of a task, as arguments: an object of bounded size, hashes of artefacts, a cost. Each may be missing.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_work._check_result(
    p_result     jsonb,
    p_artefacts  text[],
    p_cost_usd   numeric
)
RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_result$
BEGIN
    IF p_result IS NOT NULL THEN
        PERFORM agora._check_object('p_result', p_result);
    END IF;
    IF p_cost_usd IS NOT NULL THEN
        PERFORM agora._check_number('p_cost_usd', p_cost_usd, 0, 1000000);
    END IF;
    IF p_artefacts IS NOT NULL AND (cardinality(p_artefacts) > 1000 OR array_ndims(p_artefacts) > 1
       OR EXISTS (SELECT FROM unnest(p_artefacts) AS a(hash) WHERE a.hash IS NULL OR a.hash !~ '^[0-9a-f]{64}$')) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'artefacts are not usable',
            DETAIL  = format('artefacts=%s', left(p_artefacts::text, 200)),
            HINT    = 'Pass an array of at most 1000 SHA-256 hashes in lower case hex.';
    END IF;
END;
$_check_result$;

COMMENT ON FUNCTION agora_work._check_result(jsonb, text[], numeric)
    IS 'Refuse a result, artefacts or a cost that are not usable.';
REVOKE ALL ON FUNCTION agora_work._check_result(jsonb, text[], numeric) FROM PUBLIC;
