-- Takes one from what an agent may do at once, so many times, and how fast that is replenished: a bucket of its own for each matter, made when
-- it is first asked for, and anew where the setting behind it has changed.
-- Errors: 42501.   Locks: the bucket.
CREATE OR REPLACE FUNCTION agora_work._take_allowance(
    p_agent     bigint,
    p_matter    text,
    p_capacity  numeric,
    p_refill    numeric
)
RETURNS agora.rate_decision
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_take_allowance$
DECLARE
    v_bucket text := agora_work.agent_breaker(p_agent) || ':' || p_matter;
BEGIN
    IF NOT EXISTS (SELECT FROM agora.rate_bucket AS b
                    WHERE b.bucket = v_bucket AND b.capacity = p_capacity AND b.refill_per_second = p_refill AND b.owner_id = p_agent) THEN
        PERFORM agora.set_bucket(v_bucket, p_capacity, p_refill, p_agent, p_agent);
    END IF;
    RETURN agora.take_token(v_bucket, 1, p_agent);
END;
$_take_allowance$;

COMMENT ON FUNCTION agora_work._take_allowance(bigint, text, numeric, numeric)
    IS 'Take one from what an agent may do in a matter (reports, messages): capacity, and refill per second.';
REVOKE ALL ON FUNCTION agora_work._take_allowance(bigint, text, numeric, numeric) FROM PUBLIC;
