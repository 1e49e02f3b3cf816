-- From when on a model should no longer be chosen. Calls of it are recorded and priced as before.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZP001.   Locks: the model's row.
CREATE OR REPLACE FUNCTION agora_model.deprecate_model(
    p_model  text,
    p_at     timestamptz DEFAULT agora.now(),
    p_actor  bigint      DEFAULT agora.current_principal()
)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $deprecate_model$
DECLARE
    v_model bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_model := agora_model._model_of(p_model);
    UPDATE agora_model.model AS m SET deprecated_at = p_at WHERE m.model_id = v_model;
END;
$deprecate_model$;

COMMENT ON FUNCTION agora_model.deprecate_model(text, timestamptz, bigint)
    IS 'Say from when on a model is deprecated; NULL takes it back.';
REVOKE ALL ON FUNCTION agora_model.deprecate_model(text, timestamptz, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.deprecate_model(text, timestamptz, bigint) TO agora_operator;
