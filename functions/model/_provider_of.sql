-- Provider of a name.
-- Errors: 22023 · ZP006.
CREATE OR REPLACE FUNCTION agora_model._provider_of(p_provider text)
RETURNS bigint
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_provider_of$
DECLARE
    v_provider bigint;
BEGIN
    PERFORM agora._check_text('p_provider', p_provider, 100);
    SELECT p.provider_id INTO v_provider FROM agora_model.provider AS p WHERE p.provider = p_provider;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP006',
            MESSAGE = 'unknown provider',
            DETAIL  = format('p_provider=%s', p_provider),
            HINT    = 'See agora_model.known_provider; add it with agora_model.register_provider().';
    END IF;
    RETURN v_provider;
END;
$_provider_of$;

COMMENT ON FUNCTION agora_model._provider_of(text)
    IS 'Provider of a name; raises where there is none.';
REVOKE ALL ON FUNCTION agora_model._provider_of(text) FROM PUBLIC;
