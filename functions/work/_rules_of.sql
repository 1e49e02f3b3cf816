-- The rules of an environment for an agent, given those that hold there: few agents have a policy of their own.
-- Reads: policy.
CREATE OR REPLACE FUNCTION agora_work._rules_of(
    p_agent        bigint,
    p_environment  text,
    p_rules        jsonb
)
RETURNS jsonb
LANGUAGE sql STABLE
RETURN CASE WHEN EXISTS (SELECT FROM agora_work.policy AS p WHERE p.scope = 'agent' AND p.subject = p_agent::text)
            THEN agora_work.policy_for(p_environment, p_agent) -> 'parameters' ELSE p_rules END;

COMMENT ON FUNCTION agora_work._rules_of(bigint, text, jsonb)
    IS 'Rules for an agent: its own over those of the environment.';
REVOKE ALL ON FUNCTION agora_work._rules_of(bigint, text, jsonb) FROM PUBLIC;
