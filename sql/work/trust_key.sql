-- Public keys (Ed25519) and who signs with them. A key is only ever added and revoked; the private half is never here.
-- Dump: all
CREATE TABLE agora_work.trust_key (
    kid             text        NOT NULL,
    principal_id    bigint      NOT NULL,
    public_key      bytea       NOT NULL,
    signs_manifests boolean     NOT NULL DEFAULT false,
    valid_from      timestamptz NOT NULL,
    valid_until     timestamptz,
    replaces        text,
    revoked_at      timestamptz,
    revoked_reason  text,
    added_by        bigint      NOT NULL,
    added_at        timestamptz NOT NULL,
    CONSTRAINT trust_key_pk              PRIMARY KEY (kid),
    CONSTRAINT trust_key_public_key_uq   UNIQUE (public_key),
    CONSTRAINT trust_key_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT trust_key_replaces_fk     FOREIGN KEY (replaces) REFERENCES agora_work.trust_key (kid),
    CONSTRAINT trust_key_added_by_fk     FOREIGN KEY (added_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT trust_key_kid_ck          CHECK (length(kid) BETWEEN 1 AND 200),
    CONSTRAINT trust_key_public_key_ck   CHECK (octet_length(public_key) = 32),
    CONSTRAINT trust_key_valid_ck        CHECK (valid_until > valid_from),
    CONSTRAINT trust_key_revoked_ck      CHECK ((revoked_at IS NULL) = (revoked_reason IS NULL))
);
CREATE INDEX trust_key_principal_id_ix ON agora_work.trust_key (principal_id);
CREATE INDEX trust_key_replaces_ix     ON agora_work.trust_key (replaces);
CREATE INDEX trust_key_added_by_ix     ON agora_work.trust_key (added_by);
COMMENT ON TABLE  agora_work.trust_key                 IS 'Public keys of principals; read registered_key.';
COMMENT ON COLUMN agora_work.trust_key.kid             IS 'Name of the key, 1 to 200 characters.';
COMMENT ON COLUMN agora_work.trust_key.principal_id    IS 'Who signs with it.';
COMMENT ON COLUMN agora_work.trust_key.public_key      IS 'Ed25519 public key, 32 bytes.';
COMMENT ON COLUMN agora_work.trust_key.signs_manifests IS 'Whether it is on the list of those that vouch for the capabilities of others.';
COMMENT ON COLUMN agora_work.trust_key.valid_from      IS 'From when on it is valid.';
COMMENT ON COLUMN agora_work.trust_key.valid_until     IS 'From when on it is not; NULL = until it is revoked.';
COMMENT ON COLUMN agora_work.trust_key.replaces        IS 'Key that it followed in a rotation.';
COMMENT ON COLUMN agora_work.trust_key.revoked_at      IS 'When it was revoked; nothing it signed is taken from then on.';
COMMENT ON COLUMN agora_work.trust_key.revoked_reason  IS 'Why.';
COMMENT ON COLUMN agora_work.trust_key.added_by        IS 'Operator who added it.';
COMMENT ON COLUMN agora_work.trust_key.added_at        IS 'When.';
