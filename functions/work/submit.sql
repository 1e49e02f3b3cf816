-- Does what a signed message asks for, as its sender, at most once. Size, signature, owner of the key, freshness, nonce, sequence,
-- rate, effect, in this order and in one transaction: what is refused at any step leaves nothing behind, so a forged message uses up nothing.
-- Errors: 42501 · ZA001 · ZA002 · ZW040 size · ZW041 to ZW044 key and signature (ZW042, ZW043) · ZW045 form · ZW046 binding · ZW047 freshness
-- · ZW048 nonce · ZW049 sequence · ZW090 rate · ZW050 action · ZW051 content; what the action raises.   Locks: the nonce, the conversation, the bucket, what the action locks, the sender's stream of the witness.
CREATE OR REPLACE FUNCTION agora_work.submit(
    p_envelope   bytea,
    p_signature  bytea,
    p_kid        text,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $submit$
DECLARE
    v_limit     integer := agora.setting_integer('work.message_bytes');
    v_key       agora_work.trust_key;
    v_envelope  agora_work.envelope;
    v_function  oid;
    v_result    jsonb;
BEGIN
    PERFORM agora._act_as(p_actor);
    IF p_envelope IS NULL OR octet_length(p_envelope) > v_limit THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW040',
            MESSAGE = 'message is missing or too large',
            DETAIL  = format('bytes=%s limit=%s', coalesce(octet_length(p_envelope)::text, 'NULL'), v_limit),
            HINT    = 'Store the whole elsewhere and pass a reference; setting work.message_bytes.';
    END IF;
    v_key := agora_work._signing_key(p_kid, p_envelope, p_signature);
    v_envelope := agora_work._read_envelope(p_envelope);
    PERFORM agora_work._check_binding(v_envelope.sender, v_key);
    PERFORM agora_work._take_nonce(v_key.principal_id, v_envelope);
    PERFORM agora_work._check_rate(v_key.principal_id);

    SELECT agora_work._callable(a.function_name) INTO v_function
      FROM agora_work.action AS a
     WHERE a.action = v_envelope.action AND a.is_allowed;
    IF v_function IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW050',
            MESSAGE = 'action is not allowed',
            DETAIL  = format('action=%s', v_envelope.action),
            HINT    = 'See agora_work.allowed_action; an operator allows more with agora_work.allow_action().';
    END IF;
    v_result := agora_work._perform(v_function, v_envelope.content, v_envelope.id, v_key.principal_id);
    PERFORM agora_work._testify(format('operations:%s', v_key.principal_id), 'operations', 'message.accepted', 'info', v_envelope.action,
            jsonb_build_object('id', v_envelope.id, 'conversation', v_envelope.conversation, 'seq', v_envelope.sequence, 'kid', p_kid,
                               'sha256', encode(sha256(p_envelope), 'hex'), 'submitted_by', p_actor), NULL, v_key.principal_id);
    RETURN jsonb_build_object('id', v_envelope.id, 'action', v_envelope.action, 'sender_id', v_key.principal_id, 'result', v_result);
END;
$submit$;

COMMENT ON FUNCTION agora_work.submit(bytea, bytea, text, bigint)
    IS 'Do what a signed message (UTF-8 JSON; Ed25519, 64 bytes) asks for, as its sender; returns id, action, sender_id and the action''s result.';
REVOKE ALL ON FUNCTION agora_work.submit(bytea, bytea, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.submit(bytea, bytea, text, bigint) TO agora_service;
