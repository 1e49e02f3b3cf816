-- Adds a provider, or renames one.
-- Errors: 22023 · 42501 · ZA001 · ZA002.
CREATE OR REPLACE FUNCTION agora_model.register_provider(
    p_provider  text,
    p_name      text   DEFAULT NULL,
    p_actor     bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $register_provider$
DECLARE
    v_provider bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_provider', p_provider, 100), agora._check_text('p_name', p_name, 200, true);
    IF p_provider !~ '^[a-z0-9][a-z0-9._-]*$' THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'name of a provider is not usable',
            DETAIL  = format('p_provider=%s', p_provider),
            HINT    = 'Lower case letters, digits, dots, dashes and underscores, as in openai.';
    END IF;
    INSERT INTO agora_model.provider AS p (provider, name, recorded_at)
    VALUES (p_provider, coalesce(p_name, p_provider), agora.now())
    ON CONFLICT ON CONSTRAINT provider_provider_uq DO UPDATE SET name = coalesce(p_name, p.name)
    RETURNING p.provider_id INTO v_provider;
    RETURN v_provider;
END;
$register_provider$;

COMMENT ON FUNCTION agora_model.register_provider(text, text, bigint)
    IS 'Add a provider of models, or rename it; returns its id.';
REVOKE ALL ON FUNCTION agora_model.register_provider(text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.register_provider(text, text, bigint) TO agora_operator;
