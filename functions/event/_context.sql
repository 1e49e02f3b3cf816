-- Why the session acts, as set_context() left it in the session's settings. Anybody can set those past that function, and no
-- transfer may fail for it: what is not well-formed, or an event that does not exist, counts as not said, as W3C Trace Context
-- prescribes for a traceparent.
CREATE OR REPLACE FUNCTION agora_event._context()
RETURNS TABLE (correlation_id uuid, causation_id bigint, trace_parent text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_context$
DECLARE
    v_correlation  text := current_setting('agora.correlation_id', true);
    v_causation    text := current_setting('agora.causation_id', true);
    v_trace        text := current_setting('agora.traceparent', true);
BEGIN
    IF v_correlation ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN
        correlation_id := v_correlation::uuid;
    END IF;
    IF v_causation ~ '^[0-9]{1,18}$' THEN -- not one condition with the next: what is NULL would be looked for
        causation_id := CASE WHEN agora_event._event_exists(v_causation::bigint) THEN v_causation::bigint END;
    END IF;
    IF agora_event._is_trace(v_trace) THEN
        trace_parent := v_trace;
    END IF;
    RETURN NEXT;
END;
$_context$;

COMMENT ON FUNCTION agora_event._context()
    IS 'Correlation, cause and trace of what the session does; NULL where it did not say.';
REVOKE ALL ON FUNCTION agora_event._context() FROM PUBLIC;
