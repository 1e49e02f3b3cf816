-- Projection: a resolution by the evidence recorded until a time.
CREATE OR REPLACE FUNCTION agora_memory._resolution_at(
    p_id    bigint,
    p_time  timestamptz
)
RETURNS jsonb
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT jsonb_build_object('resolution_id', r.resolution_id, 'error_signature_id', r.error_signature_id, 'approach_key', r.approach_key)
           || agora_memory._resolution_summary(r.resolution_id, '-infinity', p_time)
      FROM agora_memory.resolution AS r
     WHERE r.resolution_id = p_id AND r.recorded_at <= p_time;
END;

COMMENT ON FUNCTION agora_memory._resolution_at(bigint, timestamptz)
    IS 'A resolution as it was at a time.';
REVOKE ALL ON FUNCTION agora_memory._resolution_at(bigint, timestamptz) FROM PUBLIC;
