-- The summary of a resolution, from its evidence recorded in a span of time; z as it was set when the last of it was recorded.
CREATE OR REPLACE FUNCTION agora_memory._resolution_summary(
    p_resolution  bigint,
    p_after       timestamptz,
    p_until       timestamptz
)
RETURNS jsonb
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT jsonb_build_object('successes', s.successes, 'failures', s.failures,
                              'confidence', agora_memory.wilson_lower_bound(s.successes, s.successes + s.failures, coalesce(
                                  (SELECT coalesce(h.new_value, d.default_value)
                                     FROM agora.setting_history AS h
                                    WHERE h.key = d.key AND h.changed_at < s.last_recorded_at
                                    ORDER BY h.setting_history_id DESC
                                    LIMIT 1), d.default_value)::numeric),
                              'last_success_at', s.last_success_at, 'last_failure_at', s.last_failure_at)
      FROM agora.setting AS d
     CROSS JOIN (SELECT count(*) FILTER (WHERE e.is_success) AS successes,
                        count(*) FILTER (WHERE NOT e.is_success) AS failures,
                        max(e.occurred_at) FILTER (WHERE e.is_success) AS last_success_at,
                        max(e.occurred_at) FILTER (WHERE NOT e.is_success) AS last_failure_at,
                        max(e.recorded_at) AS last_recorded_at
                   FROM agora_memory.resolution_evidence AS e
                  WHERE e.resolution_id = p_resolution AND e.recorded_at >= p_after AND e.recorded_at <= p_until) AS s
     WHERE d.key = 'memory.wilson_z';
END;

COMMENT ON FUNCTION agora_memory._resolution_summary(bigint, timestamptz, timestamptz)
    IS 'Counts, confidence and times of a resolution by the evidence of a span of time (both ends included).';
REVOKE ALL ON FUNCTION agora_memory._resolution_summary(bigint, timestamptz, timestamptz) FROM PUBLIC;
