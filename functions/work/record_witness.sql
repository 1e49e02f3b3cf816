-- Writes an entry of the witness for a service or worker: what it did or saw. Its stream is its own, named after it, so nobody
-- writes in another's name, and events that functions write themselves are theirs. The key, which must be given, makes a repeated call return the first entry's number.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003.   Locks: the key's row, the head of the stream.
CREATE OR REPLACE FUNCTION agora_work.record_witness(
    p_event           text,
    p_severity        text    DEFAULT 'info',
    p_subject         text    DEFAULT NULL,
    p_payload         jsonb   DEFAULT '{}',
    p_retention       text    DEFAULT 'operations',
    p_correlation_id  uuid    DEFAULT NULL,
    p_key             text    DEFAULT NULL,
    p_actor           bigint  DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_witness$
DECLARE
    c_scope  CONSTANT text := 'record_witness';
    c_ours   CONSTANT text := '^(action|breaker|capability|contract|credential|key|manifest|message|objective|policy|request|route|target|violation)[.]|^command[.](allowed|ended)$';
    v_seq    bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_key', p_key, 200);
    PERFORM agora._check_text('p_subject', p_subject, 200, p_optional => true);
    PERFORM agora._check_object('p_payload', p_payload);
    IF p_event IS NULL OR p_event !~ '^[a-z][a-z0-9_]{0,49}[.][a-z][a-z0-9_]{0,48}$' OR p_event ~ c_ours
       OR p_severity IS NULL OR p_severity NOT IN ('info', 'warning', 'high', 'critical')
       OR p_retention IS NULL OR p_retention NOT IN ('security', 'operations', 'debug') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'entry is not usable',
            DETAIL  = format('p_event=%s p_severity=%s p_retention=%s', left(coalesce(p_event, 'NULL'), 100), left(coalesce(p_severity, 'NULL'), 100),
                             left(coalesce(p_retention, 'NULL'), 100)),
            HINT    = 'The event is a thing and a verb, such as command.executed, of which agora does not write itself; the severity info, warning, high or critical; the retention security, operations or debug.';
    END IF;
    v_seq := agora._first_result(c_scope, p_actor, p_key, jsonb_build_array(p_event, p_severity, p_subject, p_payload, p_retention, p_correlation_id))::bigint;
    IF v_seq IS NULL THEN
        v_seq := agora_work._testify(format('%s:%s', p_retention, p_actor), p_retention, p_event, p_severity, agora_memory._redact(p_subject), p_payload, p_correlation_id, p_actor);
        PERFORM agora._keep_result(c_scope, p_actor, p_key, to_jsonb(v_seq));
    END IF;
    RETURN v_seq;
END;
$record_witness$;

COMMENT ON FUNCTION agora_work.record_witness(text, text, text, jsonb, text, uuid, text, bigint)
    IS 'Write down what the actor did or saw in its own stream of the witness (retention security, operations or debug); returns the entry''s number.';
REVOKE ALL ON FUNCTION agora_work.record_witness(text, text, text, jsonb, text, uuid, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.record_witness(text, text, text, jsonb, text, uuid, text, bigint) TO agora_service;
