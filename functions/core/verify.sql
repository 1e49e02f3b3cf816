-- Drift: objects that are missing, changed or unexpected against what was recorded at installation. How a session wants values printed
-- is set aside, as _record_release() does: definitions are compared as texts.
CREATE OR REPLACE FUNCTION agora.verify()
RETURNS TABLE (kind text, identity text, problem text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET datestyle = 'ISO'
SET intervalstyle = 'postgres'
SET bytea_output = 'hex'
SET quote_all_identifiers = off
BEGIN ATOMIC
    SELECT coalesce(o.kind, c.kind),
           coalesce(o.identity, c.identity),
           CASE WHEN o.identity IS NULL THEN 'unexpected' WHEN c.identity IS NULL THEN 'missing' ELSE 'changed' END
      FROM agora.release_object AS o
      FULL JOIN agora.catalog_object AS c ON c.kind = o.kind AND c.identity = o.identity
     WHERE o.digest IS DISTINCT FROM md5(c.definition)
     ORDER BY 1, 2;
END;

COMMENT ON FUNCTION agora.verify()
    IS 'Drift between this database and what was installed, object by object; empty when there is none.';
REVOKE ALL ON FUNCTION agora.verify() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.verify() TO agora_reader;
