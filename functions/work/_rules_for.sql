-- The rules that hold in an environment, or for an agent in it: each parameter as the most special policy says it. An environment that has no policy
-- has the default.
-- Reads: policy.
CREATE OR REPLACE FUNCTION agora_work._rules_for(
    p_environment  text,
    p_agent        bigint
)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_rules_for$
BEGIN
    RETURN (SELECT v.parameters FROM agora_work.policy AS v WHERE v.scope = 'default' AND v.subject = '' ORDER BY v.version DESC LIMIT 1)
           || coalesce((SELECT v.parameters FROM agora_work.policy AS v WHERE v.scope = 'environment' AND v.subject = p_environment ORDER BY v.version DESC LIMIT 1), '{}')
           || coalesce((SELECT v.parameters FROM agora_work.policy AS v WHERE v.scope = 'agent' AND v.subject = p_agent::text ORDER BY v.version DESC LIMIT 1), '{}');
END;
$_rules_for$;

COMMENT ON FUNCTION agora_work._rules_for(text, bigint)
    IS 'Parameters that hold in an environment, for an agent if one is given.';
REVOKE ALL ON FUNCTION agora_work._rules_for(text, bigint) FROM PUBLIC;
