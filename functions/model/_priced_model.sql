-- The model that an alias stands for; any other is itself.
CREATE OR REPLACE FUNCTION agora_model._priced_model(p_model bigint)
RETURNS bigint
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT coalesce(m.alias_of, m.model_id) FROM agora_model.model AS m WHERE m.model_id = p_model;
END;

COMMENT ON FUNCTION agora_model._priced_model(bigint)
    IS 'Model that an alias stands for.';
REVOKE ALL ON FUNCTION agora_model._priced_model(bigint) FROM PUBLIC;
