-- Reports how work under a breaker went. Enough failures in a row trip it; a success ends the row of failures and closes a probe.
-- Errors: 22023 · 42501 · ZA001 · ZA002.   Locks: the breaker.
CREATE OR REPLACE FUNCTION agora.record_outcome(
    p_breaker  text,
    p_ok       boolean,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS agora.breaker_state
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_outcome$
DECLARE
    v_now       timestamptz := agora.now();
    v_failures  integer;
    v_state     agora.breaker_state;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_breaker', p_breaker, 200);
    IF p_ok IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'outcome is missing',
            DETAIL  = 'p_ok=NULL',
            HINT    = 'Pass true for a success, false for a failure.';
    END IF;
    INSERT INTO agora.breaker AS b (breaker, failures, changed_by, changed_at)
    VALUES (p_breaker, (NOT p_ok)::integer, p_actor, v_now)
    ON CONFLICT ON CONSTRAINT breaker_pk DO UPDATE
       SET failures     = CASE WHEN p_ok THEN 0 ELSE b.failures + 1 END,
           status       = CASE WHEN p_ok AND b.status = 'half_open' THEN 'closed' ELSE b.status END,
           reason_class = CASE WHEN p_ok AND b.status = 'half_open' THEN NULL ELSE b.reason_class END,
           reason       = CASE WHEN p_ok AND b.status = 'half_open' THEN NULL ELSE b.reason END,
           opened_at    = CASE WHEN p_ok AND b.status = 'half_open' THEN NULL ELSE b.opened_at END,
           probe_until  = CASE WHEN b.status = 'half_open' THEN NULL ELSE b.probe_until END,
           changed_by   = p_actor,
           changed_at   = v_now
    RETURNING b.failures INTO v_failures;
    SELECT s.* INTO v_state FROM agora.breaker_state AS s WHERE s.breaker = p_breaker;
    IF NOT p_ok AND (v_state.status = 'half_open'
                     OR (v_state.status = 'closed' AND v_failures >= agora.setting_integer('core.breaker_failures'))) THEN
        UPDATE agora.breaker AS b
           SET status = 'open', reason_class = coalesce(b.reason_class, 'transient'), opened_at = v_now, probe_until = NULL,
               reason = CASE b.status WHEN 'half_open' THEN b.reason ELSE format('%s failures in a row', v_failures) END
         WHERE b.breaker = p_breaker;
        SELECT s.* INTO v_state FROM agora.breaker_state AS s WHERE s.breaker = p_breaker;
    END IF;
    RETURN v_state;
END;
$record_outcome$;

COMMENT ON FUNCTION agora.record_outcome(text, boolean, bigint)
    IS 'Report success or failure of work under a breaker; core.breaker_failures failures in a row open it.';
REVOKE ALL ON FUNCTION agora.record_outcome(text, boolean, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.record_outcome(text, boolean, bigint) TO agora_service;
