-- What is wrong with the facts of a call, as message, detail and hint; NULL = nothing.
CREATE OR REPLACE FUNCTION agora_model._call_fault(
    p_model       text,
    p_usage       jsonb,
    p_success     boolean,
    p_latency_ms  numeric,
    p_quality     numeric,
    p_at          timestamptz,
    p_details     jsonb,
    p_key         text
)
RETURNS text[]
LANGUAGE plpgsql STABLE
AS $_call_fault$
BEGIN
    IF NOT coalesce(length(p_model) <= 300 AND agora._is_name(p_model), false) THEN
        RETURN ARRAY['model is not usable', format('p_model=%s', coalesce(left(p_model, 300), 'NULL')), 'Name it as provider/model, in at most 300 printable characters.'];
    ELSIF p_key IS NOT NULL AND NOT (length(p_key) <= 200 AND agora._is_name(p_key)) THEN
        RETURN ARRAY['key is not usable', format('p_key=%s', left(to_json(p_key)::text, 300)), 'A key is printable text of at most 200 characters.'];
    ELSIF p_success IS NULL THEN
        RETURN ARRAY['outcome is missing', 'p_success=NULL', 'Say whether the call gave a usable answer.'];
    ELSIF p_latency_ms < 0 OR p_latency_ms > 1e9 THEN -- NaN is above every number
        RETURN ARRAY['latency is not usable', format('p_latency_ms=%s', p_latency_ms), 'Milliseconds from 0 to 1e9.'];
    ELSIF p_quality < 0 OR p_quality > 1 THEN
        RETURN ARRAY['quality is not usable', format('p_quality=%s', p_quality), 'A number from 0 to 1.'];
    ELSIF p_at = '-infinity' OR (p_at > agora.now() AND p_at > agora.now() + agora.setting_interval('model.call_ahead')) THEN
        RETURN ARRAY['time of the call is not usable', format('p_called_at=%s now=%s', p_at, agora.now()), 'A call was made in the past; setting model.call_ahead allows for clocks that differ.'];
    ELSIF jsonb_typeof(p_usage) IS DISTINCT FROM 'object' OR pg_column_size(p_usage) > 10000 THEN
        RETURN ARRAY['usage is not usable', format('p_usage=%s', coalesce(left(p_usage::text, 100), 'NULL')), 'Pass an object such as {"input_tokens": 1000, "output_tokens": 500}.'];
    ELSIF p_details IS NULL OR p_details <> '{}' THEN
        IF jsonb_typeof(p_details) IS DISTINCT FROM 'object' OR pg_column_size(p_details) > 100000 OR p_details @? '$.**{100}'
           OR p_details - ARRAY['category', 'project', 'agent_type', 'variant', 'meta', 'authorization'] <> '{}'
           OR EXISTS (SELECT FROM jsonb_each(p_details) AS d
                       WHERE CASE WHEN d.key IN ('variant', 'meta') THEN jsonb_typeof(d.value) <> 'object'
                                  WHEN d.key = 'authorization' THEN NOT agora._is_number(d.value, 1, 1e18, 0)
                                  ELSE jsonb_typeof(d.value) NOT IN ('string', 'null') OR NOT coalesce(length(d.value #>> '{}') <= 200 AND agora._is_name(d.value #>> '{}'), true) END) THEN
            RETURN ARRAY['details are not usable', format('p_details=%s', coalesce(left(p_details::text, 200), 'NULL')),
                         'An object of category, project, agent_type (texts of at most 200 characters), variant and meta (objects), and authorization (the id that authorize_spend() answered).'];
        END IF;
    END IF;
    RETURN agora_model._usage_fault(p_usage);
END;
$_call_fault$;

COMMENT ON FUNCTION agora_model._call_fault(text, jsonb, boolean, numeric, numeric, timestamptz, jsonb, text)
    IS 'Fault of the facts of a call: message, detail and hint; NULL = none.';
REVOKE ALL ON FUNCTION agora_model._call_fault(text, jsonb, boolean, numeric, numeric, timestamptz, jsonb, text) FROM PUBLIC;
