-- A principal named as an argument must exist; whether it is active matters only where it is to act or to be paid.
-- Errors: ZA001 unknown · ZA002 suspended.
CREATE OR REPLACE FUNCTION agora._check_principal(
    p_argument   text,
    p_principal  bigint,
    p_active     boolean DEFAULT false
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $_check_principal$
DECLARE
    v_suspended timestamptz;
BEGIN
    SELECT p.suspended_at INTO v_suspended FROM agora.principal AS p WHERE p.principal_id = p_principal;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA001',
            MESSAGE = 'unknown principal',
            DETAIL  = format('argument=%s principal_id=%s', p_argument, coalesce(p_principal::text, 'NULL')),
            HINT    = 'Register it with agora.register_principal().';
    END IF;
    IF p_active AND v_suspended IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA002',
            MESSAGE = 'principal is suspended',
            DETAIL  = format('argument=%s principal_id=%s since=%s', p_argument, p_principal, v_suspended),
            HINT    = 'An operator may lift it with agora.resume_principal().';
    END IF;
END;
$_check_principal$;

COMMENT ON FUNCTION agora._check_principal(text, bigint, boolean)
    IS 'Refuse an unknown principal and, on demand, a suspended one.';
REVOKE ALL ON FUNCTION agora._check_principal(text, bigint, boolean) FROM PUBLIC;
