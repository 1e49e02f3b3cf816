-- What a model costs from a moment on, by an operator. A list that would change what calls cost that were priced is refused: the past is
-- changed by reprice_calls() alone. Calls that had no price are priced by the first list that covers their time.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZP001 unknown model · ZP003 a list begins then · ZP004 calls of that time were priced.
-- Locks: the model's row.   Emits: model.price.changed.v1 · model.call.repriced.v1
CREATE OR REPLACE FUNCTION agora_model.set_price(
    p_model       text,
    p_prices      jsonb,
    p_valid_from  timestamptz DEFAULT agora.now(),
    p_source      text        DEFAULT 'operator',
    p_key         text        DEFAULT NULL,
    p_actor       bigint      DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $set_price$
DECLARE
    v_model  bigint;
    v_first  jsonb;
    v_list   bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_source', p_source, 200);
    v_model := agora_model._model_of(p_model);
    PERFORM agora_model._content_of(p_prices);
    IF p_valid_from IS NULL OR p_valid_from = 'infinity' THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'moment is not usable',
            DETAIL  = format('p_valid_from=%s', coalesce(p_valid_from::text, 'NULL')),
            HINT    = 'Pass the moment from which the prices hold; -infinity = always.';
    END IF;
    -- The moment counts only where it was said: a repeated call has another default.
    v_first := agora._first_result('set_price', p_actor, p_key, jsonb_build_array(v_model, p_prices, extract(epoch FROM nullif(p_valid_from, agora.now())), p_source));
    IF v_first IS NOT NULL THEN
        RETURN v_first::bigint;
    END IF;

    PERFORM 1 FROM agora_model.model AS m WHERE m.model_id = v_model FOR NO KEY UPDATE;
    PERFORM agora_model._refuse_list(v_model, p_valid_from);
    v_list := agora_model._write_list(v_model, p_prices, p_valid_from, NULL, p_source, p_actor);
    PERFORM agora_model._price_unpriced(ARRAY[v_model], p_actor);
    IF p_key IS NOT NULL THEN
        PERFORM agora._keep_result('set_price', p_actor, p_key, to_jsonb(v_list));
    END IF;
    RETURN v_list;
END;
$set_price$;

COMMENT ON FUNCTION agora_model.set_price(text, jsonb, timestamptz, text, text, bigint)
    IS 'Set what a model costs from a moment on; p_prices in US dollars by price name, such as {"input_mtok": 3, "output_mtok": 15}, see docs/models.md. Returns the price_list_id.';
REVOKE ALL ON FUNCTION agora_model.set_price(text, jsonb, timestamptz, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.set_price(text, jsonb, timestamptz, text, text, bigint) TO agora_operator;
