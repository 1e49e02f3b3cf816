-- What a claim may ask for: 1 to 10000 tasks, of kinds that there are.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_work._check_wanted(
    p_limit  integer,
    p_kinds  text[]
)
RETURNS void
LANGUAGE plpgsql IMMUTABLE
AS $_check_wanted$
BEGIN
    IF p_limit IS NULL OR p_limit NOT BETWEEN 1 AND 10000 THEN
        PERFORM agora._check_number('p_limit', p_limit, 1, 10000);
    END IF;
    IF p_kinds IS NULL OR cardinality(p_kinds) = 0 OR NOT p_kinds <@ '{critical,filler,universal}' THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'kinds are not usable',
            DETAIL  = format('p_kinds=%s', left(coalesce(p_kinds::text, 'NULL'), 200)),
            HINT    = 'Pass an array of critical, filler and universal.';
    END IF;
END;
$_check_wanted$;

COMMENT ON FUNCTION agora_work._check_wanted(integer, text[])
    IS 'Refuse a claim of any other p_limit (1 to 10000), or of kinds that there are not.';
REVOKE ALL ON FUNCTION agora_work._check_wanted(integer, text[]) FROM PUBLIC;
