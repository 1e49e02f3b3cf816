-- _emit for who knows what led to the event: another event, a trace. What the caller does not say, the session's context does.
-- Apart from _emit, because most events have neither and every transfer writes one.
CREATE OR REPLACE FUNCTION agora_event._emit_caused(
    p_topic           text,
    p_event_key       text,
    p_payload         jsonb,
    p_correlation_id  uuid,
    p_causation_id    bigint,
    p_trace_parent    text,
    p_actor           bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_emit_caused$
DECLARE
    v_event bigint;
BEGIN
    INSERT INTO agora_event.event (topic, key, payload, principal_id, correlation_id, occurred_at, causation_id, trace_parent)
    SELECT p_topic, p_event_key, p_payload, p_actor, coalesce(p_correlation_id, c.correlation_id), agora.now(),
           coalesce(p_causation_id, c.causation_id), coalesce(p_trace_parent, c.trace_parent)
      FROM agora_event._context() AS c
    RETURNING event_id INTO v_event;
    RETURN v_event;
END;
$_emit_caused$;

COMMENT ON FUNCTION agora_event._emit_caused(text, text, jsonb, uuid, bigint, text, bigint)
    IS 'Write one event with its cause and trace; returns its id.';
REVOKE ALL ON FUNCTION agora_event._emit_caused(text, text, jsonb, uuid, bigint, text, bigint) FROM PUBLIC;
