-- Facts of a model: known names, whole numbers above 0, known capabilities.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_model._check_model_facts(p_facts jsonb)
RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_model_facts$
DECLARE
    v_found text;
BEGIN
    PERFORM agora._check_object('p_facts', p_facts, 10000);
    SELECT format('%s=%s', f.key, left(f.value::text, 100)) INTO v_found
      FROM jsonb_each(p_facts) AS f
     WHERE NOT CASE f.key
           WHEN 'name' THEN jsonb_typeof(f.value) = 'string' AND length(f.value #>> '{}') BETWEEN 1 AND 200
           WHEN 'latency_ms' THEN jsonb_typeof(f.value) = 'number' AND f.value >= to_jsonb(0) AND f.value <= to_jsonb(1000000000)
           WHEN 'capabilities' THEN jsonb_typeof(f.value) = 'array' AND f.value <@ '["streaming", "tools", "vision"]'
           ELSE f.key IN ('context_window', 'output_limit', 'requests_per_minute', 'tokens_per_minute')
                AND jsonb_typeof(f.value) = 'number' AND f.value::text ~ '^[1-9][0-9]{0,14}$' END
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'fact of a model is not usable',
            DETAIL  = v_found,
            HINT    = 'Facts are name, context_window, output_limit, requests_per_minute and tokens_per_minute (whole numbers above 0), latency_ms, and capabilities, of streaming, tools, vision.';
    END IF;
END;
$_check_model_facts$;

COMMENT ON FUNCTION agora_model._check_model_facts(jsonb)
    IS 'Refuse unknown or unusable facts of a model.';
REVOKE ALL ON FUNCTION agora_model._check_model_facts(jsonb) FROM PUBLIC;
