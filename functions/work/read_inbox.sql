-- Delivers the actor's messages, oldest first. What is not acknowledged within p_visibility is delivered again, and not more than
-- work.message_deliveries times. Several readers of one inbox get different messages.
-- Errors: 22023 · 42501 · ZA001 · ZA002.   Locks: the messages, those that another reader holds aside.
CREATE OR REPLACE FUNCTION agora_work.read_inbox(
    p_limit       integer  DEFAULT 10,
    p_visibility  interval DEFAULT NULL,
    p_actor       bigint   DEFAULT agora.current_principal()
)
RETURNS SETOF agora_work.delivered_message
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 10
SET search_path = pg_catalog, pg_temp
AS $read_inbox$
DECLARE
    v_now         timestamptz := agora.now();
    v_visibility  interval := coalesce(p_visibility, agora.setting_interval('work.message_visibility'));
    v_most        integer := agora.setting_integer('work.message_deliveries');
    v_due         bigint[];
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_number('p_limit', p_limit, 1, 1000);
    PERFORM agora._check_interval('p_visibility', v_visibility, interval '1 day');
    -- Locks first, and the change in a statement of its own: see _note_ready().
    v_due := ARRAY(SELECT m.message_id
                     FROM agora_work.message AS m
                    WHERE m.recipient_id = p_actor AND m.acked_at IS NULL AND m.dead_at IS NULL
                      AND m.visible_at <= v_now AND m.deliveries < v_most
                    ORDER BY m.message_id
                    LIMIT p_limit
                      FOR NO KEY UPDATE SKIP LOCKED);
    IF v_due = '{}' THEN
        RETURN;
    END IF;
    RETURN QUERY
        WITH delivered AS (
            UPDATE agora_work.message AS m
               SET deliveries = m.deliveries + 1, visible_at = v_now + agora._as_seconds(v_visibility)
             WHERE m.message_id = ANY (v_due)
            RETURNING m.message_id, m.kind, m.sender_id, m.body, m.sent_at, m.deliveries, m.visible_at
        )
        SELECT d.* FROM delivered AS d ORDER BY d.message_id;
END;
$read_inbox$;

COMMENT ON FUNCTION agora_work.read_inbox(integer, interval, bigint)
    IS 'Deliver the actor''s messages, at most p_limit (1 to 1000); each comes again after p_visibility (at most a day; NULL = work.message_visibility) unless it is acknowledged.';
REVOKE ALL ON FUNCTION agora_work.read_inbox(integer, interval, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.read_inbox(integer, interval, bigint) TO agora_service;
