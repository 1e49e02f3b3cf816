-- Stage and category that a call is charged to must be known.
-- Errors: ZP005 · ZP008.
CREATE OR REPLACE FUNCTION agora_model._check_work(
    p_stage     text,
    p_category  text
)
RETURNS void
LANGUAGE plpgsql STABLE
AS $_check_work$
BEGIN
    IF p_stage IS NOT NULL AND NOT EXISTS (SELECT FROM agora.stage AS s WHERE s.stage = p_stage) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP005',
            MESSAGE = 'unknown stage',
            DETAIL  = format('p_stage=%s', p_stage),
            HINT    = 'See agora.work_stage; add it with agora.add_stage().';
    END IF;
    IF p_category IS NOT NULL AND NOT EXISTS (SELECT FROM agora.problem_category AS c WHERE c.category = p_category) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP008',
            MESSAGE = 'unknown category',
            DETAIL  = format('category=%s', p_category),
            HINT    = 'See agora.category; add it with agora.add_problem_category().';
    END IF;
END;
$_check_work$;

COMMENT ON FUNCTION agora_model._check_work(text, text)
    IS 'Refuse an unknown stage or category.';
REVOKE ALL ON FUNCTION agora_model._check_work(text, text) FROM PUBLIC;
