-- The rules that hold in an environment, or for an agent in it: each parameter as the most special policy says it, and which versions
-- it took them from. An environment that has no policy has the default.
CREATE OR REPLACE FUNCTION agora_work.policy_for(
    p_environment  text   DEFAULT NULL,
    p_agent        bigint DEFAULT NULL
)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $policy_for$
DECLARE
    v_parameters  jsonb := jsonb '{}';
    v_policies    bigint[] := '{}';
    r_policy      record;
BEGIN
    -- A loop over at most three, the most general first, because each is laid over those before it.
    FOR r_policy IN
        SELECT p.policy_id, p.parameters
          FROM (VALUES ('default', ''), ('environment', p_environment), ('agent', p_agent::text)) AS s(scope, subject)
         CROSS JOIN LATERAL (SELECT v.policy_id, v.parameters
                               FROM agora_work.policy AS v
                              WHERE v.scope = s.scope AND v.subject = s.subject
                              ORDER BY v.version DESC
                              LIMIT 1) AS p
         ORDER BY array_position(ARRAY['default', 'environment', 'agent'], s.scope)
    LOOP
        v_parameters := v_parameters || r_policy.parameters;
        v_policies := v_policies || r_policy.policy_id;
    END LOOP;
    RETURN jsonb_build_object('parameters', v_parameters, 'policies', to_jsonb(v_policies));
END;
$policy_for$;

COMMENT ON FUNCTION agora_work.policy_for(text, bigint)
    IS 'Parameters that hold in an environment, for an agent if one is given, and the ids of the policies they come from.';
REVOKE ALL ON FUNCTION agora_work.policy_for(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.policy_for(text, bigint) TO agora_reader;
