-- How every function of this domain writes an entry of the witness. The head of the stream stays locked until the transaction
-- ends: call it last, and give things that happen side by side streams of their own. The payload loses its secrets.
-- Locks: the head of the stream.
CREATE OR REPLACE FUNCTION agora_work._testify(
    p_stream          text,
    p_retention       text,
    p_event           text,
    p_severity        text,
    p_subject         text,
    p_payload         jsonb,
    p_correlation_id  uuid,
    p_actor           bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_testify$
DECLARE
    v_head   agora_work.witness_stream;
    v_entry  agora_work.witness;
    v_start  bytea;
BEGIN
    SELECT s.* INTO v_head FROM agora_work.witness_stream AS s WHERE s.stream = p_stream FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        v_start := agora_work._witness_start(p_stream, p_retention);
        INSERT INTO agora_work.witness_stream AS s (stream, retention, last_hash, cut_hash)
        VALUES (p_stream, p_retention, v_start, v_start)
        ON CONFLICT ON CONSTRAINT witness_stream_stream_uq DO NOTHING;
        SELECT s.* INTO v_head FROM agora_work.witness_stream AS s WHERE s.stream = p_stream FOR NO KEY UPDATE;
    END IF;
    v_entry.stream_id      := v_head.stream_id;
    v_entry.seq            := v_head.last_seq + 1;
    v_entry.event          := p_event;
    v_entry.severity       := p_severity;
    v_entry.principal_id   := p_actor;
    v_entry.subject        := left(p_subject, 200);
    v_entry.correlation_id := p_correlation_id;
    v_entry.payload        := agora_memory._redact_json(p_payload);
    v_entry.recorded_at    := agora.now();
    v_entry.previous_hash  := v_head.last_hash;
    v_entry.hash           := agora_work._witness_hash(v_entry);
    INSERT INTO agora_work.witness SELECT v_entry.*;
    UPDATE agora_work.witness_stream AS s SET last_seq = v_entry.seq, last_hash = v_entry.hash WHERE s.stream_id = v_head.stream_id;
    RETURN v_entry.seq;
END;
$_testify$;

COMMENT ON FUNCTION agora_work._testify(text, text, text, text, text, jsonb, uuid, bigint)
    IS 'Write an entry of the witness; returns its number in the stream.';
REVOKE ALL ON FUNCTION agora_work._testify(text, text, text, text, text, jsonb, uuid, bigint) FROM PUBLIC;
