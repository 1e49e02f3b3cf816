-- Name of the breaker that halts an agent, and of the bucket that its contract gives it for calls.
CREATE OR REPLACE FUNCTION agora_work.agent_breaker(p_agent bigint)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 'agent:' || p_agent;

COMMENT ON FUNCTION agora_work.agent_breaker(bigint)
    IS 'Name of the circuit breaker of an agent, and of its token bucket.';
REVOKE ALL ON FUNCTION agora_work.agent_breaker(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.agent_breaker(bigint) TO agora_reader;
