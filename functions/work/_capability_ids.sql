-- Ids of codes, each once. What is asked for must be something, and known.
-- Errors: 22023 none, or too many · ZW054 unknown capability.
CREATE OR REPLACE FUNCTION agora_work._capability_ids(
    p_argument  text,
    p_codes     text[]
)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_capability_ids$
DECLARE
    v_codes  text[] := ARRAY(SELECT DISTINCT x.code FROM unnest(p_codes) AS x(code) ORDER BY 1);
    v_ids    bigint[];
BEGIN
    IF cardinality(v_codes) NOT BETWEEN 1 AND 100 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'capabilities are missing or too many',
            DETAIL  = format('argument=%s number=%s', p_argument, cardinality(v_codes)),
            HINT    = 'Pass 1 to 100 codes of agora_work.known_capability; work that anybody can do needs no matching.';
    END IF;
    v_ids := ARRAY(SELECT c.capability_id FROM agora_work.capability AS c WHERE c.code = ANY (v_codes) ORDER BY c.capability_id);
    IF cardinality(v_ids) < cardinality(v_codes) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW054',
            MESSAGE = 'unknown capability',
            DETAIL  = format('argument=%s unknown=%s', p_argument, left((SELECT string_agg(coalesce(x.code, 'NULL'), ', ' ORDER BY x.code)
                      FROM unnest(v_codes) AS x(code) WHERE NOT EXISTS (SELECT 1 FROM agora_work.capability AS c WHERE c.code = x.code)), 500)),
            HINT    = 'Use codes of agora_work.known_capability; agora_work.suggest_capabilities() finds some by words.';
    END IF;
    RETURN v_ids;
END;
$_capability_ids$;

COMMENT ON FUNCTION agora_work._capability_ids(text, text[])
    IS 'Ids of capabilities by their codes, or why not.';
REVOKE ALL ON FUNCTION agora_work._capability_ids(text, text[]) FROM PUBLIC;
