-- Adds a stage of work. The name is the natural key; an existing one stays as it is.
-- Errors: 22023 · 42501 · ZA001 · ZA002.
CREATE OR REPLACE FUNCTION agora.add_stage(
    p_stage        text,
    p_ordinal      integer,
    p_description  text,
    p_actor        bigint DEFAULT agora.current_principal()
)
RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_stage$
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_description', p_description, 1000), agora._check_number('p_ordinal', p_ordinal, 0, 1000000);
    IF p_stage IS NULL OR p_stage !~ '^[a-z][a-z0-9_]{0,99}$' THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'stage is not a name',
            DETAIL  = format('p_stage=%s', coalesce(p_stage, 'NULL')),
            HINT    = 'Use lower-case letters, digits and underscores, a letter first, at most 100.';
    END IF;
    INSERT INTO agora.stage (stage, ordinal, description)
    VALUES (p_stage, p_ordinal, p_description)
    ON CONFLICT ON CONSTRAINT stage_pk DO NOTHING;
    RETURN p_stage;
END;
$add_stage$;

COMMENT ON FUNCTION agora.add_stage(text, integer, text, bigint)
    IS 'Add a stage of work; p_ordinal is its place in reports. An existing one is left as it is.';
REVOKE ALL ON FUNCTION agora.add_stage(text, integer, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.add_stage(text, integer, text, bigint) TO agora_operator;
