-- Keeps the sums of uses. Rows are locked in id order before they are read; only uses recorded by this very statement count,
-- because a restored row is in the sums already.   Locks: the usage rows, in id order.
CREATE OR REPLACE FUNCTION agora_memory.tg_transform_use_count()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_transform_use_count$
DECLARE
    v_now  timestamptz := agora.now();
    v_z    numeric := agora.setting_numeric('memory.wilson_z');
BEGIN
    PERFORM 1
       FROM agora_memory.transform_usage AS s
      WHERE s.transform_id IN (SELECT n.transform_id FROM new_use AS n WHERE n.recorded_at >= v_now)
      ORDER BY s.transform_id
        FOR NO KEY UPDATE;
    UPDATE agora_memory.transform_usage AS s
       SET uses             = s.uses + e.uses,
           successes        = s.successes + e.successes,
           failures         = s.failures + e.failures,
           distinct_users   = s.distinct_users + e.users,
           successful_users = s.successful_users + e.successful_users,
           confidence       = agora_memory.wilson_lower_bound((s.successes + e.successes)::bigint, (s.successes + e.successes + s.failures + e.failures)::bigint, v_z),
           last_used_at     = greatest(s.last_used_at, e.last_used_at)
      FROM (SELECT g.transform_id, sum(g.uses) AS uses, sum(g.successes) AS successes, sum(g.failures) AS failures, max(g.used_at) AS last_used_at,
                   count(*) FILTER (WHERE NOT g.is_own AND NOT b.has_used) AS users,
                   count(*) FILTER (WHERE NOT g.is_own AND NOT b.has_succeeded AND g.successes > 0) AS successful_users
              FROM (SELECT n.transform_id, n.principal_id, n.is_own, count(*) AS uses, max(n.used_at) AS used_at,
                           count(*) FILTER (WHERE n.outcome = 'success') AS successes, count(*) FILTER (WHERE n.outcome = 'failure') AS failures
                      FROM new_use AS n
                     WHERE n.recorded_at >= v_now
                     GROUP BY n.transform_id, n.principal_id, n.is_own) AS g
             CROSS JOIN LATERAL (
                   SELECT EXISTS (SELECT 1 FROM agora_memory.transform_use AS u
                                   WHERE u.transform_id = g.transform_id AND u.principal_id = g.principal_id
                                     AND NOT EXISTS (SELECT 1 FROM new_use AS n WHERE n.transform_use_id = u.transform_use_id)) AS has_used,
                          EXISTS (SELECT 1 FROM agora_memory.transform_use AS u
                                   WHERE u.transform_id = g.transform_id AND u.principal_id = g.principal_id AND u.outcome = 'success'
                                     AND NOT EXISTS (SELECT 1 FROM new_use AS n WHERE n.transform_use_id = u.transform_use_id)) AS has_succeeded) AS b
             GROUP BY g.transform_id) AS e
     WHERE s.transform_id = e.transform_id;
    RETURN NULL;
END;
$tg_transform_use_count$;

CREATE OR REPLACE TRIGGER transform_use_count
    AFTER INSERT ON agora_memory.transform_use
    REFERENCING NEW TABLE AS new_use
    FOR EACH STATEMENT EXECUTE FUNCTION agora_memory.tg_transform_use_count();

COMMENT ON FUNCTION agora_memory.tg_transform_use_count()
    IS 'Trigger: keeps sums and Wilson confidence of transforms.';
REVOKE ALL ON FUNCTION agora_memory.tg_transform_use_count() FROM PUBLIC;
