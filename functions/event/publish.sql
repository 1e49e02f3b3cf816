-- Publishes an event of the caller's own. The key makes a repeated call return the first event.
-- Built-in topics are written by the function that acts and by nobody else, so their events can be believed.
-- Errors: 22023 · 42501 also for a built-in topic · ZA001 · ZA002 · ZA003 · ZE001 unknown topic · ZE004 unknown cause.   Emits: the topic named.
CREATE OR REPLACE FUNCTION agora_event.publish(
    p_topic           text,
    p_event_key       text,
    p_payload         jsonb,
    p_correlation_id  uuid   DEFAULT NULL,
    p_causation_id    bigint DEFAULT NULL,
    p_trace_parent    text   DEFAULT NULL,
    p_key             text   DEFAULT NULL,
    p_actor           bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $publish$
DECLARE
    v_actor    bigint := agora._act_as(p_actor); -- an expression, not a PERFORM, which costs a statement
    v_first    jsonb;
    v_builtin  boolean;
    v_event    bigint;
BEGIN
    -- What is plainly right passes here, without three calls; no value of event.payload_limit is less than these bytes.
    IF NOT coalesce((p_event_key IS NULL OR (agora._is_name(p_event_key) AND length(p_event_key) <= 200))
                    AND jsonb_typeof(p_payload) = 'object' AND octet_length(p_payload::text) <= 1024, false) THEN
        PERFORM agora._check_text('p_event_key', p_event_key, 200, p_optional => true),
                agora._check_object('p_payload', p_payload, agora.setting_integer('event.payload_limit'));
    END IF;
    SELECT t.is_builtin INTO v_builtin FROM agora_event.topic AS t WHERE t.topic = p_topic;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZE001',
            MESSAGE = 'unknown topic',
            DETAIL  = format('p_topic=%s', coalesce(p_topic, 'NULL')),
            HINT    = 'Register it with agora_event.create_topic(); see agora_event.registered_topic.';
    END IF;
    IF v_builtin THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'built-in topics are not published to',
            DETAIL  = format('p_topic=%s', p_topic),
            HINT    = 'Call the function whose event it is, or register a topic with agora_event.create_topic().';
    END IF;
    IF p_causation_id IS NOT NULL OR p_trace_parent IS NOT NULL THEN
        PERFORM agora_event._check_cause(p_causation_id, p_trace_parent);
    END IF;
    IF p_key IS NOT NULL THEN
        v_first := agora._first_result('publish', p_actor, p_key,
                                       jsonb_build_array(p_topic, p_event_key, p_payload, p_correlation_id, p_causation_id, p_trace_parent));
        IF v_first IS NOT NULL THEN
            RETURN v_first::bigint;
        END IF;
    END IF;
    IF p_causation_id IS NULL AND p_trace_parent IS NULL THEN -- most events
        v_event := agora_event._emit(p_topic, p_event_key, p_payload, p_correlation_id, v_actor);
    ELSE
        v_event := agora_event._emit_caused(p_topic, p_event_key, p_payload, p_correlation_id, p_causation_id, p_trace_parent, p_actor);
    END IF;
    IF p_key IS NOT NULL THEN
        PERFORM agora._keep_result('publish', p_actor, p_key, to_jsonb(v_event));
    END IF;
    RETURN v_event;
END;
$publish$;

COMMENT ON FUNCTION agora_event.publish(text, text, jsonb, uuid, bigint, text, text, bigint)
    IS 'Publish an event (payload: a JSON object up to event.payload_limit bytes) and return its id.';
REVOKE ALL ON FUNCTION agora_event.publish(text, text, jsonb, uuid, bigint, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.publish(text, text, jsonb, uuid, bigint, text, text, bigint) TO agora_service;
