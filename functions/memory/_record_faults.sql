-- What is wrong with attempt records in themselves, without looking at any table: the first fault of each. The published JSON
-- Schema (schemas/attempt.schema.json of the client) says the same to those who write records.
CREATE OR REPLACE FUNCTION agora_memory._record_faults(
    p_records  jsonb,
    p_now      timestamptz
)
RETURNS TABLE (ordinal bigint, record jsonb, fault text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT r.ordinal, r.record,
           CASE WHEN m.field IS NULL THEN agora_memory._record_conflict(r.record, p_now)
                ELSE agora_memory._misfit_reason(r.record, m.field) END
      FROM jsonb_array_elements(p_records) WITH ORDINALITY AS r(record, ordinal)
     CROSS JOIN LATERAL agora_memory._record_misfit(r.record) AS m
    OFFSET 0;
END;

COMMENT ON FUNCTION agora_memory._record_faults(jsonb, timestamptz)
    IS 'For each attempt record of a JSON array its first fault, or NULL.';
REVOKE ALL ON FUNCTION agora_memory._record_faults(jsonb, timestamptz) FROM PUBLIC;
