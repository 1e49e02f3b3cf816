-- A set of capability codes as an argument: sorted, each once.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_work._check_codes(
    p_argument  text,
    p_codes     text[],
    p_max       integer
)
RETURNS text[]
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_codes$
DECLARE
    v_wrong text;
BEGIN
    SELECT coalesce(c.code, 'NULL') INTO v_wrong FROM unnest(p_codes) AS c(code) WHERE NOT agora_work._is_code(c.code) LIMIT 1;
    IF FOUND OR p_codes IS NULL OR cardinality(p_codes) > p_max OR array_ndims(p_codes) > 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'codes are not usable',
            DETAIL  = format('argument=%s codes=%s limit=%s wrong=%s', p_argument, coalesce(cardinality(p_codes)::text, 'NULL'), p_max, left(coalesce(v_wrong, ''), 100)),
            HINT    = 'Pass an array of codes such as code:python: lower case letters, digits, and : . _ / - between them, at most 64 characters.';
    END IF;
    RETURN ARRAY(SELECT DISTINCT c.code FROM unnest(p_codes) AS c(code) ORDER BY c.code);
END;
$_check_codes$;

COMMENT ON FUNCTION agora_work._check_codes(text, text[], integer)
    IS 'Refuse codes that are malformed or too many; returns them sorted, each once.';
REVOKE ALL ON FUNCTION agora_work._check_codes(text, text[], integer) FROM PUBLIC;
