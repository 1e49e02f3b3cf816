-- Puts a request into the queue, or on record where it is denied, and tells the workers or the witness. p_request has what the caller knows.
-- What is denied is on record for long, so an agent has as many denied at once as it may have open, and so many in an hour after that.
-- Errors: 42501 · ZW104 too many.   Locks: what the requester has open; the bucket and the stream of the witness, where it is denied.
-- Emits: work.request.submitted.v1, or what _tell_denied() emits.
CREATE OR REPLACE FUNCTION agora_work._put_request(p_request agora_work.request)
RETURNS agora_work.request_receipt
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_put_request$
DECLARE
    v_now    timestamptz := agora.now();
    v_open   bigint;
    v_id     bigint;
    v_most   integer := agora.setting_integer('work.open_requests');
    v_state  text := CASE WHEN p_request.denial IS NULL THEN 'queued' ELSE 'denied' END;
BEGIN
    IF p_request.denial IS NULL THEN -- one after the other, so that the limit holds whoever else asks
        PERFORM pg_advisory_xact_lock(hashtextextended('agora_work.request:' || p_request.requester_id, 0));
    END IF;
    SELECT count(*) INTO v_open FROM agora_work.request AS r WHERE r.requester_id = p_request.requester_id AND r.finished_at IS NULL;
    IF p_request.denial IS NULL AND v_open >= v_most
       OR p_request.denial IS NOT NULL AND p_request.requester_id > 3
          AND NOT (agora_work._take_allowance(p_request.requester_id, 'denials', v_most, ceil(v_most * 1e9 / 3600) / 1e9)).granted THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW104',
            MESSAGE = 'too many requests are open or were denied',
            DETAIL  = format('requester_id=%s open=%s denial=%s', p_request.requester_id, v_open, coalesce(p_request.denial, 'none')),
            HINT    = 'Wait until workers have finished some, or ask for what is allowed; work.open_requests is the limit.';
    END IF;
    INSERT INTO agora_work.request AS r (kind, requester_id, author_id, transform_id, vouches, body, limits, status, denial, submitted_at, finished_at)
    VALUES (p_request.kind, p_request.requester_id, p_request.author_id, p_request.transform_id, coalesce(p_request.vouches, false), p_request.body,
            p_request.limits, v_state, p_request.denial, v_now, CASE WHEN p_request.denial IS NOT NULL THEN v_now END)
    RETURNING r.request_id INTO v_id;
    IF p_request.denial IS NULL THEN
        PERFORM agora_event._emit('work.request.submitted.v1', v_id::text, jsonb_strip_nulls(
                jsonb_build_object('request_id', v_id, 'kind', p_request.kind, 'transform_id', p_request.transform_id)), NULL, p_request.requester_id);
    ELSE
        PERFORM agora_work._tell_denied(v_id, p_request);
    END IF;
    RETURN (v_id, v_state, p_request.denial);
END;
$_put_request$;

COMMENT ON FUNCTION agora_work._put_request(agora_work.request)
    IS 'Queue a request, or record that it is denied.';
REVOKE ALL ON FUNCTION agora_work._put_request(agora_work.request) FROM PUBLIC;
