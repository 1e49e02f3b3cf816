-- How every message is sent: to each recipient, by position, a message and an event that wakes it. The event is written in the
-- recipient's name, because nobody else hears of it. The caller has checked everything.
-- Emits: work.message.sent.v1.
CREATE OR REPLACE FUNCTION agora_work._send(
    p_recipients  bigint[],
    p_kind        text,
    p_bodies      jsonb[],
    p_sender      bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_send$
DECLARE
    v_now   timestamptz := agora.now();
    v_last  bigint;
BEGIN
    WITH sent AS (
        INSERT INTO agora_work.message (recipient_id, sender_id, kind, body, sent_at, visible_at)
        SELECT w.recipient_id, p_sender, p_kind, w.body, v_now, v_now
          FROM unnest(p_recipients, p_bodies) AS w(recipient_id, body)
        RETURNING message_id, recipient_id
    ), told AS (
        SELECT s.message_id,
               agora_event._emit('work.message.sent.v1', s.recipient_id::text,
                                 jsonb_build_object('message_id', s.message_id, 'kind', p_kind), NULL, s.recipient_id) AS event_id
          FROM sent AS s
    )
    SELECT max(t.message_id) FILTER (WHERE t.event_id IS NOT NULL) INTO v_last FROM told AS t;
    RETURN v_last;
END;
$_send$;

COMMENT ON FUNCTION agora_work._send(bigint[], text, jsonb[], bigint)
    IS 'Send messages of one kind and wake their recipients; returns the last one.';
REVOKE ALL ON FUNCTION agora_work._send(bigint[], text, jsonb[], bigint) FROM PUBLIC;
