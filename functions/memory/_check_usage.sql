-- Invariant: the sums of every transform follow from its uses.
CREATE OR REPLACE FUNCTION agora_memory._check_usage()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('transform %s: sums %s, uses say %s', t.transform_id,
                  row(s.uses, s.successes, s.failures, s.distinct_users, s.successful_users, s.confidence, s.last_used_at),
                  row(e.uses, e.successes, e.failures, e.users, e.successful_users, c.confidence, e.last_used_at))
      FROM agora_memory.transform AS t
      LEFT JOIN agora_memory.transform_usage AS s ON s.transform_id = t.transform_id
     CROSS JOIN LATERAL (
           SELECT count(*) AS uses, max(u.used_at) AS last_used_at,
                  count(*) FILTER (WHERE u.outcome = 'success') AS successes,
                  count(*) FILTER (WHERE u.outcome = 'failure') AS failures,
                  count(DISTINCT u.principal_id) FILTER (WHERE NOT u.is_own) AS users,
                  count(DISTINCT u.principal_id) FILTER (WHERE NOT u.is_own AND u.outcome = 'success') AS successful_users
             FROM agora_memory.transform_use AS u
            WHERE u.transform_id = t.transform_id) AS e
     CROSS JOIN (SELECT agora.setting_numeric('memory.wilson_z') AS z,
                        NOT EXISTS (SELECT 1 FROM agora.setting_history AS h WHERE h.key = 'memory.wilson_z') AS z_is_first) AS z
     CROSS JOIN LATERAL (SELECT agora_memory.wilson_lower_bound(e.successes, e.successes + e.failures, z.z) AS confidence) AS c
     WHERE ARRAY[s.uses, s.successes, s.failures, s.distinct_users, s.successful_users]
           IS DISTINCT FROM ARRAY[e.uses, e.successes, e.failures, e.users, e.successful_users]
        OR s.last_used_at IS DISTINCT FROM e.last_used_at
        OR (z.z_is_first AND s.confidence <> c.confidence);
END;

COMMENT ON FUNCTION agora_memory._check_usage()
    IS 'Invariant: sums of transforms agree with their uses.';
REVOKE ALL ON FUNCTION agora_memory._check_usage() FROM PUBLIC;
