-- Fresh, and never seen: takes the nonce and the sequence number of a message. The nonces of a period are kept until nothing issued in
-- it can be fresh; a statement that has been running for a minute is refused, because its clock is as old.
-- Errors: ZW047 not fresh · ZW048 nonce used · ZW049 sequence.   Locks: the nonce, then the conversation.
CREATE OR REPLACE FUNCTION agora_work._take_nonce(
    p_sender    bigint,
    p_envelope  agora_work.envelope
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_take_nonce$
DECLARE
    v_now    timestamptz := agora.now();
    v_skew   interval := agora.setting_interval('work.message_skew');
    v_fresh  boolean := p_envelope.issued_at <= v_now + v_skew AND v_now <= p_envelope.issued_at + p_envelope.ttl + v_skew;
    v_new    boolean := true;
BEGIN
    IF v_fresh THEN
        INSERT INTO agora_work.nonce (period, principal_id, nonce)
        VALUES (floor(extract(epoch FROM p_envelope.issued_at) / 600)::bigint, p_sender, p_envelope.nonce)
        ON CONFLICT DO NOTHING;
        v_new := FOUND;
    END IF;
    IF NOT v_fresh OR agora._elapsed() > 60000 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW047',
            MESSAGE = 'message is not fresh',
            DETAIL  = format('issued_at=%s ttl=%s now=%s skew=%s', p_envelope.issued_at, p_envelope.ttl, v_now, v_skew),
            HINT    = 'Sign it anew and hand it in at once; check the clock of the sender.';
    END IF;
    IF NOT v_new THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW048',
            MESSAGE = 'nonce was used',
            DETAIL  = format('id=%s nonce=%s', p_envelope.id, encode(p_envelope.nonce, 'hex')),
            HINT    = 'The message was taken before. To repeat what it asks for, sign a new one with the same id.';
    END IF;
    INSERT INTO agora_work.conversation AS c (principal_id, conversation, last_sequence, last_at)
    VALUES (p_sender, p_envelope.conversation, p_envelope.sequence, v_now)
    ON CONFLICT ON CONSTRAINT conversation_pk DO UPDATE SET last_sequence = excluded.last_sequence, last_at = v_now
     WHERE c.last_sequence < excluded.last_sequence;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW049',
            MESSAGE = 'sequence does not go on',
            DETAIL  = format('conversation=%s seq=%s', p_envelope.conversation, p_envelope.sequence),
            HINT    = 'Numbers grow within a conversation; a sender that works in parallel uses a conversation for each worker.';
    END IF;
END;
$_take_nonce$;

COMMENT ON FUNCTION agora_work._take_nonce(bigint, agora_work.envelope)
    IS 'Take the nonce and sequence number of a fresh message, or refuse it.';
REVOKE ALL ON FUNCTION agora_work._take_nonce(bigint, agora_work.envelope) FROM PUBLIC;
