-- Keeps the counts of golden states. Rows are locked in id order before they are changed; only reuse recorded by this very
-- statement counts, because a restored row is in the summary already.   Locks: the golden states, in id order.
CREATE OR REPLACE FUNCTION agora_memory.tg_golden_reuse_count()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_golden_reuse_count$
DECLARE
    v_now timestamptz := agora.now();
BEGIN
    PERFORM 1
       FROM agora_memory.golden_state AS g
      WHERE g.golden_state_id IN (SELECT n.golden_state_id FROM new_reuse AS n WHERE n.recorded_at >= v_now)
      ORDER BY g.golden_state_id
        FOR NO KEY UPDATE;
    UPDATE agora_memory.golden_state AS g
       SET reuses = g.reuses + e.reuses, successes = g.successes + e.successes,
           last_reused_at = greatest(g.last_reused_at, e.last_reused_at)
      FROM (SELECT n.golden_state_id, count(*) AS reuses, count(*) FILTER (WHERE n.outcome = 'success') AS successes,
                   max(n.recorded_at) AS last_reused_at
              FROM new_reuse AS n
             WHERE n.recorded_at >= v_now
             GROUP BY n.golden_state_id) AS e
     WHERE g.golden_state_id = e.golden_state_id;
    RETURN NULL;
END;
$tg_golden_reuse_count$;

CREATE OR REPLACE TRIGGER golden_reuse_count
    AFTER INSERT ON agora_memory.golden_reuse
    REFERENCING NEW TABLE AS new_reuse
    FOR EACH STATEMENT EXECUTE FUNCTION agora_memory.tg_golden_reuse_count();

COMMENT ON FUNCTION agora_memory.tg_golden_reuse_count()
    IS 'Trigger: keeps the counts of reuse of golden states.';
REVOKE ALL ON FUNCTION agora_memory.tg_golden_reuse_count() FROM PUBLIC;
