-- Raises what a formula found wrong. A message that PL/Python raises begins with "plpy.Error: ", so a formula in Python returns
-- {message, detail, hint} instead, and the function around it raises that here.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora._raise_fault(p_fault text[])
RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_raise_fault$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = '22023',
        MESSAGE = p_fault[1],
        DETAIL  = p_fault[2],
        HINT    = p_fault[3];
END;
$_raise_fault$;

COMMENT ON FUNCTION agora._raise_fault(text[])
    IS 'Raise the fault of a formula: message, detail and hint, as SQLSTATE 22023.';
REVOKE ALL ON FUNCTION agora._raise_fault(text[]) FROM PUBLIC;
