-- Issues a token for one agent, one task and a few endpoints, for at most five minutes. Only a trusted service does: a bound login, which
-- may be the agent, cannot. A halted agent gets none. A repeated call answers with the same credential, without the token.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZW005 claim is over · ZW061 agent is halted.   Locks: the key's row, the agent's breaker, its stream of the witness.
CREATE OR REPLACE FUNCTION agora_work.issue_credential(
    p_agent      bigint,
    p_task       text,
    p_endpoints  text[],
    p_ttl        interval DEFAULT '300 seconds',
    p_max_uses   integer  DEFAULT NULL,
    p_task_id    bigint   DEFAULT NULL,
    p_epoch      bigint   DEFAULT NULL,
    p_key        text     DEFAULT NULL,
    p_actor      bigint   DEFAULT agora.current_principal()
)
RETURNS agora_work.issued_token
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $issue_credential$
DECLARE
    c_scope   CONSTANT text := 'issue_credential';
    v_first   jsonb;
    v_status  text;
    v_issued  agora_work.issued_token;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_key', p_key, 200), agora._check_text('p_task', p_task, 200), agora._check_interval('p_ttl', p_ttl, '300 seconds'),
            agora._check_number('p_max_uses', p_max_uses, 1, 1000000, true), agora._check_principal('p_agent', p_agent, true);
    IF agora.visible_principal() <> 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'a bound login issues no credentials',
            DETAIL  = format('login=%s', session_user),
            HINT    = 'The service that hands out the task issues them.';
    END IF;
    IF cardinality(p_endpoints) NOT BETWEEN 1 AND 100 OR p_endpoints IS NULL OR array_ndims(p_endpoints) > 1
       OR EXISTS (SELECT 1 FROM unnest(p_endpoints) AS e(endpoint) WHERE e.endpoint IS NULL OR length(e.endpoint) > 200 OR NOT agora._is_name(e.endpoint)) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'endpoints are not usable',
            DETAIL  = format('number=%s', coalesce(cardinality(p_endpoints), 0)),
            HINT    = 'Name 1 to 100 of them, each exactly as it will be asked for; none would be good for nothing.';
    END IF;
    v_first := agora._first_result(c_scope, p_actor, p_key, jsonb_build_array(p_agent, p_task, p_endpoints, extract(epoch FROM p_ttl), p_max_uses, p_task_id, p_epoch));
    IF v_first IS NOT NULL THEN
        RETURN ((v_first -> 'credential_id')::bigint, NULL, (v_first ->> 'expires_at')::timestamptz)::agora_work.issued_token;
    END IF;
    IF num_nonnulls(p_task_id, p_epoch) > 0 AND NOT agora_work._holds(p_agent, p_task_id, p_epoch) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW005',
            MESSAGE = 'claim is over',
            DETAIL  = format('p_agent=%s p_task_id=%s p_epoch=%s', p_agent, coalesce(p_task_id::text, 'NULL'), coalesce(p_epoch::text, 'NULL')),
            HINT    = 'Pass task and epoch as the agent claimed them, and only while it holds the task.';
    END IF;
    -- Shared with others that issue, not with who halts the agent: that one waits, and then revokes this one, too.
    INSERT INTO agora.breaker (breaker, changed_by, changed_at)
    VALUES (agora_work.agent_breaker(p_agent), p_actor, agora.now())
    ON CONFLICT ON CONSTRAINT breaker_pk DO NOTHING;
    SELECT b.status INTO v_status FROM agora.breaker AS b WHERE b.breaker = agora_work.agent_breaker(p_agent) FOR SHARE;
    IF v_status <> 'closed' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW061',
            MESSAGE = 'agent is halted',
            DETAIL  = format('p_agent=%s', p_agent),
            HINT    = 'See agora_work.agent_standing; another operator may reset its breaker.';
    END IF;
    v_issued := agora_work._new_credential(p_agent, p_task, p_endpoints, agora.now() + p_ttl, p_max_uses, p_task_id, p_epoch, NULL, p_actor);
    PERFORM agora._keep_result(c_scope, p_actor, p_key, jsonb_build_object('credential_id', v_issued.credential_id, 'expires_at', v_issued.expires_at));
    RETURN v_issued;
END;
$issue_credential$;

COMMENT ON FUNCTION agora_work.issue_credential(bigint, text, text[], interval, integer, bigint, bigint, text, bigint)
    IS 'Issue a token for an agent, a task and 1 to 100 endpoints, for at most 300 seconds, and no longer than its claim of a task if one is given; the token is shown once.';
REVOKE ALL ON FUNCTION agora_work.issue_credential(bigint, text, text[], interval, integer, bigint, bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.issue_credential(bigint, text, text[], interval, integer, bigint, bigint, text, bigint) TO agora_service;
