-- Vectors decide what everybody finds, so whoever makes them is nobody's agent: a login bound to a principal is refused.
-- Errors: 42501.
CREATE OR REPLACE FUNCTION agora_memory._check_worker()
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_worker$
BEGIN
    IF agora.visible_principal() <> 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'a bound login makes no vectors',
            DETAIL  = format('login=%s', session_user),
            HINT    = 'Run the worker as a login of agora_service that is bound to no principal.';
    END IF;
END;
$_check_worker$;

COMMENT ON FUNCTION agora_memory._check_worker()
    IS 'Refuse a bound login.';
REVOKE ALL ON FUNCTION agora_memory._check_worker() FROM PUBLIC;
