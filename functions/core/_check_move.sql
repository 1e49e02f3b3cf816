-- A move that a session's constants do not have may be newer than the session: the table decides.
-- Errors: ZA009.
CREATE OR REPLACE FUNCTION agora._check_move(
    p_machine  text,
    p_from     text,
    p_to       text
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_move$
BEGIN
    PERFORM FROM agora.state_transition AS t WHERE t.machine = p_machine AND t.from_state = p_from AND t.to_state = p_to;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA009',
            MESSAGE = 'this change of state is not allowed',
            DETAIL  = format('machine=%s from=%s to=%s', p_machine, p_from, p_to),
            HINT    = 'agora.allowed_transition lists the legal moves.';
    END IF;
END;
$_check_move$;

COMMENT ON FUNCTION agora._check_move(text, text, text)
    IS 'Refuse a change of status that state_transition does not list.';
REVOKE ALL ON FUNCTION agora._check_move(text, text, text) FROM PUBLIC;
