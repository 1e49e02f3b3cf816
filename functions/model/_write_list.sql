-- Writes a price list with its sets and prices; the caller has checked right and time. Calls of the model that had no price and
-- whose time it covers are priced with it.
-- Errors: 22023.   Emits: model.price.changed.v1 · model.call.repriced.v1
CREATE OR REPLACE FUNCTION agora_model._write_list(
    p_model       bigint,
    p_prices      jsonb,
    p_valid_from  timestamptz,
    p_until       timestamptz,
    p_source      text,
    p_actor       bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_write_list$
DECLARE
    v_list bigint;
BEGIN
    INSERT INTO agora_model.price_list AS l (model_id, valid_from, corrects_until, content, lines, source, created_by, recorded_at)
    VALUES (p_model, p_valid_from, p_until, agora_model._content_of(p_prices), agora_model._lines_of(p_prices), p_source, p_actor, agora.now())
    RETURNING l.price_list_id INTO v_list;
    WITH sets AS (
        INSERT INTO agora_model.price_set AS s (price_list_id, rank, window_start, window_end, variant)
        SELECT v_list, e.ordinality, (e.value #>> '{window,0}')::interval, (e.value #>> '{window,1}')::interval, e.value -> 'variant'
          FROM jsonb_array_elements(coalesce(p_prices -> 'sets', '[{}]')) WITH ORDINALITY AS e
        RETURNING s.price_set_id, s.rank
    )
    INSERT INTO agora_model.model_price (price_set_id, unit, tier_start, usd, minimum)
    SELECT s.price_set_id, r.unit, r.tier_start, r.usd, r.minimum
      FROM agora_model._read_prices(p_prices) AS r
      JOIN sets AS s ON s.rank = r.rank;
    PERFORM agora_event._emit('model.price.changed.v1', p_model::text,
                              jsonb_build_object('price_list_id', v_list, 'model_id', p_model, 'valid_from', p_valid_from,
                                                 'corrects_until', p_until, 'source', p_source), NULL, p_actor);
    RETURN v_list;
END;
$_write_list$;

COMMENT ON FUNCTION agora_model._write_list(bigint, jsonb, timestamptz, timestamptz, text, bigint)
    IS 'Write a price list; returns its id.';
REVOKE ALL ON FUNCTION agora_model._write_list(bigint, jsonb, timestamptz, timestamptz, text, bigint) FROM PUBLIC;
