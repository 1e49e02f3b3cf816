-- Says why the session acts: which story it works on, which event it handles, under which trace. Every event that it causes from
-- now on carries that, whatever function writes it; what a function is told itself goes first. NULL = nothing to say.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZE004 no such event.
CREATE OR REPLACE FUNCTION agora_event.set_context(
    p_correlation_id  uuid    DEFAULT NULL,
    p_causation_id    bigint  DEFAULT NULL,
    p_trace_parent    text    DEFAULT NULL,
    p_is_local        boolean DEFAULT true,
    p_actor           bigint  DEFAULT agora.current_principal()
)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $set_context$
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora_event._check_cause(p_causation_id, p_trace_parent);
    PERFORM set_config('agora.correlation_id', coalesce(p_correlation_id::text, ''), coalesce(p_is_local, true)),
            set_config('agora.causation_id', coalesce(p_causation_id::text, ''), coalesce(p_is_local, true)),
            set_config('agora.traceparent', coalesce(p_trace_parent, ''), coalesce(p_is_local, true));
END;
$set_context$;

COMMENT ON FUNCTION agora_event.set_context(uuid, bigint, text, boolean, bigint)
    IS 'Set correlation, cause and W3C trace of the events that follow in this transaction, or with p_is_local false in this session; NULL ends it.';
REVOKE ALL ON FUNCTION agora_event.set_context(uuid, bigint, text, boolean, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.set_context(uuid, bigint, text, boolean, bigint) TO agora_service;
