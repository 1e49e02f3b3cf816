-- What usage would cost now with a model; NULL = it has no price, or the usage does not fit its list.
CREATE OR REPLACE FUNCTION agora_model._cost_with(
    p_model  bigint,
    p_usage  jsonb
)
RETURNS numeric
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_cost_with$
DECLARE
    v_now timestamptz := agora.now();
BEGIN
    RETURN (SELECT c.usd FROM agora_model._cost_of(agora_model._list_at(p_model, v_now), v_now, '{}', p_usage) AS c WHERE c.fault IS NULL);
END;
$_cost_with$;

COMMENT ON FUNCTION agora_model._cost_with(bigint, jsonb)
    IS 'Cost of usage with a model now, in US dollars; NULL = not known.';
REVOKE ALL ON FUNCTION agora_model._cost_with(bigint, jsonb) FROM PUBLIC;
