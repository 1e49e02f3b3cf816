-- A call as record_calls() keeps it in mind: a field that is null is one that is not said, so both are the same call to a key.
CREATE OR REPLACE FUNCTION agora_model._call_record(p_record jsonb)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
RETURN CASE jsonb_typeof(p_record)
    WHEN 'object' THEN (SELECT coalesce(jsonb_object_agg(f.key, f.value), '{}') FROM jsonb_each(p_record) AS f WHERE f.value <> 'null')
    ELSE p_record
END;

COMMENT ON FUNCTION agora_model._call_record(jsonb)
    IS 'Call record without the fields that are null.';
REVOKE ALL ON FUNCTION agora_model._call_record(jsonb) FROM PUBLIC;
