-- Sends a message to a principal's inbox, where it stays until it is acknowledged. Kinds that agora sends itself are not for
-- others, so that they can be believed. Who has left too many messages unread with one recipient sends no more to it.
-- Errors: 22023 · 42501 also for a kind of agora's own · ZA001 · ZA002 · ZA003 · ZW081 too many unread.   Emits: work.message.sent.v1.
CREATE OR REPLACE FUNCTION agora_work.send_message(
    p_to     bigint,
    p_kind   text,
    p_body   jsonb,
    p_key    text   DEFAULT NULL,
    p_actor  bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $send_message$
DECLARE
    v_first    jsonb;
    v_limit    integer := agora.setting_integer('work.unread_limit');
    v_unread   bigint;
    v_message  bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_principal('p_to', p_to);
    PERFORM agora_work._check_word('p_kind', p_kind);
    PERFORM agora._check_object('p_body', p_body);
    IF EXISTS (SELECT FROM agora_work.message_kind AS k WHERE k.kind = p_kind) THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'agora alone sends messages of this kind',
            DETAIL  = format('p_kind=%s', p_kind),
            HINT    = 'Use a kind of your own; agora_work.known_message_kind lists those of agora.';
    END IF;
    v_first := agora._first_result('send_message', p_actor, p_key, jsonb_build_array(p_to, p_kind, p_body));
    IF v_first IS NOT NULL THEN
        RETURN v_first::bigint;
    END IF;
    SELECT count(*) INTO v_unread
      FROM agora_work.message AS m
     WHERE m.recipient_id = p_to AND m.acked_at IS NULL AND m.dead_at IS NULL AND m.sender_id = p_actor AND m.deliveries = 0;
    IF v_unread >= v_limit THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW081',
            MESSAGE = 'too many messages of this sender are unread',
            DETAIL  = format('p_to=%s unread=%s limit=%s', p_to, v_unread, v_limit),
            HINT    = 'Wait until the recipient has read some; an operator may raise work.unread_limit.';
    END IF;
    v_message := agora_work._send(ARRAY[p_to], p_kind, ARRAY[p_body], p_actor);
    PERFORM agora._keep_result('send_message', p_actor, p_key, to_jsonb(v_message));
    RETURN v_message;
END;
$send_message$;

COMMENT ON FUNCTION agora_work.send_message(bigint, text, jsonb, text, bigint)
    IS 'Send a message (body: a JSON object up to 100000 bytes) to a principal; returns its id.';
REVOKE ALL ON FUNCTION agora_work.send_message(bigint, text, jsonb, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.send_message(bigint, text, jsonb, text, bigint) TO agora_service;
