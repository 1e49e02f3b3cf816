-- Writes the price lists of a catalogue's changes; returns the models that got one.
-- Locks: the models, in id order.   Emits: model.price.changed.v1
CREATE OR REPLACE FUNCTION agora_model._put_lists(
    p_changes  agora_model.catalogue_change[],
    p_source   text,
    p_actor    bigint
)
RETURNS bigint[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_put_lists$
DECLARE
    v_models bigint[];
BEGIN
    SELECT coalesce(array_agg(DISTINCT m.model_id), '{}') INTO v_models
      FROM unnest(p_changes) AS c
      JOIN agora_model.provider AS v ON v.provider = c.provider
      JOIN agora_model.model AS m ON m.provider_id = v.provider_id AND m.model = c.model AND m.version IS NULL
     WHERE c.change IN ('new price', 'changed price');
    PERFORM 1 FROM agora_model.model AS m WHERE m.model_id = ANY (v_models) ORDER BY m.model_id FOR NO KEY UPDATE;
    PERFORM agora_model._write_list(m.model_id, c.prices, c.valid_from, NULL, p_source, p_actor)
       FROM unnest(p_changes) AS c
       JOIN agora_model.provider AS v ON v.provider = c.provider
       JOIN agora_model.model AS m ON m.provider_id = v.provider_id AND m.model = c.model AND m.version IS NULL
      WHERE c.change IN ('new price', 'changed price');
    RETURN v_models;
END;
$_put_lists$;

COMMENT ON FUNCTION agora_model._put_lists(agora_model.catalogue_change[], text, bigint)
    IS 'Write the price lists of a catalogue.';
REVOKE ALL ON FUNCTION agora_model._put_lists(agora_model.catalogue_change[], text, bigint) FROM PUBLIC;
