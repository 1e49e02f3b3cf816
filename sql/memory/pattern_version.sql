-- The texts of patterns: the first one of each pattern, and near-duplicates that came later. What the contributing attempt was
-- judged by is the quality; the best version speaks for its pattern.
-- Dump: all
CREATE TABLE agora_memory.pattern_version (
    pattern_version_id  bigint       GENERATED ALWAYS AS IDENTITY,
    pattern_id          bigint       NOT NULL,
    version             text         NOT NULL,
    name                text         NOT NULL,
    description         text         NOT NULL,
    template            text         NOT NULL,
    parameters          text[]       NOT NULL,
    details             jsonb        NOT NULL,
    hash                agora.sha256 NOT NULL,
    similarity          agora.score  NOT NULL,
    quality             agora.score  NOT NULL,
    author_id           bigint       NOT NULL,
    attempt_id          bigint       NOT NULL,
    contribution        bigint       NOT NULL,
    recorded_at         timestamptz  NOT NULL,
    CONSTRAINT pattern_version_pk            PRIMARY KEY (pattern_version_id),
    CONSTRAINT pattern_version_version_uq    UNIQUE (pattern_id, version),
    CONSTRAINT pattern_version_hash_uq       UNIQUE (hash, pattern_id),
    CONSTRAINT pattern_version_number_uq     UNIQUE (contribution),
    CONSTRAINT pattern_version_pattern_id_fk FOREIGN KEY (pattern_id) REFERENCES agora_memory.pattern (pattern_id),
    CONSTRAINT pattern_version_author_id_fk  FOREIGN KEY (author_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT pattern_version_attempt_id_fk FOREIGN KEY (attempt_id) REFERENCES agora_memory.attempt (attempt_id),
    CONSTRAINT pattern_version_version_ck    CHECK (version ~ '^[1-9]\d*\.\d+\.\d+$')
);
CREATE INDEX pattern_version_pattern_id_ix ON agora_memory.pattern_version (pattern_id);
CREATE INDEX pattern_version_author_id_ix  ON agora_memory.pattern_version (author_id);
CREATE INDEX pattern_version_attempt_id_ix ON agora_memory.pattern_version (attempt_id);
COMMENT ON TABLE  agora_memory.pattern_version                    IS 'Versions of patterns; append-only; see known_pattern_version.';
COMMENT ON COLUMN agora_memory.pattern_version.pattern_version_id IS 'Key.';
COMMENT ON COLUMN agora_memory.pattern_version.pattern_id         IS 'Pattern.';
COMMENT ON COLUMN agora_memory.pattern_version.version            IS 'Semantic version: patch, minor or major by similarity to the pattern.';
COMMENT ON COLUMN agora_memory.pattern_version.name               IS 'Name.';
COMMENT ON COLUMN agora_memory.pattern_version.description        IS 'What it is for.';
COMMENT ON COLUMN agora_memory.pattern_version.template           IS 'The pattern itself; {{ name }} marks a parameter.';
COMMENT ON COLUMN agora_memory.pattern_version.parameters         IS 'Parameters of the template, in order.';
COMMENT ON COLUMN agora_memory.pattern_version.details            IS 'Examples, conditions of use, where it comes from: a JSON object.';
COMMENT ON COLUMN agora_memory.pattern_version.hash               IS 'SHA-256 of name, description and template.';
COMMENT ON COLUMN agora_memory.pattern_version.similarity         IS 'Similarity to its pattern when it was contributed, 0..1; 1 for the first.';
COMMENT ON COLUMN agora_memory.pattern_version.quality            IS 'Quality recorded on the attempt, 0..1.';
COMMENT ON COLUMN agora_memory.pattern_version.author_id          IS 'Who contributed it.';
COMMENT ON COLUMN agora_memory.pattern_version.attempt_id         IS 'Successful attempt that it is taken from.';
COMMENT ON COLUMN agora_memory.pattern_version.contribution       IS 'Number of the contribution.';
COMMENT ON COLUMN agora_memory.pattern_version.recorded_at        IS 'When it was contributed.';

CREATE TRIGGER pattern_version_refuse_change
    BEFORE UPDATE OR DELETE ON agora_memory.pattern_version
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER pattern_version_refuse_truncate
    BEFORE TRUNCATE ON agora_memory.pattern_version
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
