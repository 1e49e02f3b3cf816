-- What is installed here, and how every object looked when it was installed; verify() compares.
-- Dump release: none
CREATE TABLE agora.release (
    domain              text        NOT NULL,
    version             text        NOT NULL,
    fingerprint         text        NOT NULL,
    server_version_num  integer     NOT NULL,
    installed_at        timestamptz NOT NULL,
    CONSTRAINT release_pk             PRIMARY KEY (domain),
    CONSTRAINT release_domain_ck      CHECK (domain ~ '^[a-z]+$'),
    CONSTRAINT release_fingerprint_ck CHECK (fingerprint ~ '^[0-9a-f]{64}$')
);
COMMENT ON TABLE  agora.release                    IS 'One row per installed domain.';
COMMENT ON COLUMN agora.release.domain             IS 'Domain name, as in sql/install.sql.';
COMMENT ON COLUMN agora.release.version            IS 'Version of the package that installed it.';
COMMENT ON COLUMN agora.release.fingerprint        IS 'SHA-256 of the sources that were run.';
COMMENT ON COLUMN agora.release.server_version_num IS 'server_version_num at installation; definitions read differently under another major version.';
COMMENT ON COLUMN agora.release.installed_at       IS 'When it was installed.';

-- Dump release_object: none
CREATE TABLE agora.release_object (
    domain    text NOT NULL,
    kind      text NOT NULL,
    identity  text NOT NULL,
    digest    text NOT NULL,
    CONSTRAINT release_object_pk        PRIMARY KEY (kind, identity),
    CONSTRAINT release_object_domain_fk FOREIGN KEY (domain) REFERENCES agora.release (domain) ON DELETE CASCADE
);
CREATE INDEX release_object_domain_ix ON agora.release_object (domain);
COMMENT ON TABLE  agora.release_object          IS 'Digest of every object as it was installed.';
COMMENT ON COLUMN agora.release_object.domain   IS 'Domain that owns the object.';
COMMENT ON COLUMN agora.release_object.kind     IS 'Kind of object, as in catalog_object.';
COMMENT ON COLUMN agora.release_object.identity IS 'Qualified name, with argument types for functions.';
COMMENT ON COLUMN agora.release_object.digest   IS 'MD5 of the definition with its privileges and comment.';
