-- What the triggers on history say.
-- Errors: ZA010.
CREATE OR REPLACE FUNCTION agora._refuse_change(
    p_schema     name,
    p_table      name,
    p_operation  text
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_refuse_change$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'ZA010',
        MESSAGE = 'history cannot be changed',
        DETAIL  = format('table=%I.%I operation=%s', p_schema, p_table, p_operation),
        HINT    = 'Record a correction; facts are only ever added.';
END;
$_refuse_change$;

COMMENT ON FUNCTION agora._refuse_change(name, name, text)
    IS 'Refuse to change history.';
REVOKE ALL ON FUNCTION agora._refuse_change(name, name, text) FROM PUBLIC;
