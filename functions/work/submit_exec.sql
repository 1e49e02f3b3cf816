-- Asks for a command: a program by its absolute path and its arguments, one by one; no shell reads them. What no policy allows is put on
-- record and denied.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZW104 too many.
-- Locks: the key's row.   Emits: work.request.submitted.v1 · work.request.denied.v1.
CREATE OR REPLACE FUNCTION agora_work.submit_exec(
    p_command    text,
    p_arguments  text[]  DEFAULT '{}',
    p_seconds    integer DEFAULT NULL,
    p_key        text    DEFAULT NULL,
    p_actor      bigint  DEFAULT agora.current_principal()
)
RETURNS agora_work.request_receipt
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $submit_exec$
DECLARE
    c_most     CONSTANT integer := 1000;
    v_first    jsonb;
    v_request  agora_work.request;
    v_receipt  agora_work.request_receipt;
    v_allowed  record;
    v_limits   jsonb;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_key', p_key, 200), agora._check_text('p_command', p_command, 1000), agora._check_number('p_seconds', p_seconds, 1, 30, p_optional => true);
    IF p_arguments IS NULL OR cardinality(p_arguments) > c_most OR EXISTS (SELECT 1 FROM unnest(p_arguments) AS a(value) WHERE a.value IS NULL) OR coalesce(array_ndims(p_arguments), 1) > 1
       OR octet_length(p_arguments::text) > agora.setting_integer('work.request_bytes') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'arguments are not usable',
            DETAIL  = format('number=%s bytes=%s', coalesce(cardinality(p_arguments)::text, 'NULL'), coalesce(octet_length(p_arguments::text), 0)),
            HINT    = format('Pass an array of at most %s texts, none of them NULL, and no more bytes than work.request_bytes.', c_most);
    END IF;
    v_first := agora._first_result('submit_exec', p_actor, p_key, jsonb_build_array(p_command, p_arguments, p_seconds));
    IF v_first IS NOT NULL THEN
        RETURN jsonb_populate_record(NULL::agora_work.request_receipt, v_first);
    END IF;
    v_request.kind         := 'exec';
    v_request.requester_id := p_actor;
    v_request.body         := jsonb_build_object('command', p_command, 'arguments', p_arguments);
    SELECT * INTO v_allowed FROM agora_work._permission('exec', p_actor, v_request.body);
    v_request.denial       := v_allowed.denial;
    v_limits               := agora_work.limits_for(p_actor);
    v_request.limits       := jsonb_build_object(
        'wall_seconds', least(coalesce(p_seconds, agora.setting_integer('work.exec_seconds')), v_allowed.seconds, (v_limits ->> 'exec_seconds')::integer),
        'output_bytes', agora.setting_integer('work.request_bytes'), 'file_bytes', agora.setting_integer('work.sandbox_file_bytes'),
        'memory_bytes', (v_limits ->> 'memory_mb')::bigint * 1048576, 'cpu_percent', v_limits -> 'cpu_percent', 'open_files', v_limits -> 'open_files',
        'processes', agora.setting_integer('work.exec_processes'));
    v_receipt := agora_work._put_request(v_request);
    PERFORM agora._keep_result('submit_exec', p_actor, p_key, to_jsonb(v_receipt));
    RETURN v_receipt;
END;
$submit_exec$;

COMMENT ON FUNCTION agora_work.submit_exec(text, text[], integer, text, bigint)
    IS 'Ask for a command with arguments, for at most p_seconds (1 to 30, and what its policy allows): queued, or denied and why.';
REVOKE ALL ON FUNCTION agora_work.submit_exec(text, text[], integer, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.submit_exec(text, text[], integer, text, bigint) TO agora_service;
