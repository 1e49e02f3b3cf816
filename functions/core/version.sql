-- Version of the installed release.
CREATE OR REPLACE FUNCTION agora.version()
RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT r.version FROM agora.release AS r WHERE r.domain = 'core';
END;

COMMENT ON FUNCTION agora.version()
    IS 'Version of agora installed in this database.';
REVOKE ALL ON FUNCTION agora.version() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.version() TO agora_reader;
