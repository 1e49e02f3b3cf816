-- Form of a catalogue: {"providers": [{"provider": …, "name": …, "match": …, "model_match": …, "fallbacks": […], "models": [{"model": …,
-- "name": …, "match": …, "context_window": …, "is_deprecated": …, "lists": [{"from": …, "prices": {…}}]}]}]}.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_model._check_catalogue(p_catalogue jsonb)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_catalogue$
DECLARE
    v_found text;
BEGIN
    PERFORM agora._check_object('p_catalogue', p_catalogue, 20000000);
    IF jsonb_typeof(p_catalogue -> 'providers') = 'array' THEN
        SELECT format('provider=%s', left(coalesce(p.value ->> 'provider', p.value::text), 100)) INTO v_found
          FROM jsonb_array_elements(p_catalogue -> 'providers') AS p
         WHERE NOT CASE WHEN jsonb_typeof(p.value) <> 'object' OR jsonb_typeof(p.value -> 'models') IS DISTINCT FROM 'array' THEN false
                        ELSE coalesce(p.value ->> 'provider' ~ '^[a-z0-9][a-z0-9._-]{0,99}$', false) AND agora._is_text(p.value -> 'name', 200) AND agora._is_number(p.value -> 'ordinal', 0, 1000000, 0)
                             AND coalesce(jsonb_typeof(p.value -> 'fallbacks'), 'array') = 'array' END
         LIMIT 1;
        IF NOT FOUND THEN
            SELECT format('provider=%s model=%s', p.value ->> 'provider', left(coalesce(m.value ->> 'model', m.value::text), 100)) INTO v_found
              FROM jsonb_array_elements(p_catalogue -> 'providers') AS p
             CROSS JOIN LATERAL jsonb_array_elements(p.value -> 'models') AS m
             WHERE NOT CASE WHEN jsonb_typeof(m.value) <> 'object' OR jsonb_typeof(m.value -> 'lists') IS DISTINCT FROM 'array' THEN false
                            WHEN NOT (m.value ? 'model' AND agora._is_text(m.value -> 'model', 200) AND agora._is_text(m.value -> 'name', 200)
                                      AND agora._is_number(m.value -> 'context_window', 1, 1e15, 0)) THEN false
                            ELSE NOT EXISTS (SELECT FROM jsonb_array_elements(m.value -> 'lists') AS l
                                              WHERE jsonb_typeof(l.value) <> 'object' OR NOT agora._is_time(l.value -> 'from')
                                                    OR jsonb_typeof(l.value -> 'prices') IS DISTINCT FROM 'object') END
             LIMIT 1;
        END IF;
    ELSE
        v_found := 'providers are missing';
    END IF;
    IF v_found IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'catalogue is not usable',
            DETAIL  = v_found,
            HINT    = 'agora prices sync makes one; docs/models.md has its form.';
    END IF;
END;
$_check_catalogue$;

COMMENT ON FUNCTION agora_model._check_catalogue(jsonb)
    IS 'Refuse a catalogue of another form.';
REVOKE ALL ON FUNCTION agora_model._check_catalogue(jsonb) FROM PUBLIC;
