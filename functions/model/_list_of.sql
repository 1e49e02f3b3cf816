-- Price list of a reference at a moment, where there must be one.
-- Errors: 22023 · ZP001 · ZP002.
CREATE OR REPLACE FUNCTION agora_model._list_of(
    p_model    text,
    p_at       timestamptz,
    p_variant  jsonb
)
RETURNS bigint
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_list_of$
DECLARE
    v_model  bigint;
    v_list   bigint;
BEGIN
    PERFORM agora._check_object('p_variant', p_variant, 10000);
    v_model := agora_model._model_of(p_model);
    IF p_at IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'moment is missing',
            DETAIL  = 'p_at=NULL',
            HINT    = 'Leave it out for prices of now.';
    END IF;
    SELECT agora_model._list_at(coalesce(m.alias_of, m.model_id), p_at) INTO v_list FROM agora_model.model AS m WHERE m.model_id = v_model;
    IF v_list IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP002',
            MESSAGE = 'model has no price',
            DETAIL  = format('p_model=%s p_at=%s', p_model, p_at),
            HINT    = 'Set it with agora_model.set_price(), or load a catalogue with agora prices sync.';
    END IF;
    RETURN v_list;
END;
$_list_of$;

COMMENT ON FUNCTION agora_model._list_of(text, timestamptz, jsonb)
    IS 'Price list of a model at a moment; raises where there is none.';
REVOKE ALL ON FUNCTION agora_model._list_of(text, timestamptz, jsonb) FROM PUBLIC;
