-- Model of a reference that must be known: one that is registered, or that a call has named.
-- Errors: 22023 · ZP001.
CREATE OR REPLACE FUNCTION agora_model._model_of(p_reference text)
RETURNS bigint
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_model_of$
DECLARE
    v_model bigint;
BEGIN
    PERFORM agora._check_text('p_model', p_reference, 300);
    SELECT r.model_id INTO v_model FROM agora_model.model_reference AS r WHERE r.reference = lower(p_reference);
    IF NOT FOUND THEN
        v_model := agora_model._find_model(p_reference);
    END IF;
    IF v_model IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP001',
            MESSAGE = 'unknown model',
            DETAIL  = format('p_model=%s', p_reference),
            HINT    = 'See agora_model.known_model; register it with agora_model.register_model(), or load a catalogue with agora prices sync.';
    END IF;
    RETURN v_model;
END;
$_model_of$;

COMMENT ON FUNCTION agora_model._model_of(text)
    IS 'Model of a reference; raises where there is none.';
REVOKE ALL ON FUNCTION agora_model._model_of(text) FROM PUBLIC;
