-- Says what own infrastructure costs that serves the models of a provider, from a moment on. Name and moment are its key: said again
-- alike it changes nothing.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZP006 unknown provider · ZP030 said otherwise.
CREATE OR REPLACE FUNCTION agora_model.set_infra_cost(
    p_name         text,
    p_provider     text,
    p_monthly_usd  numeric,
    p_once_usd     numeric     DEFAULT 0,
    p_from         timestamptz DEFAULT agora.now(),
    p_actor        bigint      DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $set_infra_cost$
DECLARE
    v_provider  bigint;
    v_cost      agora_model.infra_cost;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_name', p_name, 200), agora._check_text('p_provider', p_provider, 100),
            agora_model._check_usd('p_monthly_usd', p_monthly_usd), agora_model._check_usd('p_once_usd', p_once_usd);
    IF p_from IS NULL OR NOT isfinite(p_from) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'moment is not usable',
            DETAIL  = format('p_from=%s', coalesce(p_from::text, 'NULL')),
            HINT    = 'Say from when on it costs that.';
    END IF;
    v_provider := agora_model._provider_of(p_provider);

    INSERT INTO agora_model.infra_cost AS c (name, provider_id, valid_from, monthly_usd, once_usd, created_by, recorded_at)
    VALUES (p_name, v_provider, p_from, p_monthly_usd, p_once_usd, p_actor, agora.now())
    ON CONFLICT ON CONSTRAINT infra_cost_name_uq DO NOTHING;
    SELECT c.* INTO v_cost FROM agora_model.infra_cost AS c WHERE c.name = p_name AND c.valid_from = p_from;
    IF (v_cost.provider_id, v_cost.monthly_usd::numeric, v_cost.once_usd::numeric) IS DISTINCT FROM (v_provider, p_monthly_usd, p_once_usd) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP030',
            MESSAGE = 'cost of this infrastructure is another from that moment on',
            DETAIL  = format('p_name=%s p_from=%s monthly_usd=%s once_usd=%s', p_name, p_from, v_cost.monthly_usd, v_cost.once_usd),
            HINT    = 'See agora_model.infrastructure; choose a later moment.';
    END IF;
    RETURN v_cost.infra_cost_id;
END;
$set_infra_cost$;

COMMENT ON FUNCTION agora_model.set_infra_cost(text, text, numeric, numeric, timestamptz, bigint)
    IS 'Say what infrastructure costs that serves the models of p_provider from p_from on, in US dollars for 30 days, and once; the next moment of the name ends it.';
REVOKE ALL ON FUNCTION agora_model.set_infra_cost(text, text, numeric, numeric, timestamptz, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.set_infra_cost(text, text, numeric, numeric, timestamptz, bigint) TO agora_operator;
