-- Moves patterns to the archive: 'unused' for memory.pattern_unused_after, or 'dominated': old enough, idle, and a pattern in use of
-- its cluster, or one that replaces it, is no worse in quality and confidence and better in one. What others need stays.
-- Locks: the counter of patterns, then the patterns, in id order.   Emits: memory.pattern.archived.v1
CREATE OR REPLACE FUNCTION agora_memory._archive_patterns(
    p_limit       integer,
    p_is_dry_run  boolean,
    p_actor       bigint
)
RETURNS TABLE (pattern_id bigint, reason text)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_archive_patterns$
DECLARE
    v_now      timestamptz := agora.now();
    v_old      timestamptz := v_now - agora.setting_interval('memory.pattern_prune_age');
    v_idle     timestamptz := v_now - agora.setting_interval('memory.pattern_prune_idle');
    v_unused   timestamptz := v_now - agora.setting_interval('memory.pattern_unused_after');
    v_z        numeric     := agora.setting_numeric('memory.wilson_z');
    v_ids      bigint[];
    v_reasons  text[];
BEGIN
    PERFORM 1 FROM agora_memory.pattern_counter AS c FOR NO KEY UPDATE;
    SELECT array_agg(d.pattern_id ORDER BY d.pattern_id), array_agg(d.reason ORDER BY d.pattern_id)
      INTO v_ids, v_reasons
      FROM (SELECT p.pattern_id, CASE WHEN a.active_at < v_unused THEN 'unused' ELSE 'dominated' END AS reason
              FROM agora_memory.pattern AS p
             CROSS JOIN LATERAL (SELECT greatest(p.last_used_at, p.restored_at, p.recorded_at) AS active_at,
                                        agora_memory.wilson_lower_bound(p.successes, p.uses, v_z) AS confidence) AS a
             WHERE p.status = 'active'
               AND NOT EXISTS (SELECT 1
                                 FROM agora_memory.pattern_relation AS n
                                 JOIN agora_memory.pattern AS s ON s.pattern_id = n.source_id AND s.status = 'active'
                                WHERE n.target_id = p.pattern_id AND n.relation IN ('depends_on', 'extends'))
               AND (a.active_at < v_unused
                    OR (p.recorded_at < v_old AND a.active_at < v_idle
                        AND EXISTS (SELECT 1
                                      FROM agora_memory.pattern AS b
                                     CROSS JOIN LATERAL (SELECT agora_memory.wilson_lower_bound(b.successes, b.uses, v_z) AS confidence) AS c
                                     WHERE b.status = 'active' AND b.pattern_id <> p.pattern_id
                                       AND greatest(b.last_used_at, b.restored_at, b.recorded_at) >= v_unused
                                       AND (b.cluster_id = p.cluster_id
                                            OR EXISTS (SELECT 1
                                                         FROM agora_memory.pattern_relation AS r
                                                        WHERE r.source_id = b.pattern_id AND r.target_id = p.pattern_id AND r.relation = 'replaces'))
                                       AND b.quality >= p.quality AND c.confidence >= a.confidence
                                       AND (b.quality > p.quality OR c.confidence > a.confidence))))
             ORDER BY p.pattern_id
             LIMIT p_limit
               FOR NO KEY UPDATE OF p) AS d;
    IF NOT p_is_dry_run THEN
        UPDATE agora_memory.pattern AS p
           SET status = 'archived', archived_at = v_now, archived_reason = u.reason
          FROM unnest(v_ids, v_reasons) AS u(id, reason)
         WHERE p.pattern_id = u.id;
        UPDATE agora_memory.document AS d SET is_active = false WHERE d.kind = 'pattern' AND d.object_id = ANY (v_ids);
        PERFORM agora_event._emit('memory.pattern.archived.v1', u.id::text, jsonb_build_object('pattern_id', u.id, 'reason', u.reason), NULL, p_actor)
           FROM unnest(v_ids, v_reasons) AS u(id, reason);
    END IF;
    RETURN QUERY SELECT u.id, u.reason FROM unnest(v_ids, v_reasons) AS u(id, reason);
END;
$_archive_patterns$;

COMMENT ON FUNCTION agora_memory._archive_patterns(integer, boolean, bigint)
    IS 'Archive at most p_limit (1 to 1000000) patterns that are unused or dominated, or only say which.';
REVOKE ALL ON FUNCTION agora_memory._archive_patterns(integer, boolean, bigint) FROM PUBLIC;
