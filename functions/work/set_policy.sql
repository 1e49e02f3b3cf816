-- Sets a policy: a new version for its scope and subject, from now on. What it does not say is left to the more general one; the same
-- as the current version changes nothing and returns it.
-- Errors: 0A000 isolation · 22023 · 42501 · ZA001.   Locks: policies, against each other; agents by id, lanes by id.   Emits: work.policy.set.v1.
CREATE OR REPLACE FUNCTION agora_work.set_policy(
    p_scope       text,
    p_subject     text,
    p_parameters  jsonb,
    p_reason      text,
    p_actor       bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $set_policy$
DECLARE
    v_subject  text := coalesce(p_subject, '');
    v_last     agora_work.policy;
    v_policy   bigint;
    v_wrong    text;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 1000);
    PERFORM agora._check_object('p_parameters', p_parameters);
    v_wrong := CASE WHEN p_scope = 'default' AND v_subject = '' THEN NULL
                    WHEN p_scope = 'environment' AND v_subject ~ '^[a-z][a-z0-9_]{0,59}$' THEN NULL
                    WHEN p_scope = 'agent' AND EXISTS (SELECT 1 FROM agora.principal AS p WHERE p.principal_id::text = v_subject) THEN NULL
                    ELSE 'scope or subject' END;
    v_wrong := coalesce(v_wrong, (
        SELECT min(e.key)
          FROM jsonb_each(p_parameters) AS e
          LEFT JOIN agora_work.policy_parameter AS k ON k.parameter = e.key
         WHERE k.is_of_agents AND p_scope = 'environment'
            OR CASE k.type WHEN 'choice' THEN jsonb_typeof(e.value) = 'string' AND e.value #>> '{}' = ANY (k.choices)
                           WHEN 'capabilities' THEN jsonb_typeof(e.value) = 'array' AND agora_work._is_text_list(e.value, k.max_value::integer, '')
                                                    AND e.value <@ (SELECT coalesce(jsonb_agg(c.code), '[]') FROM agora_work.capability AS c WHERE e.value ? c.code)
                           ELSE jsonb_typeof(e.value) = 'number'
                                AND agora._is_number(e.value, k.min_value, k.max_value, CASE k.type WHEN 'integer' THEN 0 ELSE 6 END) END IS NOT TRUE));
    IF v_wrong IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'policy is not usable',
            DETAIL  = format('p_scope=%s p_subject=%s wrong=%s', left(coalesce(p_scope, 'NULL'), 100), left(v_subject, 100), left(v_wrong, 200)),
            HINT    = 'The scope is default, environment with a name, or agent with an id; agora_work.known_parameter has names, types, ranges and which are of agents, not environments, agora_work.known_capability the codes.';
    END IF;
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM agora_work._check_snapshot();
    END IF;
    LOCK TABLE agora_work.policy IN SHARE ROW EXCLUSIVE MODE;
    SELECT p.* INTO v_last FROM agora_work.policy AS p WHERE p.scope = p_scope AND p.subject = v_subject ORDER BY p.version DESC LIMIT 1;
    IF v_last.parameters = p_parameters THEN
        RETURN v_last.policy_id;
    END IF;
    INSERT INTO agora_work.policy AS p (scope, subject, version, parameters, reason, set_by, set_at)
    VALUES (p_scope, v_subject, coalesce(v_last.version, 0) + 1, p_parameters, p_reason, p_actor, agora.now())
    RETURNING p.policy_id INTO v_policy;
    PERFORM agora_work._refresh_capabilities(ARRAY(SELECT a.agent_id FROM agora_work.agent AS a WHERE p_scope = 'default' OR p_scope = 'agent' AND a.agent_id::text = v_subject));
    PERFORM agora_work._draw_rules();
    PERFORM agora_event._emit('work.policy.set.v1', v_policy::text, jsonb_build_object('policy_id', v_policy, 'scope', p_scope, 'subject', v_subject,
            'version', coalesce(v_last.version, 0) + 1, 'parameters', p_parameters, 'reason', p_reason), NULL, p_actor);
    PERFORM agora_work._testify('policies', 'security', 'policy.set', 'warning', v_policy::text,
            jsonb_build_object('scope', p_scope, 'subject', v_subject, 'parameters', p_parameters, 'reason', p_reason), NULL, p_actor);
    RETURN v_policy;
END;
$set_policy$;

COMMENT ON FUNCTION agora_work.set_policy(text, text, jsonb, text, bigint)
    IS 'Set the policy of a scope (default, environment, agent) and subject from now on; returns the id of the version.';
REVOKE ALL ON FUNCTION agora_work.set_policy(text, text, jsonb, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.set_policy(text, text, jsonb, text, bigint) TO agora_operator;
