-- Form of a batch of results: {kind, object_id, epoch, vector} or {kind, object_id, epoch, error}; the numbers of a vector
-- fit into four bytes.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_memory._check_embedding_items(
    p_items       jsonb,
    p_dimensions  integer
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_embedding_items$
DECLARE
    v_wrong text;
BEGIN
    IF jsonb_typeof(p_items) IS DISTINCT FROM 'array' OR jsonb_array_length(p_items) > 1000 THEN
        v_wrong := format('p_items is %s', coalesce(jsonb_typeof(p_items), 'NULL'));
    ELSE
        SELECT format('item %s: %s', i.ordinality - 1, left(i.item::text, 200)) INTO v_wrong
          FROM jsonb_array_elements(p_items) WITH ORDINALITY AS i (item, ordinality)
         WHERE jsonb_typeof(i.item) <> 'object'
            OR NOT i.item @? '$ ? (@.kind.type() == "string" && @.object_id.type() == "number")'
            OR (i.item - ARRAY['kind', 'object_id', 'epoch', 'vector', 'error']) <> '{}'
            OR (i.item ? 'vector') = (i.item ? 'error')
            OR i.item @? '$.error ? (@.type() != "string")'
            OR i.item @? '$.epoch ? (@.type() != "number" && @.type() != "null")'
            OR i.item @? '$.*[*] ? (@.type() == "number" && (@ > 340282346638528859811704183484516925440 || @ < -340282346638528859811704183484516925440))'
            OR (i.item ->> 'object_id') !~ '^[0-9]{1,18}$'
            OR (i.item ->> 'epoch') !~ '^[0-9]{1,18}$'
            OR NOT coalesce(jsonb_typeof(i.item -> 'vector') = 'array', true)
            OR i.item @? '$.vector[*] ? (@.type() != "number")'
            OR NOT coalesce(i.item @? '$.error' OR jsonb_array_length(i.item -> 'vector') = p_dimensions, false)
         ORDER BY i.ordinality
         LIMIT 1;
    END IF;
    IF v_wrong IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'embedding item is not usable',
            DETAIL  = v_wrong,
            HINT    = format('Pass an array of up to 1000 objects with kind, object_id, epoch and either vector, an array of %s finite numbers, or error.', p_dimensions);
    END IF;
END;
$_check_embedding_items$;

COMMENT ON FUNCTION agora_memory._check_embedding_items(jsonb, integer)
    IS 'Refuse results of a worker that do not have the form of store_embeddings().';
REVOKE ALL ON FUNCTION agora_memory._check_embedding_items(jsonb, integer) FROM PUBLIC;
