-- What is wrong with usage, as message, detail and hint; NULL = nothing. The object itself was checked.
CREATE OR REPLACE FUNCTION agora_model._usage_fault(p_usage jsonb)
RETURNS text[]
LANGUAGE plpgsql STABLE
AS $_usage_fault$
DECLARE
    c_usual  text[] := '{input_tokens,output_tokens,cache_read_tokens,cache_write_tokens,output_reasoning_tokens}';
    v_unit   text;
    v_value  jsonb;
    v_known  boolean;
BEGIN
    -- Most calls end here, without a look at the table.
    IF p_usage - c_usual = '{}' AND NOT p_usage @? '$.* ? (@.type() <> "number" || @ < 0 || @ > 1000000000000 || @ <> @.floor())' THEN
        RETURN NULL;
    END IF;
    SELECT r.key, r.value, u.unit IS NOT NULL INTO v_unit, v_value, v_known
      FROM jsonb_each(p_usage) AS r
      LEFT JOIN agora_model.unit AS u ON u.unit = r.key AND u.unit <> 'requests'
     WHERE CASE WHEN u.unit IS NULL OR jsonb_typeof(r.value) <> 'number' THEN true
                ELSE r.value < to_jsonb(0) OR r.value > to_jsonb(1000000000000)
                     OR (u.is_whole AND strpos(r.value::text, '.') > 0 AND (r.value)::numeric <> trunc((r.value)::numeric)) END
     LIMIT 1;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    RETURN ARRAY['usage is not usable',
                 format('unit=%s value=%s', v_unit, left(v_value::text, 100)),
                 CASE WHEN v_known THEN 'Counts are numbers from 0 to 1e12, whole ones but for seconds.'
                      ELSE 'See agora_model.known_unit for the names; a call counts as one request by itself.' END];
END;
$_usage_fault$;

COMMENT ON FUNCTION agora_model._usage_fault(jsonb)
    IS 'Fault of usage: message, detail and hint; NULL = none.';
REVOKE ALL ON FUNCTION agora_model._usage_fault(jsonb) FROM PUBLIC;
