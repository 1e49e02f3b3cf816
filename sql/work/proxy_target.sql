-- Which servers agents may have called, under an alias. Never changed, only ended.
-- Dump: all
CREATE TABLE agora_work.proxy_target (
    proxy_target_id  bigint      GENERATED ALWAYS AS IDENTITY,
    alias            text        NOT NULL,
    base_url         text        NOT NULL,
    max_seconds      integer     NOT NULL,
    is_private       boolean     NOT NULL,
    reason           text        NOT NULL,
    allowed_by       bigint      NOT NULL,
    allowed_at       timestamptz NOT NULL,
    ended_by         bigint,
    ended_at         timestamptz,
    CONSTRAINT proxy_target_pk             PRIMARY KEY (proxy_target_id),
    CONSTRAINT proxy_target_allowed_by_fk  FOREIGN KEY (allowed_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT proxy_target_ended_by_fk    FOREIGN KEY (ended_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT proxy_target_alias_ck       CHECK (alias ~ '^[a-z][a-z0-9_-]{0,59}$'),
    CONSTRAINT proxy_target_base_url_ck    CHECK (base_url ~ '^https?://[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[1-9][0-9]{0,4})?(/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)*$'),
    CONSTRAINT proxy_target_max_seconds_ck CHECK (max_seconds BETWEEN 1 AND 60),
    CONSTRAINT proxy_target_ended_ck       CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE UNIQUE INDEX proxy_target_alias_uq   ON agora_work.proxy_target (alias) WHERE ended_at IS NULL;
CREATE INDEX proxy_target_allowed_by_ix     ON agora_work.proxy_target (allowed_by);
CREATE INDEX proxy_target_ended_by_ix       ON agora_work.proxy_target (ended_by) WHERE ended_by IS NOT NULL;
COMMENT ON TABLE  agora_work.proxy_target                 IS 'Servers that agents may have called; read proxy_permission.';
COMMENT ON COLUMN agora_work.proxy_target.proxy_target_id IS 'Key.';
COMMENT ON COLUMN agora_work.proxy_target.alias           IS 'Name that agents use.';
COMMENT ON COLUMN agora_work.proxy_target.base_url        IS 'Scheme, host, port and path that every path is added to.';
COMMENT ON COLUMN agora_work.proxy_target.max_seconds     IS 'How long a call may take, 1 to 60.';
COMMENT ON COLUMN agora_work.proxy_target.is_private      IS 'Whether it is in one''s own network: then its name may lead to private addresses, and otherwise not.';
COMMENT ON COLUMN agora_work.proxy_target.reason          IS 'Why it is allowed.';
COMMENT ON COLUMN agora_work.proxy_target.allowed_by      IS 'Operator.';
COMMENT ON COLUMN agora_work.proxy_target.allowed_at      IS 'When.';
COMMENT ON COLUMN agora_work.proxy_target.ended_by        IS 'Operator who ended it.';
COMMENT ON COLUMN agora_work.proxy_target.ended_at        IS 'When; NULL = it holds.';
