-- How the use of a golden state, pattern or transform in an attempt went: as said, else as the attempt itself ended. What an attempt cannot
-- show is no evidence: it must be the actor's, have ended, and have succeeded where the use is said to have.
-- Errors: 22023 no outcome · ZM001 unknown or not the actor's · ZM056 in progress · ZM057 contradicted by the attempt.
CREATE OR REPLACE FUNCTION agora_memory._use_outcome(
    p_attempt  bigint,
    p_outcome  text,
    p_actor    bigint
)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_use_outcome$
DECLARE
    v_status   text;
    v_outcome  text;
BEGIN
    SELECT a.status INTO v_status FROM agora_memory.attempt AS a WHERE a.attempt_id = p_attempt AND a.principal_id = p_actor;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM001',
            MESSAGE = 'unknown attempt',
            DETAIL  = format('p_attempt=%s actor=%s', coalesce(p_attempt::text, 'NULL'), p_actor),
            HINT    = 'Name an attempt of the same principal.';
    END IF;
    IF v_status = 'in_progress' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM056',
            MESSAGE = 'attempt is still in progress',
            DETAIL  = format('attempt_id=%s', p_attempt),
            HINT    = 'Finish the attempt first; only then is it known how the use went.';
    END IF;
    v_outcome := coalesce(p_outcome, CASE WHEN v_status IN ('success', 'partial') THEN v_status
                                          WHEN v_status IN ('error', 'timeout') THEN 'failure' END);
    IF v_outcome IS NULL OR v_outcome NOT IN ('success', 'failure', 'partial') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'outcome is not usable',
            DETAIL  = format('p_outcome=%s status=%s', coalesce(left(p_outcome, 40), 'NULL'), v_status),
            HINT    = 'Pass success, failure or partial; a cancelled attempt does not tell by itself.';
    END IF;
    IF v_outcome = 'success' AND v_status <> 'success' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM057',
            MESSAGE = 'outcome contradicts the attempt',
            DETAIL  = format('attempt_id=%s status=%s p_outcome=%s', p_attempt, v_status, v_outcome),
            HINT    = 'Where the attempt did not succeed, the use is a failure or partial.';
    END IF;
    RETURN v_outcome;
END;
$_use_outcome$;

COMMENT ON FUNCTION agora_memory._use_outcome(bigint, text, bigint)
    IS 'Outcome of a use in an attempt of the actor, checked against how the attempt ended.';
REVOKE ALL ON FUNCTION agora_memory._use_outcome(bigint, text, bigint) FROM PUBLIC;
