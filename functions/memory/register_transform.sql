-- Registers reusable code, or a template with declared parameters. The normalised code is the natural key: the same program,
-- however it is laid out, gives the transform that is there, with is_duplicate. Name and description are stored without secrets.
-- Errors: 22023 unusable argument or code · 42501 · ZA001 · ZA002 · ZM004 unknown category · ZM014 a secret · ZM034 unusable template.
-- Emits: memory.transform.registered.v1
CREATE OR REPLACE FUNCTION agora_memory.register_transform(
    p_code         text,
    p_language     text    DEFAULT 'python',
    p_name         text    DEFAULT NULL,
    p_description  text    DEFAULT NULL,
    p_category     text    DEFAULT NULL,
    p_quality      numeric DEFAULT NULL,
    p_parameters   jsonb   DEFAULT NULL,
    p_actor        bigint  DEFAULT agora.current_principal()
)
RETURNS agora_memory.registration
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $register_transform$
DECLARE
    v_normalized  agora_memory.normalized_code;
    v_texts       text[];
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_code', p_code, agora.setting_integer('memory.code_limit'));
    PERFORM agora._check_text('p_name', p_name, 200, p_optional => true);
    PERFORM agora._check_text('p_description', p_description, 10000, p_optional => true);
    PERFORM agora._check_number('p_quality', p_quality, 0, 1, p_optional => true);
    PERFORM agora_memory._check_category(p_category);
    IF p_parameters IS NOT NULL THEN
        PERFORM agora._check_object('p_parameters', p_parameters);
    END IF;
    IF agora_memory._has_secret(p_code) OR agora_memory._parameters_have_secret(p_parameters) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM014',
            MESSAGE = 'code carries a secret',
            DETAIL  = format('p_name=%s length=%s', coalesce(agora_memory._redact(p_name), 'NULL'), length(p_code)),
            HINT    = 'Read passwords, keys and tokens from the environment; code is stored as it is.';
    END IF;
    v_normalized := agora_memory.normalize_code(p_code, p_language);
    IF p_parameters IS NOT NULL THEN
        PERFORM agora_memory._fill_template(p_code, v_normalized.language, p_parameters, NULL);
    END IF;
    v_texts := agora_memory._redact_texts(ARRAY[p_name, p_description]);
    RETURN agora_memory._register_transform(p_code, v_normalized, v_texts[1], v_texts[2], p_category, p_quality, NULL, p_parameters,
                                            NULL, false, false, p_actor);
END;
$register_transform$;

COMMENT ON FUNCTION agora_memory.register_transform(text, text, text, text, text, numeric, jsonb, bigint)
    IS 'Register code as a transform: its id, whether it was there already, and its hash. Quality 0..1 is the contributor''s claim; parameters make it a template.';
REVOKE ALL ON FUNCTION agora_memory.register_transform(text, text, text, text, text, numeric, jsonb, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.register_transform(text, text, text, text, text, numeric, jsonb, bigint) TO agora_service;
