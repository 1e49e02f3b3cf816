-- A category that an argument names must be in the vocabulary.
-- Errors: ZM004 unknown category.
CREATE OR REPLACE FUNCTION agora_memory._check_category(p_category text)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_category$
BEGIN
    IF p_category IS NOT NULL AND NOT EXISTS (SELECT 1 FROM agora.problem_category AS c WHERE c.category = p_category) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM004',
            MESSAGE = 'unknown problem category',
            DETAIL  = format('p_category=%s', left(p_category, 200)),
            HINT    = 'See agora.category; an operator adds one with agora.add_problem_category().';
    END IF;
END;
$_check_category$;

COMMENT ON FUNCTION agora_memory._check_category(text)
    IS 'Refuse an unknown problem category; NULL passes.';
REVOKE ALL ON FUNCTION agora_memory._check_category(text) FROM PUBLIC;
