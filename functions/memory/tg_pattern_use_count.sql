-- Keeps the counts of patterns. Rows are locked in id order before they are changed; only uses recorded by this very statement
-- count, because a restored row is in the summary already.   Locks: the patterns, in id order.
CREATE OR REPLACE FUNCTION agora_memory.tg_pattern_use_count()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_pattern_use_count$
DECLARE
    v_now timestamptz := agora.now();
BEGIN
    PERFORM 1
       FROM agora_memory.pattern AS p
      WHERE p.pattern_id IN (SELECT n.pattern_id FROM new_use AS n WHERE n.recorded_at >= v_now)
      ORDER BY p.pattern_id
        FOR NO KEY UPDATE;
    UPDATE agora_memory.pattern AS p
       SET uses = p.uses + e.uses, successes = p.successes + e.successes, failures = p.failures + e.failures,
           own_uses = p.own_uses + e.own_uses, last_used_at = greatest(p.last_used_at, e.last_used_at)
      FROM (SELECT n.pattern_id,
                   count(*) FILTER (WHERE NOT n.is_own) AS uses,
                   count(*) FILTER (WHERE NOT n.is_own AND n.outcome = 'success') AS successes,
                   count(*) FILTER (WHERE NOT n.is_own AND n.outcome = 'failure') AS failures,
                   count(*) FILTER (WHERE n.is_own) AS own_uses,
                   max(n.recorded_at) AS last_used_at
              FROM new_use AS n
             WHERE n.recorded_at >= v_now
             GROUP BY n.pattern_id) AS e
     WHERE p.pattern_id = e.pattern_id;
    RETURN NULL;
END;
$tg_pattern_use_count$;

CREATE OR REPLACE TRIGGER pattern_use_count
    AFTER INSERT ON agora_memory.pattern_use
    REFERENCING NEW TABLE AS new_use
    FOR EACH STATEMENT EXECUTE FUNCTION agora_memory.tg_pattern_use_count();

COMMENT ON FUNCTION agora_memory.tg_pattern_use_count()
    IS 'Trigger: keeps the counts of uses of patterns.';
REVOKE ALL ON FUNCTION agora_memory.tg_pattern_use_count() FROM PUBLIC;
