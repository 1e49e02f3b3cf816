-- Adds a model that no catalogue has, or completes what is known of one: facts that are not named stay as they are. One that only calls
-- have named becomes registered. Facts: name, context_window, output_limit, latency_ms, capabilities, requests_per_minute,
-- tokens_per_minute.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZP006 unknown provider.   Locks: the model's row.
CREATE OR REPLACE FUNCTION agora_model.register_model(
    p_provider  text,
    p_model     text,
    p_version   text   DEFAULT NULL,
    p_facts     jsonb  DEFAULT '{}',
    p_actor     bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $register_model$
DECLARE
    v_provider  bigint;
    v_model     bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_model', p_model, 200), agora._check_text('p_version', p_version, 100, true);
    PERFORM agora_model._check_model_facts(p_facts);
    v_provider := agora_model._provider_of(p_provider);
    INSERT INTO agora_model.model (provider_id, model, version, is_registered, created_by, recorded_at)
    VALUES (v_provider, lower(p_model), p_version, true, p_actor, agora.now())
    ON CONFLICT ON CONSTRAINT model_model_uq DO NOTHING;
    UPDATE agora_model.model AS m
       SET is_registered       = true,
           alias_of            = NULL,
           name                = coalesce(p_facts ->> 'name', m.name),
           context_window      = coalesce((p_facts ->> 'context_window')::bigint, m.context_window),
           output_limit        = coalesce((p_facts ->> 'output_limit')::bigint, m.output_limit),
           latency_ms          = coalesce((p_facts ->> 'latency_ms')::numeric, m.latency_ms),
           capabilities        = coalesce((SELECT array_agg(DISTINCT c.value ORDER BY c.value) FROM jsonb_array_elements_text(p_facts -> 'capabilities') AS c), m.capabilities),
           requests_per_minute = coalesce((p_facts ->> 'requests_per_minute')::bigint, m.requests_per_minute),
           tokens_per_minute   = coalesce((p_facts ->> 'tokens_per_minute')::bigint, m.tokens_per_minute)
     WHERE m.provider_id = v_provider AND m.model = lower(p_model) AND m.version IS NOT DISTINCT FROM p_version
    RETURNING m.model_id INTO v_model;
    PERFORM agora_model._forget_references();
    RETURN v_model;
END;
$register_model$;

COMMENT ON FUNCTION agora_model.register_model(text, text, text, jsonb, bigint)
    IS 'Add a model of a provider, or complete what is known of it; returns its id. It is called provider/model, with @version where it has one.';
REVOKE ALL ON FUNCTION agora_model.register_model(text, text, text, jsonb, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.register_model(text, text, text, jsonb, bigint) TO agora_operator;
