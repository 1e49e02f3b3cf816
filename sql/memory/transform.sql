-- Reusable code that solved something. Its identity is the hash of its normalised text; the code itself is kept verbatim.
-- Dump transform: all
CREATE TABLE agora_memory.transform (
    transform_id        bigint       GENERATED ALWAYS AS IDENTITY,
    name                text         NOT NULL,
    description         text,
    language            text         NOT NULL,
    code                text         NOT NULL,
    hash                agora.sha256 NOT NULL,
    normalizer_version  integer      NOT NULL,
    category            text,
    status              text         NOT NULL DEFAULT 'pending',
    quality             agora.score,
    complexity          agora.score  NOT NULL,
    novelty             agora.score  NOT NULL,
    contributor_id      bigint       NOT NULL,
    source_attempt_id   bigint,
    is_imported         boolean      NOT NULL DEFAULT false,
    recorded_at         timestamptz  NOT NULL,
    CONSTRAINT transform_pk                   PRIMARY KEY (transform_id),
    CONSTRAINT transform_hash_uq              UNIQUE (hash, language, normalizer_version),
    CONSTRAINT transform_category_fk          FOREIGN KEY (category) REFERENCES agora.problem_category (category),
    CONSTRAINT transform_contributor_id_fk    FOREIGN KEY (contributor_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT transform_source_attempt_id_fk FOREIGN KEY (source_attempt_id) REFERENCES agora_memory.attempt (attempt_id),
    CONSTRAINT transform_name_ck              CHECK (length(name) BETWEEN 1 AND 200),
    CONSTRAINT transform_status_ck            CHECK (status IN ('pending', 'approved', 'rejected', 'deprecated'))
);
CREATE INDEX transform_contributor_id_ix    ON agora_memory.transform (contributor_id);
CREATE INDEX transform_source_attempt_id_ix ON agora_memory.transform (source_attempt_id);
CREATE INDEX transform_category_ix          ON agora_memory.transform (category);
COMMENT ON TABLE  agora_memory.transform                    IS 'Transforms; see known_transform, find them with match_transforms().';
COMMENT ON COLUMN agora_memory.transform.transform_id       IS 'Key.';
COMMENT ON COLUMN agora_memory.transform.name               IS 'Name, given or read from the code.';
COMMENT ON COLUMN agora_memory.transform.description        IS 'What it does, given or read from its docstring.';
COMMENT ON COLUMN agora_memory.transform.language           IS 'Language tag, such as python.';
COMMENT ON COLUMN agora_memory.transform.code               IS 'The code, verbatim.';
COMMENT ON COLUMN agora_memory.transform.hash               IS 'SHA-256 of the normalised code.';
COMMENT ON COLUMN agora_memory.transform.normalizer_version IS 'Version of normalize_code() that made the hash.';
COMMENT ON COLUMN agora_memory.transform.category           IS 'Problem category.';
COMMENT ON COLUMN agora_memory.transform.status             IS 'pending, approved, rejected or deprecated.';
COMMENT ON COLUMN agora_memory.transform.quality            IS 'Quality 0..1: at most memory.claimed_quality_cap, because nothing has measured it yet.';
COMMENT ON COLUMN agora_memory.transform.complexity         IS 'Difficulty 0..1: (cyclomatic complexity - 1) / 20, at most 1.';
COMMENT ON COLUMN agora_memory.transform.novelty            IS '1 - highest similarity to any active transform when it was registered, 0..1.';
COMMENT ON COLUMN agora_memory.transform.contributor_id     IS 'Who contributed it; is paid when it first helps.';
COMMENT ON COLUMN agora_memory.transform.source_attempt_id  IS 'Attempt it was taken from.';
COMMENT ON COLUMN agora_memory.transform.is_imported        IS 'Whether it came with an import that asked for no rewards.';
COMMENT ON COLUMN agora_memory.transform.recorded_at        IS 'When it was registered.';

CREATE TRIGGER transform_guard_status
    BEFORE UPDATE OF status ON agora_memory.transform
    FOR EACH ROW WHEN (old.status IS DISTINCT FROM new.status)
    EXECUTE FUNCTION agora.tg_guard_status('transform');

-- Dump attempt_transform: all
CREATE TABLE agora_memory.attempt_transform (
    attempt_id    bigint  NOT NULL,
    ordinal       integer NOT NULL,
    transform_id  bigint  NOT NULL,
    is_source     boolean NOT NULL DEFAULT false,
    CONSTRAINT attempt_transform_pk              PRIMARY KEY (attempt_id, ordinal),
    CONSTRAINT attempt_transform_transform_id_uq UNIQUE (transform_id, attempt_id, is_source),
    CONSTRAINT attempt_transform_attempt_id_fk   FOREIGN KEY (attempt_id) REFERENCES agora_memory.attempt (attempt_id),
    CONSTRAINT attempt_transform_transform_id_fk FOREIGN KEY (transform_id) REFERENCES agora_memory.transform (transform_id),
    CONSTRAINT attempt_transform_ordinal_ck      CHECK (ordinal >= 1)
);
COMMENT ON TABLE  agora_memory.attempt_transform              IS 'Transforms that an attempt used or made; their outcome is the attempt''s.';
COMMENT ON COLUMN agora_memory.attempt_transform.attempt_id   IS 'Attempt.';
COMMENT ON COLUMN agora_memory.attempt_transform.ordinal      IS 'Order of use, from 1; the first one names the approach.';
COMMENT ON COLUMN agora_memory.attempt_transform.transform_id IS 'Transform.';
COMMENT ON COLUMN agora_memory.attempt_transform.is_source    IS 'Whether the attempt''s own code is this transform; such a row is no use of it.';
