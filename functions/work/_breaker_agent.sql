-- The agent that a breaker halts; NULL for any other breaker.
CREATE OR REPLACE FUNCTION agora_work._breaker_agent(p_breaker text)
RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN substring(p_breaker FROM '^agent:([1-9][0-9]{0,17})$')::bigint;

COMMENT ON FUNCTION agora_work._breaker_agent(text)
    IS 'Agent of a breaker, or NULL.';
REVOKE ALL ON FUNCTION agora_work._breaker_agent(text) FROM PUBLIC;
