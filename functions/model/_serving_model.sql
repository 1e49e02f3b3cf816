-- The model that a reference means, for an assignment: one that turned out to be another is that other.
-- Errors: 22023 · ZP001.
CREATE OR REPLACE FUNCTION agora_model._serving_model(p_reference text)
RETURNS bigint
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_serving_model$
DECLARE
    v_model bigint := agora_model._model_of(p_reference);
BEGIN
    RETURN (SELECT coalesce(m.alias_of, m.model_id) FROM agora_model.model AS m WHERE m.model_id = v_model);
END;
$_serving_model$;

COMMENT ON FUNCTION agora_model._serving_model(text)
    IS 'Model of a reference, through its alias; raises where there is none.';
REVOKE ALL ON FUNCTION agora_model._serving_model(text) FROM PUBLIC;
