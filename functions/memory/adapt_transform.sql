-- A template with values for its parameters, as literals of its language. Nothing is guessed: a value that is missing, unknown or
-- of another type is an error.
-- Errors: 22023 values do not fit · ZM005 · ZM006 · ZM031 · ZM034 no template.
CREATE OR REPLACE FUNCTION agora_memory.adapt_transform(
    p_transform  bigint,
    p_values     jsonb DEFAULT '{}'
)
RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $adapt_transform$
DECLARE
    v_transform agora_memory.transform;
BEGIN
    PERFORM agora._check_object('p_values', p_values);
    PERFORM agora_memory._check_transforms(ARRAY[p_transform]);
    SELECT t.* INTO v_transform FROM agora_memory.transform AS t WHERE t.transform_id = p_transform;
    IF v_transform.parameters IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM034',
            MESSAGE = 'transform is no template',
            DETAIL  = format('transform_id=%s', p_transform),
            HINT    = 'Use its code as it is, or register it with p_parameters.';
    END IF;
    RETURN agora_memory._fill_template(v_transform.code, v_transform.language, v_transform.parameters, p_values);
END;
$adapt_transform$;

COMMENT ON FUNCTION agora_memory.adapt_transform(bigint, jsonb)
    IS 'Code of a template with values for its parameters; parameters with a default may be left out.';
REVOKE ALL ON FUNCTION agora_memory.adapt_transform(bigint, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.adapt_transform(bigint, jsonb) TO agora_reader;
