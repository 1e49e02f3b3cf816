-- Asks for a call of a server by its alias. What no route allows is put on record and denied: a worker only sees what it may do, with the
-- whole URL, and follows no redirects.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZW104 too many.
-- Locks: the key's row.   Emits: work.request.submitted.v1 · work.request.denied.v1.
CREATE OR REPLACE FUNCTION agora_work.submit_http(
    p_target   text,
    p_method   text,
    p_path     text,
    p_headers  jsonb   DEFAULT '{}',
    p_body     text    DEFAULT NULL,
    p_seconds  integer DEFAULT NULL,
    p_key      text    DEFAULT NULL,
    p_actor    bigint  DEFAULT agora.current_principal()
)
RETURNS agora_work.request_receipt
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $submit_http$
DECLARE
    v_first    jsonb;
    v_allowed  record;
    v_request  agora_work.request;
    v_receipt  agora_work.request_receipt;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_key', p_key, 200), agora._check_text('p_target', p_target, 60), agora._check_text('p_method', p_method, 20),
            agora._check_text('p_path', p_path, 8000), agora._check_object('p_headers', p_headers),
            agora._check_number('p_seconds', p_seconds, 1, 60, p_optional => true);
    IF octet_length(p_body) > agora.setting_integer('work.request_bytes')
       OR EXISTS (SELECT 1 FROM jsonb_each(p_headers) AS h WHERE jsonb_typeof(h.value) <> 'string' OR h.value #>> '{}' !~ '^[\x20-\x7e]*$')
       OR (SELECT count(DISTINCT lower(h.key)) < count(*) FROM jsonb_object_keys(p_headers) AS h(key)) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'body or headers are not usable',
            DETAIL  = format('bytes=%s', coalesce(octet_length(p_body), 0)),
            HINT    = 'The body has no more bytes than work.request_bytes; each header is one line of printable ASCII, and is there once, in whatever case.';
    END IF;
    v_first := agora._first_result('submit_http', p_actor, p_key, jsonb_build_array(p_target, p_method, p_path, p_headers, p_body, p_seconds));
    IF v_first IS NOT NULL THEN
        RETURN jsonb_populate_record(NULL::agora_work.request_receipt, v_first);
    END IF;
    v_request.kind         := 'http';
    v_request.requester_id := p_actor;
    v_request.body         := jsonb_strip_nulls(jsonb_build_object('target', p_target, 'method', p_method, 'path', p_path, 'headers', p_headers, 'body', p_body));
    SELECT * INTO v_allowed FROM agora_work._permission('http', p_actor, v_request.body);
    v_request.denial       := v_allowed.denial;
    -- Its own name, under which a server that knows such names does it once, however often a worker asks.
    v_request.body         := v_request.body || jsonb_strip_nulls(jsonb_build_object('url', v_allowed.url, 'idempotency_key', gen_random_uuid()));
    v_request.limits       := jsonb_build_object('wall_seconds', least(coalesce(p_seconds, agora.setting_integer('work.http_seconds')), v_allowed.seconds),
                                                 'output_bytes', agora.setting_integer('work.request_bytes'));
    v_receipt := agora_work._put_request(v_request);
    PERFORM agora._keep_result('submit_http', p_actor, p_key, to_jsonb(v_receipt));
    RETURN v_receipt;
END;
$submit_http$;

COMMENT ON FUNCTION agora_work.submit_http(text, text, text, jsonb, text, integer, text, bigint)
    IS 'Ask for a call: server, method, path with query, headers, body, at most p_seconds (1 to 60, and what the server allows): queued, or denied and why.';
REVOKE ALL ON FUNCTION agora_work.submit_http(text, text, text, jsonb, text, integer, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.submit_http(text, text, text, jsonb, text, integer, text, bigint) TO agora_service;
