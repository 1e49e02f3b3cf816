-- _emit for who has many events of one topic: one statement writes them, in the order of the arrays.
CREATE OR REPLACE FUNCTION agora_event._emit_set(
    p_topic           text,
    p_event_keys      text[],
    p_payloads        jsonb[],
    p_correlation_id  uuid,
    p_actor           bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $_emit_set$
BEGIN
    IF greatest(current_setting('agora.traceparent', true), current_setting('agora.causation_id', true), current_setting('agora.correlation_id', true)) <> '' THEN
        PERFORM agora_event._emit_caused(p_topic, u.key, u.payload, p_correlation_id, NULL, NULL, p_actor) FROM unnest(p_event_keys, p_payloads) AS u(key, payload);
        RETURN;
    END IF;
    INSERT INTO agora_event.event (topic, key, payload, principal_id, correlation_id, occurred_at)
    SELECT p_topic, u.key, u.payload, p_actor, p_correlation_id, agora.now()
      FROM unnest(p_event_keys, p_payloads) AS u(key, payload);
END;
$_emit_set$;

COMMENT ON FUNCTION agora_event._emit_set(text, text[], jsonb[], uuid, bigint)
    IS 'Write a set of events of one topic.';
REVOKE ALL ON FUNCTION agora_event._emit_set(text, text[], jsonb[], uuid, bigint) FROM PUBLIC;
