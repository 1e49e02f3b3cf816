-- The rules that hold in an environment, or for an agent in it, and which versions of which policies they are from, the most general first.
-- Errors: ZW900 unknown environment.
CREATE OR REPLACE FUNCTION agora_work.policy_for(
    p_environment  text   DEFAULT NULL,
    p_agent        bigint DEFAULT NULL
)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $policy_for$
BEGIN
    IF p_environment IS NOT NULL THEN
        PERFORM agora_work._check_environments(ARRAY[p_environment]);
    END IF;
    RETURN jsonb_build_object('parameters', agora_work._rules_for(p_environment, p_agent), 'policies', (
        SELECT jsonb_agg(p.policy_id ORDER BY s.place)
          FROM (VALUES (1, 'default', ''), (2, 'environment', p_environment), (3, 'agent', p_agent::text)) AS s(place, scope, subject)
         CROSS JOIN LATERAL (SELECT v.policy_id
                               FROM agora_work.policy AS v
                              WHERE v.scope = s.scope AND v.subject = s.subject
                              ORDER BY v.version DESC
                              LIMIT 1) AS p));
END;
$policy_for$;

COMMENT ON FUNCTION agora_work.policy_for(text, bigint)
    IS 'Parameters that hold in an environment, for an agent if one is given, and the ids of the policies they come from.';
REVOKE ALL ON FUNCTION agora_work.policy_for(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.policy_for(text, bigint) TO agora_reader;
