-- Reads what was signed. Only called when the signature is known to be right.
-- Errors: ZW045 not an envelope.
CREATE OR REPLACE FUNCTION agora_work._read_envelope(p_envelope bytea)
RETURNS agora_work.envelope
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_read_envelope$
DECLARE
    v_told   jsonb := agora_work._json_of(p_envelope);
    v_wrong  text;
BEGIN
    v_wrong := CASE
        WHEN v_told IS NULL THEN 'all'
        WHEN NOT v_told ?& '{id,sender,action,seq,conversation,nonce,issued_at,ttl_s,content}' THEN 'fields'
        WHEN (SELECT count(*) FROM jsonb_object_keys(v_told)) <> 9 THEN 'fields'
        WHEN jsonb_typeof(v_told -> 'id') <> 'string' OR NOT agora._is_text(v_told -> 'id', 200) THEN 'id'
        WHEN jsonb_typeof(v_told -> 'sender') <> 'string' OR NOT agora._is_text(v_told -> 'sender', 200) THEN 'sender'
        WHEN jsonb_typeof(v_told -> 'action') <> 'string' OR NOT agora._is_text(v_told -> 'action', 100) THEN 'action'
        WHEN jsonb_typeof(v_told -> 'seq') <> 'number' OR NOT agora._is_number(v_told -> 'seq', 1, 9223372036854775807, 0) THEN 'seq'
        WHEN jsonb_typeof(v_told -> 'conversation') <> 'string' OR NOT agora._is_text(v_told -> 'conversation', 200) THEN 'conversation'
        WHEN jsonb_typeof(v_told -> 'nonce') <> 'string' OR v_told ->> 'nonce' !~ '^([0-9a-f]{2}){16,64}$' THEN 'nonce'
        WHEN jsonb_typeof(v_told -> 'issued_at') <> 'string' OR NOT agora._is_time(v_told -> 'issued_at') THEN 'issued_at'
        WHEN jsonb_typeof(v_told -> 'ttl_s') <> 'number' OR NOT agora._is_number(v_told -> 'ttl_s', 1, agora.setting_integer('work.message_ttl'), 0) THEN 'ttl_s'
        WHEN jsonb_typeof(v_told -> 'content') <> 'object' THEN 'content' END;
    IF v_wrong IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW045',
            MESSAGE = 'message is not an envelope',
            DETAIL  = format('wrong=%s value=%s', v_wrong, coalesce(left(v_told ->> v_wrong, 200), 'NULL')),
            HINT    = 'A JSON object in UTF-8 with exactly id, sender, action, seq, conversation, nonce (16 to 64 bytes in lower-case hex), issued_at (ISO 8601 with zone), ttl_s (1 to 300) and content; no name twice.';
    END IF;
    RETURN ROW(v_told ->> 'id', v_told ->> 'sender', v_told ->> 'action', (v_told -> 'seq')::bigint, v_told ->> 'conversation',
               decode(v_told ->> 'nonce', 'hex'), (v_told ->> 'issued_at')::timestamptz, make_interval(secs => (v_told -> 'ttl_s')::integer),
               v_told -> 'content')::agora_work.envelope;
END;
$_read_envelope$;

COMMENT ON FUNCTION agora_work._read_envelope(bytea)
    IS 'The envelope that bytes are, or what is wrong with them.';
REVOKE ALL ON FUNCTION agora_work._read_envelope(bytea) FROM PUBLIC;
