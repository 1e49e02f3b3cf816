-- Tells that a request was denied, and puts that into the witness.
-- Locks: the stream of the witness.   Emits: work.request.denied.v1.
CREATE OR REPLACE FUNCTION agora_work._tell_denied(
    p_request  bigint,
    p_asked    agora_work.request
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_tell_denied$
DECLARE
    v_told jsonb := jsonb_strip_nulls(jsonb_build_object('request_id', p_request, 'kind', p_asked.kind, 'transform_id', p_asked.transform_id, 'denial', p_asked.denial));
BEGIN
    PERFORM agora_event._emit('work.request.denied.v1', p_request::text, v_told, NULL, p_asked.requester_id);
    PERFORM agora_work._testify(format('requests:%s', p_asked.requester_id), 'security', 'request.denied', 'warning', format('request %s', p_request),
                                v_told || jsonb_build_object('asked', p_asked.body - '{code,cases,test,body}'::text[]), NULL, p_asked.requester_id);
END;
$_tell_denied$;

COMMENT ON FUNCTION agora_work._tell_denied(bigint, agora_work.request)
    IS 'Tell that a request was denied, and why.';
REVOKE ALL ON FUNCTION agora_work._tell_denied(bigint, agora_work.request) FROM PUBLIC;
