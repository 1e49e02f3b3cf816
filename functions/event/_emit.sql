-- How every domain writes an event: one row in the same transaction; a trigger wakes the listeners. The caller has checked
-- actor and payload; the topic is a literal that a law test compares with the registry. A session that said with set_context()
-- why it acts has that written beside its events.
CREATE OR REPLACE FUNCTION agora_event._emit(
    p_topic           text,
    p_event_key       text,
    p_payload         jsonb,
    p_correlation_id  uuid,
    p_actor           bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $_emit$
DECLARE
    v_event bigint;
BEGIN
    IF greatest(current_setting('agora.traceparent', true), current_setting('agora.causation_id', true), current_setting('agora.correlation_id', true)) <> '' THEN
        RETURN agora_event._emit_caused(p_topic, p_event_key, p_payload, p_correlation_id, NULL, NULL, p_actor);
    END IF;
    INSERT INTO agora_event.event (topic, key, payload, principal_id, correlation_id, occurred_at)
    VALUES (p_topic, p_event_key, p_payload, p_actor, p_correlation_id, agora.now())
    RETURNING event_id INTO v_event;
    RETURN v_event;
END;
$_emit$;

COMMENT ON FUNCTION agora_event._emit(text, text, jsonb, uuid, bigint)
    IS 'Write one event; returns its id.';
REVOKE ALL ON FUNCTION agora_event._emit(text, text, jsonb, uuid, bigint) FROM PUBLIC;
