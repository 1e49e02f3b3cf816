-- Returns tasks that are lost and makes those ready whose time has come. A job does; and whoever claims, where that is due, so that
-- nobody has to. What another session works on is left to the next time. The first sweep of a minute looks into the lanes from the start, too.
-- Emits: work.task.returned.v1, work.task.failed.v1.   Locks: the tasks, those of others skipped; exclusive keys, lanes by id.
CREATE OR REPLACE FUNCTION agora_work._release_expired(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $_release_expired$
DECLARE
    v_now      timestamptz := agora.now();
    v_swept    bigint := coalesce(pg_sequence_last_value('agora_work.swept_at'), 0);
    v_lost     bigint[];
    v_early    bigint[];
BEGIN
    PERFORM setval('agora_work.swept_at', floor(extract(epoch FROM v_now) * 1000)::bigint),
            setval('agora_work.sweep_due', floor(extract(epoch FROM v_now + agora.setting_interval('work.sweep_every')) * 1000)::bigint);
    -- What each agent holds, from where that begins: past the dead entries of what it ended before, which a long-open snapshot keeps.
    SELECT array_agg(l.task_id) INTO v_lost
      FROM (SELECT h.task_id
              FROM agora_work.agent AS a
             CROSS JOIN LATERAL (SELECT t.task_id
                                   FROM agora_work.task AS t
                                  WHERE t.holder_id = a.agent_id AND t.claimed_at >= a.held_since AND least(t.lease_until, t.finish_by) <= agora_work.loss_horizon(t.lease)
                                    FOR NO KEY UPDATE SKIP LOCKED) AS h
             LIMIT p_limit) AS l;
    -- The clock was set back: nobody is alive for longer than a lease from now, nor has more time than when it claimed.
    IF v_swept > (extract(epoch FROM v_now) + 60) * 1000 THEN
        v_early := ARRAY(SELECT t.task_id
                           FROM agora_work.task AS t
                          WHERE t.holder_id IS NOT NULL AND (t.lease_until > v_now + t.lease OR t.claimed_at > v_now)
                            FOR NO KEY UPDATE SKIP LOCKED);
        UPDATE agora_work.task AS t
           SET lease_until = least(t.lease_until, v_now + t.lease),
               finish_by   = least(t.finish_by, v_now + agora._as_seconds(t.finish_by - t.claimed_at))
         WHERE t.task_id = ANY (v_early);
    END IF;
    IF v_lost IS NOT NULL THEN
        PERFORM agora_work._end_claims(v_lost, 'lost', NULL, NULL, false, 1);
    END IF;
    IF v_swept / 60000 <> floor(extract(epoch FROM v_now) / 60)::bigint THEN
        PERFORM agora_work._refresh_lanes(p_limit);
    END IF;
    RETURN coalesce(cardinality(v_lost), 0) + agora_work._make_ready(p_limit);
END;
$_release_expired$;

COMMENT ON FUNCTION agora_work._release_expired(integer)
    IS 'Job: return at most p_limit (1 to 1000000) lost tasks, and make as many delayed ones ready; returns how many.';
REVOKE ALL ON FUNCTION agora_work._release_expired(integer) FROM PUBLIC;
