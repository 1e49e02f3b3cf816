-- What usage would cost, before it is bought; also right for calls of the past.
-- Errors: 22023 · ZP001 · ZP002.
CREATE OR REPLACE FUNCTION agora_model.estimate_cost(
    p_model    text,
    p_usage    jsonb,
    p_variant  jsonb       DEFAULT '{}',
    p_at       timestamptz DEFAULT agora.now()
)
RETURNS numeric
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $estimate_cost$
DECLARE
    v_list   bigint;
    v_found  record;
BEGIN
    PERFORM agora_model._check_usage(p_usage);
    v_list := agora_model._list_of(p_model, p_at, p_variant);
    v_found := agora_model._cost_of(v_list, p_at, p_variant, p_usage);
    IF v_found.fault IS NOT NULL THEN
        PERFORM agora._raise_fault(v_found.fault);
    END IF;
    RETURN v_found.usd;
END;
$estimate_cost$;

COMMENT ON FUNCTION agora_model.estimate_cost(text, jsonb, jsonb, timestamptz)
    IS 'Cost of usage in US dollars, not rounded; p_usage by unit, such as {"input_tokens": 1000, "output_tokens": 500}, where input_tokens counts cached ones, too.';
REVOKE ALL ON FUNCTION agora_model.estimate_cost(text, jsonb, jsonb, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.estimate_cost(text, jsonb, jsonb, timestamptz) TO agora_reader;
