-- Hands out the oldest request of a kind that nobody holds, to a worker; nothing where there is none. What a worker held longer than its
-- lease is handed out again, until it has been as often as it may. Nobody gets a run of their own code. What allowed a request may have
-- ended since it was asked, so that is looked at again: what nobody allows any more is denied here.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003.   Locks: the key's row; the request, those of others skipped; the stream of the witness.
-- Emits: what _tell_denied() emits.
CREATE OR REPLACE FUNCTION agora_work.claim_request(
    p_kind   text,
    p_lease  interval DEFAULT '10 minutes',
    p_key    text     DEFAULT NULL,
    p_actor  bigint   DEFAULT agora.current_principal()
)
RETURNS SETOF agora_work.claimed_request
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $claim_request$
DECLARE
    v_now      timestamptz := agora.now();
    v_first    jsonb;
    v_request  agora_work.request;
    v_allowed  record;
    v_claimed  agora_work.claimed_request;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_interval('p_lease', p_lease, '1 hour');
    PERFORM agora_work._check_worker(p_kind, p_actor);
    v_first := agora._first_result('claim_request', p_actor, p_key, jsonb_build_array(p_kind, extract(epoch FROM p_lease)));
    IF v_first IS NOT NULL THEN
        RETURN QUERY SELECT f.* FROM jsonb_populate_recordset(NULL::agora_work.claimed_request, v_first) AS f;
        RETURN;
    END IF;
    -- A loop, because what is denied ends here, and the worker gets the next that is not.
    LOOP
        SELECT r.* INTO v_request
          FROM agora_work.request AS r
         WHERE r.kind = p_kind AND r.finished_at IS NULL AND r.lease_until <= v_now AND r.author_id IS DISTINCT FROM p_actor
           AND r.epoch < agora.setting_integer('work.request_attempts')
         ORDER BY r.request_id
         LIMIT 1
           FOR NO KEY UPDATE SKIP LOCKED;
        EXIT WHEN NOT FOUND;
        SELECT * INTO v_allowed FROM agora_work._permission(p_kind, v_request.requester_id, v_request.body);
        v_request.denial := coalesce(v_allowed.denial, CASE
            WHEN v_allowed.url <> v_request.body ->> 'url' THEN 'target'
            WHEN EXISTS (SELECT FROM agora_memory.transform AS t WHERE t.transform_id = v_request.transform_id AND t.blocked_at IS NOT NULL) THEN 'blocked' END);
        IF v_request.denial IS NULL THEN
            UPDATE agora_work.request AS r
               SET status = 'running', epoch = r.epoch + 1, holder_id = p_actor, lease_until = v_now + p_lease
             WHERE r.request_id = v_request.request_id
            RETURNING r.request_id, r.epoch, r.kind, r.transform_id,
                      r.body || coalesce((SELECT jsonb_build_object('code', t.code) FROM agora_memory.transform AS t WHERE t.transform_id = r.transform_id), '{}')
                             || jsonb_strip_nulls(jsonb_build_object('is_private', v_allowed.is_private)),
                      r.limits || jsonb_build_object('wall_seconds', least((r.limits ->> 'wall_seconds')::integer, v_allowed.seconds)), r.lease_until
                 INTO v_claimed;
            EXIT;
        END IF;
        UPDATE agora_work.request AS r SET status = 'denied', denial = v_request.denial, finished_at = v_now WHERE r.request_id = v_request.request_id;
        PERFORM agora_work._tell_denied(v_request.request_id, v_request);
    END LOOP;
    PERFORM agora._keep_result('claim_request', p_actor, p_key, CASE WHEN v_claimed.request_id IS NULL THEN '[]' ELSE jsonb_build_array(v_claimed) END);
    IF v_claimed.request_id IS NOT NULL THEN
        RETURN NEXT v_claimed;
    END IF;
END;
$claim_request$;

COMMENT ON FUNCTION agora_work.claim_request(text, interval, text, bigint)
    IS 'Take the next request of a kind (sandbox, exec, http) for at most p_lease (up to an hour); no row where none waits.';
REVOKE ALL ON FUNCTION agora_work.claim_request(text, interval, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.claim_request(text, interval, text, bigint) TO agora_service;
