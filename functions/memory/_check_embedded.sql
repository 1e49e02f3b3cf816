-- The documents that vectors are for: of kinds that the model embeds, known, each once.
-- Errors: 22023 · ZM044 unknown document.
CREATE OR REPLACE FUNCTION agora_memory._check_embedded(
    p_model    agora_memory.embedding_model,
    p_kinds    text[],
    p_objects  bigint[]
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_embedded$
DECLARE
    v_wrong    text;
    v_unknown  text;
BEGIN
    SELECT min(format('%s %s', coalesce(left(i.kind, 100), 'NULL'), coalesce(i.object_id::text, 'NULL'))) FILTER (WHERE i.is_wrong),
           min(format('%s %s', i.kind, i.object_id)) FILTER (WHERE NOT i.is_known)
      INTO v_wrong, v_unknown
      FROM (SELECT u.kind, u.object_id,
                   coalesce(u.kind <> ALL (p_model.kinds), true) OR u.object_id IS NULL OR count(*) OVER (PARTITION BY u.kind, u.object_id) > 1 AS is_wrong,
                   EXISTS (SELECT 1 FROM agora_memory.document AS d WHERE d.kind = u.kind AND d.object_id = u.object_id) AS is_known
              FROM unnest(p_kinds, p_objects) AS u (kind, object_id)) AS i;
    IF v_wrong IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'document to embed is not usable',
            DETAIL  = format('document=%s model=%s kinds=%s', v_wrong, p_model.name, p_model.kinds),
            HINT    = 'Name a kind that the model embeds and the key of an object, each object once.';
    END IF;
    IF v_unknown IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM044',
            MESSAGE = 'unknown document',
            DETAIL  = format('document=%s', v_unknown),
            HINT    = 'Vectors are for what searches can find: register the object first.';
    END IF;
END;
$_check_embedded$;

COMMENT ON FUNCTION agora_memory._check_embedded(agora_memory.embedding_model, text[], bigint[])
    IS 'Refuse documents that a model does not embed, that nobody knows, or that are named twice.';
REVOKE ALL ON FUNCTION agora_memory._check_embedded(agora_memory.embedding_model, text[], bigint[]) FROM PUBLIC;
