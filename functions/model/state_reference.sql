-- What a reference means, where the catalogue's rules say nothing or the wrong thing. Calls recorded before keep their model.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZP001.
CREATE OR REPLACE FUNCTION agora_model.state_reference(
    p_reference  text,
    p_model      text,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $state_reference$
DECLARE
    v_model bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reference', p_reference, 300);
    v_model := agora_model._model_of(p_model);
    INSERT INTO agora_model.model_reference AS f (reference, model_id, is_stated, recorded_at)
    VALUES (lower(p_reference), v_model, true, agora.now())
    ON CONFLICT ON CONSTRAINT model_reference_pk DO UPDATE SET model_id = excluded.model_id, is_stated = true, recorded_at = excluded.recorded_at;
    RETURN v_model;
END;
$state_reference$;

COMMENT ON FUNCTION agora_model.state_reference(text, text, bigint)
    IS 'Say which model a reference means from now on; returns the model_id.';
REVOKE ALL ON FUNCTION agora_model.state_reference(text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.state_reference(text, text, bigint) TO agora_operator;
