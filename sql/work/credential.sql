-- Credentials of agents for one task and a few endpoints, for minutes. Only the hash of a token is kept: it is shown once.
-- Dump: all
CREATE TABLE agora_work.credential (
    credential_id   bigint      GENERATED ALWAYS AS IDENTITY,
    principal_id    bigint      NOT NULL,
    task            text        NOT NULL,
    task_id         bigint,
    epoch           bigint,
    token_hash      bytea       NOT NULL,
    endpoints       text[]      NOT NULL,
    max_uses        integer,
    uses            integer     NOT NULL DEFAULT 0,
    replaces        bigint,
    issued_by       bigint      NOT NULL,
    issued_at       timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    revoked_at      timestamptz,
    revoked_reason  text,
    CONSTRAINT credential_pk              PRIMARY KEY (credential_id),
    CONSTRAINT credential_token_hash_uq   UNIQUE (token_hash),
    CONSTRAINT credential_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT credential_issued_by_fk    FOREIGN KEY (issued_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT credential_task_id_fk      FOREIGN KEY (task_id) REFERENCES agora_work.task (task_id),
    CONSTRAINT credential_claim_ck        CHECK ((task_id IS NULL) = (epoch IS NULL)),
    CONSTRAINT credential_task_ck         CHECK (length(task) BETWEEN 1 AND 200),
    CONSTRAINT credential_token_hash_ck   CHECK (octet_length(token_hash) = 32),
    CONSTRAINT credential_endpoints_ck    CHECK (cardinality(endpoints) BETWEEN 1 AND 100),
    CONSTRAINT credential_uses_ck         CHECK (uses >= 0 AND uses <= max_uses),
    CONSTRAINT credential_life_ck         CHECK (expires_at > issued_at AND expires_at <= issued_at + interval '300 seconds'),
    CONSTRAINT credential_revoked_ck      CHECK ((revoked_at IS NULL) = (revoked_reason IS NULL))
) WITH (fillfactor = 70);
CREATE INDEX credential_principal_id_ix ON agora_work.credential (principal_id, credential_id);
CREATE INDEX credential_task_id_ix      ON agora_work.credential (task_id);
CREATE INDEX credential_issued_by_ix    ON agora_work.credential (issued_by);
CREATE INDEX credential_expires_at_ix   ON agora_work.credential (expires_at);
COMMENT ON TABLE  agora_work.credential                IS 'Scoped credentials; read issued_credential.';
COMMENT ON COLUMN agora_work.credential.credential_id  IS 'Key.';
COMMENT ON COLUMN agora_work.credential.principal_id   IS 'Agent that may use it.';
COMMENT ON COLUMN agora_work.credential.task           IS 'What it is for, 1 to 200 characters; it is good for nothing else.';
COMMENT ON COLUMN agora_work.credential.task_id        IS 'Task whose claim it lives with; NULL = none.';
COMMENT ON COLUMN agora_work.credential.epoch          IS 'That claim: when it is over, so is the credential.';
COMMENT ON COLUMN agora_work.credential.token_hash     IS 'SHA-256 of the token.';
COMMENT ON COLUMN agora_work.credential.endpoints      IS 'Where it is good, exactly as they are named.';
COMMENT ON COLUMN agora_work.credential.max_uses       IS 'How often it is good; NULL = until it ends.';
COMMENT ON COLUMN agora_work.credential.uses           IS 'How often it was used.';
COMMENT ON COLUMN agora_work.credential.replaces       IS 'Credential that it followed in a rotation.';
COMMENT ON COLUMN agora_work.credential.issued_by      IS 'Who issued it.';
COMMENT ON COLUMN agora_work.credential.issued_at      IS 'When.';
COMMENT ON COLUMN agora_work.credential.expires_at     IS 'From when on it is good for nothing, at most 300 seconds later.';
COMMENT ON COLUMN agora_work.credential.revoked_at     IS 'When it was revoked.';
COMMENT ON COLUMN agora_work.credential.revoked_reason IS 'Why.';
