-- Locks a message of its recipient's. Somebody else's is as unknown as one that does not exist.
-- Errors: ZW080.   Locks: the message.
CREATE OR REPLACE FUNCTION agora_work._lock_message(
    p_message  bigint,
    p_actor    bigint
)
RETURNS agora_work.message
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_message$
DECLARE
    v_message agora_work.message;
BEGIN
    SELECT m.* INTO v_message
      FROM agora_work.message AS m
     WHERE m.message_id = p_message AND m.recipient_id = p_actor
       FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW080',
            MESSAGE = 'unknown message',
            DETAIL  = format('p_message=%s actor=%s', coalesce(p_message::text, 'NULL'), p_actor),
            HINT    = 'agora_work.inbox_message has the messages of the actor; only their recipient acts on them.';
    END IF;
    RETURN v_message;
END;
$_lock_message$;

COMMENT ON FUNCTION agora_work._lock_message(bigint, bigint)
    IS 'Lock a message of its recipient''s.';
REVOKE ALL ON FUNCTION agora_work._lock_message(bigint, bigint) FROM PUBLIC;
