-- Every price of a model that there was, is and will be, by any reference to it; an alias has those of the model it stands for.
-- Errors: 22023 · ZP001.
CREATE OR REPLACE FUNCTION agora_model.prices_of(p_model text)
RETURNS SETOF agora_model.price_history
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
SET search_path = pg_catalog, pg_temp
AS $prices_of$
DECLARE
    v_model bigint := agora_model._serving_model(p_model);
BEGIN
    RETURN QUERY
    SELECT h.* FROM agora_model.price_history AS h
     WHERE h.model_id = v_model
     ORDER BY h.valid_from NULLS FIRST, h.price_list_id, h.rank, h.unit, h.tier_start;
END;
$prices_of$;

COMMENT ON FUNCTION agora_model.prices_of(text)
    IS 'Rows of price_history of a model, as provider/model or any other reference to it; nothing where it has no price.';
REVOKE ALL ON FUNCTION agora_model.prices_of(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.prices_of(text) TO agora_reader;
