-- What a catalogue would change, by model and list; nothing is written.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_model._catalogue_changes(p_catalogue jsonb)
RETURNS agora_model.catalogue_change[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_catalogue_changes$
DECLARE
    v_now      timestamptz := agora.now();
    v_changes  agora_model.catalogue_change[];
BEGIN
    WITH offered AS MATERIALIZED (
        SELECT p.value ->> 'provider' AS provider, lower(m.value ->> 'model') AS model, k.model_id, coalesce(k.is_registered, false) AS is_registered,
               coalesce((l.value ->> 'from')::timestamptz, '-infinity') AS valid_from, l.value -> 'prices' AS prices,
               CASE WHEN l.value IS NOT NULL THEN agora_model._content_of(l.value -> 'prices') END AS content
          FROM jsonb_array_elements(p_catalogue -> 'providers') AS p
         CROSS JOIN LATERAL jsonb_array_elements(p.value -> 'models') AS m
          LEFT JOIN LATERAL jsonb_array_elements(m.value -> 'lists') AS l ON true
          LEFT JOIN agora_model.provider AS v ON v.provider = p.value ->> 'provider'
          LEFT JOIN agora_model.model AS k ON k.provider_id = v.provider_id AND k.model = lower(m.value ->> 'model') AND k.version IS NULL
    ), held AS MATERIALIZED (
        SELECT DISTINCT o.model_id, f.price_list_id, f.content, f.source
          FROM offered AS o
          LEFT JOIN agora_model.price_list AS f ON f.price_list_id = (SELECT l.price_list_id FROM agora_model.price_list AS l
                                                                       WHERE l.model_id = o.model_id AND l.valid_from <= v_now AND l.corrects_until IS NULL
                                                                       ORDER BY l.valid_from DESC LIMIT 1)
         WHERE o.model_id IS NOT NULL
    ), current AS (
        SELECT DISTINCT ON (o.provider, o.model) o.*
          FROM offered AS o
         WHERE o.valid_from <= v_now AND o.content IS NOT NULL
         ORDER BY o.provider, o.model, o.valid_from DESC
    ), change (change, provider, model, valid_from, prices, detail) AS (
        SELECT DISTINCT 'new model', o.provider, o.model, NULL::timestamptz, NULL::jsonb, '{}'::jsonb
          FROM offered AS o
         WHERE NOT o.is_registered
         UNION ALL
        SELECT 'new price', o.provider, o.model, o.valid_from, o.prices, '{}'
          FROM offered AS o
          LEFT JOIN held AS h ON h.model_id = o.model_id
         WHERE o.content IS NOT NULL
           AND NOT EXISTS (SELECT FROM agora_model.price_list AS l WHERE l.model_id = o.model_id AND l.valid_from = o.valid_from AND l.corrects_until IS NULL)
           AND (h.price_list_id IS NULL OR o.valid_from > v_now)
         UNION ALL
        SELECT CASE WHEN h.source ^@ 'genai-prices' THEN 'changed price' ELSE 'kept' END, c.provider, c.model, v_now, c.prices,
               jsonb_build_object('before', h.content, 'after', c.content, 'source', h.source)
          FROM current AS c
          JOIN held AS h ON h.model_id = c.model_id AND h.content <> c.content
    )
    SELECT coalesce(array_agg((c.change, c.provider, c.model, c.valid_from, c.prices, c.detail)::agora_model.catalogue_change
                              ORDER BY c.provider, c.model, c.change, c.valid_from), '{}') INTO v_changes
      FROM change AS c;
    RETURN v_changes;
END;
$_catalogue_changes$;

COMMENT ON FUNCTION agora_model._catalogue_changes(jsonb)
    IS 'What a catalogue would change.';
REVOKE ALL ON FUNCTION agora_model._catalogue_changes(jsonb) FROM PUBLIC;
