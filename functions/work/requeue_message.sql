-- Has a dead letter delivered again, as if for the first time.
-- Errors: 42501 · ZA001 · ZA002 · ZW080 no such message of the actor's.   Emits: work.message.sent.v1.   Locks: the message.
CREATE OR REPLACE FUNCTION agora_work.requeue_message(
    p_message  bigint,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $requeue_message$
DECLARE
    v_now      timestamptz := agora.now();
    v_message  agora_work.message;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_message := agora_work._lock_message(p_message, p_actor);
    IF v_message.acked_at IS NOT NULL OR v_message.visible_at > v_now
       OR (v_message.dead_at IS NULL AND v_message.deliveries < agora.setting_integer('work.message_deliveries')) THEN
        RETURN false;
    END IF;
    UPDATE agora_work.message AS m SET deliveries = 0, visible_at = v_now, dead_at = NULL WHERE m.message_id = p_message;
    PERFORM agora_event._emit('work.message.sent.v1', v_message.recipient_id::text,
                              jsonb_build_object('message_id', p_message, 'kind', v_message.kind), NULL, v_message.recipient_id);
    RETURN true;
END;
$requeue_message$;

COMMENT ON FUNCTION agora_work.requeue_message(bigint, bigint)
    IS 'Have a dead letter of the actor''s delivered again; returns whether it was one.';
REVOKE ALL ON FUNCTION agora_work.requeue_message(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.requeue_message(bigint, bigint) TO agora_service;
