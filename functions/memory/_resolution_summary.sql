-- The summary of a resolution, from its evidence recorded in a span of time, as it was judged when the last of that was recorded.
-- (What the job that judges resolutions made of settings that were changed since then shows as a difference.)
CREATE OR REPLACE FUNCTION agora_memory._resolution_summary(
    p_resolution  bigint,
    p_after       timestamptz,
    p_until       timestamptz
)
RETURNS jsonb
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT jsonb_build_object('successes', s.successes, 'failures', s.failures,
                              'confidence', agora_memory.wilson_lower_bound(w.successes::numeric, (w.successes + w.failures)::numeric,
                                                                            agora._setting_at('memory.wilson_z', s.last_recorded_at)::numeric),
                              'last_success_at', s.last_success_at, 'last_failure_at', s.last_failure_at)
      FROM (SELECT count(*) FILTER (WHERE e.is_counted AND e.is_success) AS successes,
                   count(*) FILTER (WHERE e.is_counted AND NOT e.is_success) AS failures,
                   max(e.occurred_at) FILTER (WHERE e.is_counted AND e.is_success) AS last_success_at,
                   max(e.occurred_at) FILTER (WHERE e.is_counted AND NOT e.is_success) AS last_failure_at,
                   coalesce(max(e.recorded_at) FILTER (WHERE e.is_counted), 'infinity') AS last_recorded_at,
                   coalesce(array_agg(e.resolution_evidence_id) FILTER (WHERE NOT e.is_counted), '{}') AS others
              FROM (SELECT x.*, x.recorded_at >= p_after AND x.recorded_at <= p_until AS is_counted
                      FROM agora_memory.resolution_evidence AS x
                     WHERE x.resolution_id = p_resolution) AS e) AS s
     CROSS JOIN LATERAL agora_memory._weigh_evidence(p_resolution, agora._setting_at('memory.evidence_half_life', s.last_recorded_at)::interval, s.others) AS w;
END;

COMMENT ON FUNCTION agora_memory._resolution_summary(bigint, timestamptz, timestamptz)
    IS 'Counts, confidence and times of a resolution by the evidence of a span of time (both ends included).';
REVOKE ALL ON FUNCTION agora_memory._resolution_summary(bigint, timestamptz, timestamptz) FROM PUBLIC;
