-- Opens a breaker. Idempotent: an open one keeps its first date, and only a class that needs an operator replaces one that does not.
-- Errors: 22023 · 42501 · ZA001 · ZA002.   Locks: the breaker.
CREATE OR REPLACE FUNCTION agora.trip_breaker(
    p_breaker       text,
    p_reason_class  text,
    p_reason        text,
    p_actor         bigint DEFAULT agora.current_principal()
)
RETURNS agora.breaker_state
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $trip_breaker$
DECLARE
    v_now    timestamptz := agora.now();
    v_state  agora.breaker_state;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_breaker', p_breaker, 200);
    PERFORM agora._check_text('p_reason', p_reason, 1000);
    IF p_reason_class IS NULL OR p_reason_class NOT IN ('transient', 'performance', 'policy', 'budget', 'security', 'manual') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'unknown reason class',
            DETAIL  = format('p_reason_class=%s', coalesce(p_reason_class, 'NULL')),
            HINT    = 'Use transient, performance, policy, budget, security or manual.';
    END IF;
    INSERT INTO agora.breaker AS b (breaker, status, reason_class, reason, opened_at, changed_by, changed_at)
    VALUES (p_breaker, 'open', p_reason_class, p_reason, v_now, p_actor, v_now)
    ON CONFLICT ON CONSTRAINT breaker_pk DO UPDATE
       SET status = 'open', reason_class = excluded.reason_class, reason = excluded.reason, probe_until = NULL,
           opened_at = CASE b.status WHEN 'open' THEN b.opened_at ELSE v_now END, changed_by = p_actor, changed_at = v_now
     WHERE b.status <> 'open'
        OR (b.reason_class IN ('transient', 'performance') AND excluded.reason_class NOT IN ('transient', 'performance'));
    SELECT s.* INTO v_state FROM agora.breaker_state AS s WHERE s.breaker = p_breaker;
    RETURN v_state;
END;
$trip_breaker$;

COMMENT ON FUNCTION agora.trip_breaker(text, text, text, bigint)
    IS 'Open a breaker for a reason class (transient, performance, policy, budget, security, manual); idempotent.';
REVOKE ALL ON FUNCTION agora.trip_breaker(text, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.trip_breaker(text, text, text, bigint) TO agora_service;
