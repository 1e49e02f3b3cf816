-- Adds a problem category. The name is the natural key; a seeded one stays as it is.
-- Errors: 22023 · 42501 · ZA001 · ZA002.
CREATE OR REPLACE FUNCTION agora.add_problem_category(
    p_category     text,
    p_area         text,
    p_description  text,
    p_actor        bigint DEFAULT agora.current_principal()
)
RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_problem_category$
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_description', p_description, 1000);
    IF p_category IS NULL OR p_category !~ '^[a-z][a-z0-9_]{0,99}$' OR p_area IS NULL OR p_area !~ '^[a-z][a-z0-9_]{0,99}$' THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'category or area is not a name',
            DETAIL  = format('p_category=%s p_area=%s', coalesce(p_category, 'NULL'), coalesce(p_area, 'NULL')),
            HINT    = 'Use lower-case letters, digits and underscores, a letter first, at most 100.';
    END IF;
    INSERT INTO agora.problem_category (category, area, description)
    VALUES (p_category, p_area, p_description)
    ON CONFLICT ON CONSTRAINT problem_category_pk DO NOTHING;
    RETURN p_category;
END;
$add_problem_category$;

COMMENT ON FUNCTION agora.add_problem_category(text, text, text, bigint)
    IS 'Add a problem category; an existing one is left as it is.';
REVOKE ALL ON FUNCTION agora.add_problem_category(text, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.add_problem_category(text, text, text, bigint) TO agora_operator;
