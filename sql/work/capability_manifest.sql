-- Signed statements of what an agent can do, as they were taken; append-only. A version is taken once and only grows.
-- Dump: all
CREATE TABLE agora_work.capability_manifest (
    manifest_id    bigint      GENERATED ALWAYS AS IDENTITY,
    principal_id   bigint      NOT NULL,
    standing       text        NOT NULL,
    version        bigint      NOT NULL,
    kid            text        NOT NULL,
    document       bytea       NOT NULL,
    signature      bytea       NOT NULL,
    registered_by  bigint      NOT NULL,
    registered_at  timestamptz NOT NULL,
    CONSTRAINT capability_manifest_pk               PRIMARY KEY (manifest_id),
    CONSTRAINT capability_manifest_version_uq       UNIQUE (principal_id, standing, version),
    CONSTRAINT capability_manifest_principal_id_fk  FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT capability_manifest_kid_fk           FOREIGN KEY (kid) REFERENCES agora_work.trust_key (kid),
    CONSTRAINT capability_manifest_registered_by_fk FOREIGN KEY (registered_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT capability_manifest_standing_ck      CHECK (standing IN ('declared', 'verified')),
    CONSTRAINT capability_manifest_version_ck       CHECK (version > 0),
    CONSTRAINT capability_manifest_signature_ck     CHECK (octet_length(signature) = 64)
);
CREATE INDEX capability_manifest_kid_ix           ON agora_work.capability_manifest (kid);
CREATE INDEX capability_manifest_registered_by_ix ON agora_work.capability_manifest (registered_by);
COMMENT ON TABLE  agora_work.capability_manifest               IS 'Signed manifests of agents, append-only; read registered_manifest.';
COMMENT ON COLUMN agora_work.capability_manifest.manifest_id   IS 'Key.';
COMMENT ON COLUMN agora_work.capability_manifest.principal_id  IS 'Agent that it is about.';
COMMENT ON COLUMN agora_work.capability_manifest.standing      IS 'declared: signed by the agent itself; verified: by a key that vouches for others.';
COMMENT ON COLUMN agora_work.capability_manifest.version       IS 'Version that the signer gave it; grows for each agent and standing.';
COMMENT ON COLUMN agora_work.capability_manifest.kid           IS 'Key that signed it.';
COMMENT ON COLUMN agora_work.capability_manifest.document      IS 'The very bytes that were signed.';
COMMENT ON COLUMN agora_work.capability_manifest.signature     IS 'Ed25519 signature, 64 bytes.';
COMMENT ON COLUMN agora_work.capability_manifest.registered_by IS 'Who handed it in.';
COMMENT ON COLUMN agora_work.capability_manifest.registered_at IS 'When.';

CREATE TRIGGER capability_manifest_refuse_change
    BEFORE UPDATE OR DELETE ON agora_work.capability_manifest
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER capability_manifest_refuse_truncate
    BEFORE TRUNCATE ON agora_work.capability_manifest
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
