-- Job: writes down which messages are dead letters, also those that nobody has read for so long as messages are kept, and ends the
-- retention of those that are done with.
-- Emits: work.message.dead.v1.   Locks: the messages, those that somebody holds aside.
CREATE OR REPLACE FUNCTION agora_work._sweep_inboxes(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_sweep_inboxes$
DECLARE
    v_now   timestamptz := agora.now();
    v_most  integer := agora.setting_integer('work.message_deliveries');
    v_kept  interval := agora.setting_interval('work.message_retention');
    v_due   bigint[];
    v_dead  bigint;
    v_old   bigint;
BEGIN
    -- Locks first, and the change in a statement of its own: see _note_ready().
    v_due := ARRAY(SELECT m.message_id
                     FROM agora_work.message AS m
                    WHERE m.acked_at IS NULL AND m.dead_at IS NULL
                      AND (m.visible_at <= v_now AND m.deliveries >= v_most OR m.visible_at < v_now - v_kept)
                    LIMIT p_limit
                      FOR NO KEY UPDATE SKIP LOCKED);
    WITH dead AS (
        UPDATE agora_work.message AS m
           SET dead_at = v_now
         WHERE m.message_id = ANY (v_due)
        RETURNING m.message_id, m.recipient_id, m.kind, m.deliveries
    )
    SELECT count(agora_event._emit('work.message.dead.v1', d.recipient_id::text,
                                   jsonb_build_object('message_id', d.message_id, 'kind', d.kind, 'deliveries', d.deliveries), NULL, d.recipient_id))
      INTO v_dead
      FROM dead AS d;
    DELETE FROM agora_work.message AS m
     WHERE m.message_id IN (
           SELECT o.message_id
             FROM agora_work.message AS o
            WHERE o.sent_at < v_now - v_kept AND coalesce(o.acked_at, o.dead_at) < v_now - v_kept
            ORDER BY o.message_id
            LIMIT p_limit
              FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS v_old = ROW_COUNT;
    RETURN v_dead + v_old;
END;
$_sweep_inboxes$;

COMMENT ON FUNCTION agora_work._sweep_inboxes(integer)
    IS 'Job: mark dead letters and delete messages past their retention, of each at most p_limit (1 to 1000000).';
REVOKE ALL ON FUNCTION agora_work._sweep_inboxes(integer) FROM PUBLIC;
