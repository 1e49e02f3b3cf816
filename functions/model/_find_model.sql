-- Which registered model does a reference mean? As genai-prices has it: the provider by its name or rule, else by its rule for models;
-- then its model of that very name, else the first of its models, or of those it offers of others, whose rule fits. A compact date
-- (-20251211) is tried with dashes, too. NULL = none.
CREATE OR REPLACE FUNCTION agora_model._find_model(p_reference text)
RETURNS bigint
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_find_model$
DECLARE
    v_reference  text := lower(p_reference);
    v_prefix     text := split_part(v_reference, '/', 1);
    v_name       text := v_reference;
    v_dashed     text;
    v_provider   agora_model.provider;
    v_model      bigint;
BEGIN
    IF v_prefix <> v_reference THEN
        SELECT p.* INTO v_provider FROM agora_model.provider AS p WHERE p.provider = v_prefix;
        IF NOT FOUND THEN
            SELECT p.* INTO v_provider FROM agora_model.provider AS p WHERE agora_model._matches_rule(p.match, v_prefix) ORDER BY p.ordinal LIMIT 1;
        END IF;
        IF FOUND THEN
            v_name := substr(v_reference, length(v_prefix) + 2);
        END IF;
    END IF;
    IF v_provider.provider_id IS NULL THEN
        SELECT p.* INTO v_provider FROM agora_model.provider AS p WHERE agora_model._matches_rule(p.model_match, v_name) ORDER BY p.ordinal LIMIT 1;
    END IF;
    -- By its own name, through the index; the rules of all models are tried only where that does not find it.
    SELECT m.model_id INTO v_model
      FROM agora_model.model AS m
     WHERE m.provider_id = v_provider.provider_id AND m.model = split_part(v_name, '@', 1) AND m.is_registered
       AND m.version IS NOT DISTINCT FROM nullif(substr(v_name, length(split_part(v_name, '@', 1)) + 2), '');
    IF FOUND THEN
        RETURN v_model;
    END IF;
    v_dashed := regexp_replace(v_name, '-(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=-|:|$)', '-\1-\2-\3');

    SELECT m.model_id INTO v_model
      FROM unnest(v_provider.provider || v_provider.fallbacks) WITH ORDINALITY AS s(provider, place)
      JOIN agora_model.provider AS p ON p.provider = s.provider
      JOIN agora_model.model AS m ON m.provider_id = p.provider_id AND m.is_registered
     CROSS JOIN LATERAL (VALUES (v_name, 1), (v_dashed, 2)) AS n(name, form)
     WHERE agora_model._matches_rule(m.match, n.name)
     ORDER BY n.form, s.place, m.ordinal, m.model_id
     LIMIT 1;
    RETURN v_model;
END;
$_find_model$;

COMMENT ON FUNCTION agora_model._find_model(text)
    IS 'Registered model that a reference means; NULL = none.';
REVOKE ALL ON FUNCTION agora_model._find_model(text) FROM PUBLIC;
