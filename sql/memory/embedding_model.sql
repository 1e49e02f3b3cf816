-- Models that turn texts into vectors. Several may coexist: the active one of a kind of document answers searches while the
-- vectors of its successor are made. What a model is never changes, because its vectors are comparable to each other only.
-- Dump embedding_model: all
CREATE TABLE agora_memory.embedding_model (
    embedding_model_id  bigint      GENERATED ALWAYS AS IDENTITY,
    name                text        NOT NULL,
    dimensions          integer     NOT NULL,
    provider            text        NOT NULL,
    options             jsonb       NOT NULL,
    kinds               text[]      NOT NULL,
    registered_by       bigint      NOT NULL,
    recorded_at         timestamptz NOT NULL,
    retired_at          timestamptz,
    CONSTRAINT embedding_model_pk               PRIMARY KEY (embedding_model_id),
    CONSTRAINT embedding_model_name_uq          UNIQUE (name),
    CONSTRAINT embedding_model_registered_by_fk FOREIGN KEY (registered_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT embedding_model_dimensions_ck    CHECK (dimensions >= 1 AND dimensions <= 2000),
    CONSTRAINT embedding_model_provider_ck      CHECK (provider IN ('external', 'hash', 'openai', 'sentence-transformers'))
);
CREATE INDEX embedding_model_registered_by_ix ON agora_memory.embedding_model (registered_by);
COMMENT ON TABLE  agora_memory.embedding_model                    IS 'Models that make vectors; see embedding_coverage.';
COMMENT ON COLUMN agora_memory.embedding_model.embedding_model_id IS 'Key, and number of the partition that holds its vectors.';
COMMENT ON COLUMN agora_memory.embedding_model.name               IS 'Name, such as all-MiniLM-L6-v2.';
COMMENT ON COLUMN agora_memory.embedding_model.dimensions         IS 'Dimensions of its vectors, 1 to 2000.';
COMMENT ON COLUMN agora_memory.embedding_model.provider           IS 'What agora worker embed calls: sentence-transformers, openai (any compatible endpoint), hash (for tests), external (nothing: somebody else stores the vectors).';
COMMENT ON COLUMN agora_memory.embedding_model.options            IS 'Options of the provider, never a key.';
COMMENT ON COLUMN agora_memory.embedding_model.kinds              IS 'Kinds of document that get vectors of it.';
COMMENT ON COLUMN agora_memory.embedding_model.registered_by      IS 'Who registered it.';
COMMENT ON COLUMN agora_memory.embedding_model.recorded_at        IS 'When it was registered.';
COMMENT ON COLUMN agora_memory.embedding_model.retired_at         IS 'When its vectors were dropped.';

-- Dump embedding_activation: all
CREATE TABLE agora_memory.embedding_activation (
    kind                text        NOT NULL,
    embedding_model_id  bigint      NOT NULL,
    activated_by        bigint      NOT NULL,
    activated_at        timestamptz NOT NULL,
    CONSTRAINT embedding_activation_pk                    PRIMARY KEY (kind),
    CONSTRAINT embedding_activation_embedding_model_id_fk FOREIGN KEY (embedding_model_id) REFERENCES agora_memory.embedding_model (embedding_model_id),
    CONSTRAINT embedding_activation_activated_by_fk       FOREIGN KEY (activated_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT embedding_activation_kind_ck               CHECK (kind IN ('transform', 'signature', 'golden', 'pattern'))
);
CREATE INDEX embedding_activation_embedding_model_id_ix ON agora_memory.embedding_activation (embedding_model_id);
CREATE INDEX embedding_activation_activated_by_ix       ON agora_memory.embedding_activation (activated_by);
COMMENT ON TABLE  agora_memory.embedding_activation                    IS 'The one active model of each kind of document; a switch is the change of a row.';
COMMENT ON COLUMN agora_memory.embedding_activation.kind               IS 'Kind of document: transform, signature, golden or pattern.';
COMMENT ON COLUMN agora_memory.embedding_activation.embedding_model_id IS 'Model whose vectors answer its searches.';
COMMENT ON COLUMN agora_memory.embedding_activation.activated_by       IS 'Who switched to it.';
COMMENT ON COLUMN agora_memory.embedding_activation.activated_at       IS 'When.';
