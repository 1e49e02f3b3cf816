-- Acknowledges a message: it was understood and is not delivered again. Also late, after another delivery or as a dead letter.
-- Errors: 42501 · ZA001 · ZA002 · ZW080 no such message of the actor's.   Locks: the message.
CREATE OR REPLACE FUNCTION agora_work.ack_message(
    p_message  bigint,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $ack_message$
DECLARE
    v_message agora_work.message;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_message := agora_work._lock_message(p_message, p_actor);
    IF v_message.acked_at IS NOT NULL THEN
        RETURN false;
    END IF;
    UPDATE agora_work.message AS m SET acked_at = agora.now() WHERE m.message_id = p_message;
    RETURN true;
END;
$ack_message$;

COMMENT ON FUNCTION agora_work.ack_message(bigint, bigint)
    IS 'Acknowledge a message of the actor''s; returns whether this was the first time.';
REVOKE ALL ON FUNCTION agora_work.ack_message(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.ack_message(bigint, bigint) TO agora_service;
