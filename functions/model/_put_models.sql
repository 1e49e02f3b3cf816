-- Writes providers and models of a catalogue: names, rules, windows, deprecation.
-- Locks: the rows that change.
CREATE OR REPLACE FUNCTION agora_model._put_models(
    p_catalogue  jsonb,
    p_actor      bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_put_models$
BEGIN
    INSERT INTO agora_model.provider AS v (provider, name, ordinal, match, model_match, fallbacks, recorded_at)
    SELECT p.value ->> 'provider', coalesce(p.value ->> 'name', p.value ->> 'provider'), coalesce((p.value ->> 'ordinal')::integer, p.ordinality), nullif(p.value -> 'match', 'null'),
           nullif(p.value -> 'model_match', 'null'),
           coalesce((SELECT array_agg(f.value ORDER BY f.ordinality) FROM jsonb_array_elements_text(p.value -> 'fallbacks') WITH ORDINALITY AS f), '{}'), agora.now()
      FROM jsonb_array_elements(p_catalogue -> 'providers') WITH ORDINALITY AS p
     ORDER BY p.value ->> 'provider'
    ON CONFLICT ON CONSTRAINT provider_provider_uq DO UPDATE
       SET name = excluded.name, ordinal = excluded.ordinal, match = excluded.match, model_match = excluded.model_match, fallbacks = excluded.fallbacks;

    INSERT INTO agora_model.model AS k (provider_id, model, name, context_window, ordinal, match, deprecated_at, is_registered, created_by, recorded_at)
    SELECT v.provider_id, lower(m.value ->> 'model'), m.value ->> 'name', (m.value ->> 'context_window')::bigint, m.ordinality, nullif(m.value -> 'match', 'null'),
           CASE WHEN (m.value -> 'is_deprecated') = 'true' THEN agora.now() END, true, p_actor, agora.now()
      FROM jsonb_array_elements(p_catalogue -> 'providers') AS p
      JOIN agora_model.provider AS v ON v.provider = p.value ->> 'provider'
     CROSS JOIN LATERAL jsonb_array_elements(p.value -> 'models') WITH ORDINALITY AS m
     ORDER BY v.provider_id, lower(m.value ->> 'model')
    ON CONFLICT ON CONSTRAINT model_model_uq DO UPDATE
       SET name           = coalesce(excluded.name, k.name),
           context_window = coalesce(excluded.context_window, k.context_window),
           ordinal        = excluded.ordinal,
           match          = excluded.match,
           deprecated_at  = CASE WHEN excluded.deprecated_at IS NOT NULL THEN coalesce(k.deprecated_at, excluded.deprecated_at) ELSE k.deprecated_at END,
           is_registered  = true,
           alias_of       = NULL;
    PERFORM agora_model._forget_references();
END;
$_put_models$;

COMMENT ON FUNCTION agora_model._put_models(jsonb, bigint)
    IS 'Write providers and models of a catalogue.';
REVOKE ALL ON FUNCTION agora_model._put_models(jsonb, bigint) FROM PUBLIC;
