-- A traceparent as the W3C recommendation writes it: version, trace and span, none of them impossible.
CREATE OR REPLACE FUNCTION agora_event._is_trace(p_trace_parent text)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN p_trace_parent ~ '^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$';

COMMENT ON FUNCTION agora_event._is_trace(text)
    IS 'Whether a text is a W3C traceparent.';
REVOKE ALL ON FUNCTION agora_event._is_trace(text) FROM PUBLIC;
