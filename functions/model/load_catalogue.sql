-- Brings providers, models and prices of a catalogue in, by an operator; a catalogue is what agora prices sync makes of genai-prices. A model
-- that has no price list gets all of them; one that has gets those that begin in the future and, where what it costs now differs, a
-- new list from now on: what the past cost does not change. A model whose list in force was set by hand keeps it. Without p_apply
-- nothing is written; either way the rows say what is new, changed, or kept.
-- Errors: 22023 · 42501 · ZA001 · ZA002.   Locks: price_list against other writers; the models that change, in id order.   Emits: model.catalogue.loaded.v1 · model.price.changed.v1 · model.call.repriced.v1
CREATE OR REPLACE FUNCTION agora_model.load_catalogue(
    p_catalogue  jsonb,
    p_source     text,
    p_apply      boolean DEFAULT false,
    p_actor      bigint  DEFAULT agora.current_principal()
)
RETURNS TABLE (change text, provider text, model text, valid_from timestamptz, detail jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 100
SET search_path = pg_catalog, pg_temp
AS $load_catalogue$
DECLARE
    v_changes  agora_model.catalogue_change[];
    v_models   bigint[];
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_source', p_source, 200);
    PERFORM agora_model._check_catalogue(p_catalogue);
    IF coalesce(p_apply, false) THEN
        LOCK TABLE agora_model.price_list IN SHARE ROW EXCLUSIVE MODE;
    END IF;
    v_changes := agora_model._catalogue_changes(p_catalogue);
    IF coalesce(p_apply, false) THEN
        PERFORM agora_model._put_models(p_catalogue, p_actor);
        v_models := agora_model._put_lists(v_changes, p_source, p_actor);
        PERFORM agora_model._price_unpriced(v_models, p_actor);
        PERFORM agora_event._emit('model.catalogue.loaded.v1', NULL,
                                  jsonb_build_object('source', p_source, 'price_lists', cardinality(v_models),
                                                     'models', (SELECT count(*) FROM unnest(v_changes) AS c WHERE c.change = 'new model')), NULL, p_actor);
    END IF;
    RETURN QUERY SELECT c.change, c.provider, c.model, nullif(c.valid_from, '-infinity'), c.detail FROM unnest(v_changes) AS c;
END;
$load_catalogue$;

COMMENT ON FUNCTION agora_model.load_catalogue(jsonb, text, boolean, bigint)
    IS 'Compare a catalogue of providers, models and prices with what is known, and with p_apply bring it in; returns what changes. See docs/models.md for its form.';
REVOKE ALL ON FUNCTION agora_model.load_catalogue(jsonb, text, boolean, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.load_catalogue(jsonb, text, boolean, bigint) TO agora_operator;
