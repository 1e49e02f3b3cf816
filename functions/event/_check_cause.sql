-- What led to an event: an event that exists, this transaction's included, and a trace as the W3C recommendation writes it.
-- Errors: 22023 · ZE004 no such event.
CREATE OR REPLACE FUNCTION agora_event._check_cause(
    p_causation_id  bigint,
    p_trace_parent  text
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_cause$
BEGIN
    IF p_causation_id IS NOT NULL AND NOT agora_event._event_exists(p_causation_id) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZE004',
            MESSAGE = 'unknown cause',
            DETAIL  = format('p_causation_id=%s', p_causation_id),
            HINT    = 'Name the event that led to this one, or none.';
    END IF;
    IF NOT agora_event._is_trace(p_trace_parent) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'trace context is not usable',
            DETAIL  = format('p_trace_parent=%s', left(p_trace_parent, 200)),
            HINT    = 'Pass a traceparent as in W3C Trace Context: 00-{32 hex digits}-{16 hex digits}-{2 hex digits}, lower case, ids not all zero.';
    END IF;
END;
$_check_cause$;

COMMENT ON FUNCTION agora_event._check_cause(bigint, text)
    IS 'Refuse a cause that does not exist and a trace that is none.';
REVOKE ALL ON FUNCTION agora_event._check_cause(bigint, text) FROM PUBLIC;
