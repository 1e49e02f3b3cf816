-- Which attempt worked with which manifest, and what was thought of the items. Append-only: both outlive the manifests.
-- Dump manifest_use: all
CREATE TABLE agora_memory.manifest_use (
    attempt_id    bigint      NOT NULL,
    manifest_id   bigint      NOT NULL,
    recorded_at   timestamptz NOT NULL,
    CONSTRAINT manifest_use_pk            PRIMARY KEY (attempt_id, manifest_id),
    CONSTRAINT manifest_use_attempt_id_fk FOREIGN KEY (attempt_id) REFERENCES agora_memory.attempt (attempt_id)
);
CREATE INDEX manifest_use_manifest_id_ix ON agora_memory.manifest_use (manifest_id);
COMMENT ON TABLE  agora_memory.manifest_use             IS 'Attempts that worked with a manifest.';
COMMENT ON COLUMN agora_memory.manifest_use.attempt_id  IS 'Attempt.';
COMMENT ON COLUMN agora_memory.manifest_use.manifest_id IS 'Manifest it was given.';
COMMENT ON COLUMN agora_memory.manifest_use.recorded_at IS 'When it was said.';

CREATE TRIGGER manifest_use_refuse_change
    BEFORE UPDATE OR DELETE ON agora_memory.manifest_use
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER manifest_use_refuse_truncate
    BEFORE TRUNCATE ON agora_memory.manifest_use
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();

-- Dump manifest_rating: all
CREATE TABLE agora_memory.manifest_rating (
    manifest_rating_id  bigint      GENERATED ALWAYS AS IDENTITY,
    manifest_id         bigint      NOT NULL,
    item                integer     NOT NULL,
    principal_id        bigint      NOT NULL,
    is_helpful          boolean     NOT NULL,
    comment             text,
    idempotency_key     text,
    recorded_at         timestamptz NOT NULL,
    CONSTRAINT manifest_rating_pk                 PRIMARY KEY (manifest_rating_id),
    CONSTRAINT manifest_rating_idempotency_key_uq UNIQUE (principal_id, idempotency_key),
    CONSTRAINT manifest_rating_principal_id_fk    FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id)
);
CREATE INDEX manifest_rating_manifest_id_ix ON agora_memory.manifest_rating (manifest_id, item, principal_id, manifest_rating_id DESC);
COMMENT ON TABLE  agora_memory.manifest_rating                    IS 'Ratings of recommendations; the last one of a principal counts.';
COMMENT ON COLUMN agora_memory.manifest_rating.manifest_rating_id IS 'Key.';
COMMENT ON COLUMN agora_memory.manifest_rating.manifest_id        IS 'Manifest.';
COMMENT ON COLUMN agora_memory.manifest_rating.item               IS 'Number of the item in it.';
COMMENT ON COLUMN agora_memory.manifest_rating.principal_id       IS 'Who rates.';
COMMENT ON COLUMN agora_memory.manifest_rating.is_helpful         IS 'Whether it helped.';
COMMENT ON COLUMN agora_memory.manifest_rating.comment            IS 'Why, in words.';
COMMENT ON COLUMN agora_memory.manifest_rating.idempotency_key    IS 'Key of the call, unique per principal.';
COMMENT ON COLUMN agora_memory.manifest_rating.recorded_at        IS 'When.';

CREATE TRIGGER manifest_rating_refuse_change
    BEFORE UPDATE OR DELETE ON agora_memory.manifest_rating
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER manifest_rating_refuse_truncate
    BEFORE TRUNCATE ON agora_memory.manifest_rating
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
