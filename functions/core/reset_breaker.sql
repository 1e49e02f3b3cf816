-- Closes a breaker by hand; the only way out of a policy, budget, security or manual trip.
-- Errors: 22023 · 42501 · ZA001 · ZA014 unknown breaker.   Locks: the breaker.
CREATE OR REPLACE FUNCTION agora.reset_breaker(
    p_breaker  text,
    p_reason   text,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS agora.breaker_state
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $reset_breaker$
DECLARE
    v_state agora.breaker_state;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 1000);
    UPDATE agora.breaker AS b
       SET status = 'closed', reason_class = NULL, reason = p_reason, failures = 0, opened_at = NULL, probe_until = NULL,
           changed_by = p_actor, changed_at = agora.now()
     WHERE b.breaker = p_breaker;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA014',
            MESSAGE = 'unknown breaker',
            DETAIL  = format('p_breaker=%s', coalesce(p_breaker, 'NULL')),
            HINT    = 'See agora.breaker_state.';
    END IF;
    SELECT s.* INTO v_state FROM agora.breaker_state AS s WHERE s.breaker = p_breaker;
    RETURN v_state;
END;
$reset_breaker$;

COMMENT ON FUNCTION agora.reset_breaker(text, text, bigint)
    IS 'Close a breaker by hand, with a reason.';
REVOKE ALL ON FUNCTION agora.reset_breaker(text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.reset_breaker(text, text, bigint) TO agora_operator;
