-- What the fields of an attempt record, each of which fits, say together that cannot be: the first such fault, or NULL.
CREATE OR REPLACE FUNCTION agora_memory._record_conflict(
    p_record  jsonb,
    p_now     timestamptz
)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
    WHEN p_record ->> 'id' IS NULL THEN 'id is missing'
    WHEN p_record ->> 'request' IS NULL THEN 'request is missing'
    WHEN p_record ->> 'status' IS NULL THEN 'status is missing'
    WHEN p_record ->> 'status' = 'error'
         AND concat(p_record #>> '{error,type}', p_record #>> '{error,message}', p_record #>> '{error,stack}') !~ '\S'
    THEN 'error is missing: status error needs a type, message or stack'
    WHEN p_record ->> 'status' IN ('success', 'cancelled') AND jsonb_strip_nulls(p_record -> 'error') <> '{}'
    THEN format('error does not go with status %s', p_record ->> 'status')
    WHEN p_record ->> 'parent' IS NOT NULL AND p_record ->> 'parent_attempt_id' IS NOT NULL
    THEN 'parent and parent_attempt_id are both given: name one'
    WHEN (p_record ->> 'finished_at')::timestamptz > p_now + interval '5 minutes' THEN 'finished_at is in the future'
    WHEN (p_record ->> 'started_at')::timestamptz > p_now + interval '5 minutes' THEN 'started_at is in the future'
    WHEN (p_record ->> 'finished_at')::timestamptz < (p_record ->> 'started_at')::timestamptz THEN 'finished_at is before started_at'
END;

COMMENT ON FUNCTION agora_memory._record_conflict(jsonb, timestamptz)
    IS 'Why the fields of an attempt record do not go together, or NULL.';
REVOKE ALL ON FUNCTION agora_memory._record_conflict(jsonb, timestamptz) FROM PUBLIC;
