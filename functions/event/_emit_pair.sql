-- _emit for who did one thing and then the next: one statement writes both events, for most of what an event costs is its statement.
CREATE OR REPLACE FUNCTION agora_event._emit_pair(
    p_topic         text,
    p_next_topic    text,
    p_event_key     text,
    p_payload       jsonb,
    p_next_key      text,
    p_next_payload  jsonb,
    p_actor         bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $_emit_pair$
BEGIN
    IF greatest(current_setting('agora.traceparent', true), current_setting('agora.causation_id', true), current_setting('agora.correlation_id', true)) <> '' THEN
        PERFORM agora_event._emit_caused(p_topic, p_event_key, p_payload, NULL, NULL, NULL, p_actor);
        PERFORM agora_event._emit_caused(p_next_topic, p_next_key, p_next_payload, NULL, NULL, NULL, p_actor);
        RETURN;
    END IF;
    INSERT INTO agora_event.event (topic, key, payload, principal_id, occurred_at)
    VALUES (p_topic, p_event_key, p_payload, p_actor, agora.now()), (p_next_topic, p_next_key, p_next_payload, p_actor, agora.now());
END;
$_emit_pair$;

COMMENT ON FUNCTION agora_event._emit_pair(text, text, text, jsonb, text, jsonb, bigint)
    IS 'Write two events.';
REVOKE ALL ON FUNCTION agora_event._emit_pair(text, text, text, jsonb, text, jsonb, bigint) FROM PUBLIC;
