-- Last statement of every domain's installation: which sources ran, and how each of the domain's objects looks.
-- A trigger belongs to the domain of its function. Definitions are printed as verify() prints them.
CREATE OR REPLACE FUNCTION agora._record_release(
    p_domain       text,
    p_version      text,
    p_fingerprint  text
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET datestyle = 'ISO'
SET intervalstyle = 'postgres'
SET bytea_output = 'hex'
SET quote_all_identifiers = off
AS $_record_release$
BEGIN
    INSERT INTO agora.release (domain, version, fingerprint, server_version_num, installed_at)
    VALUES (p_domain, p_version, p_fingerprint, current_setting('server_version_num')::integer, agora.now())
    ON CONFLICT ON CONSTRAINT release_pk DO UPDATE
       SET version = excluded.version, fingerprint = excluded.fingerprint,
           server_version_num = excluded.server_version_num, installed_at = excluded.installed_at;
    DELETE FROM agora.release_object AS o WHERE o.domain = p_domain;
    INSERT INTO agora.release_object (domain, kind, identity, digest)
    SELECT p_domain, c.kind, c.identity, md5(c.definition)
      FROM agora.catalog_object AS c
     WHERE NOT EXISTS (SELECT 1 FROM agora.release_object AS o WHERE o.kind = c.kind AND o.identity = c.identity);
END;
$_record_release$;

COMMENT ON FUNCTION agora._record_release(text, text, text)
    IS 'Record an installed domain and the digests of its objects.';
REVOKE ALL ON FUNCTION agora._record_release(text, text, text) FROM PUBLIC;
