-- What a model is called: provider/model, with @version where it has one.
CREATE OR REPLACE FUNCTION agora_model._reference_of(p_model bigint)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_reference_of$
BEGIN
    RETURN (SELECT p.provider || '/' || concat_ws('@', m.model, m.version)
              FROM agora_model.model AS m
              JOIN agora_model.provider AS p ON p.provider_id = m.provider_id
             WHERE m.model_id = p_model);
END;
$_reference_of$;

COMMENT ON FUNCTION agora_model._reference_of(bigint)
    IS 'Reference of a model.';
REVOKE ALL ON FUNCTION agora_model._reference_of(bigint) FROM PUBLIC;
