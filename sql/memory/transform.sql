-- Reusable code that solved something. Its identity is the hash of its normalised text; the code itself is kept verbatim.
-- Versions of one program share a lineage. Usable is what is pending or approved and not blocked.
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
    lineage_id          bigint       NOT NULL,
    version             text         NOT NULL,
    supersedes_id       bigint,
    parameters          jsonb,
    quality             agora.score,
    claimed_quality     agora.score,
    complexity          agora.score  NOT NULL,
    novelty             agora.score  NOT NULL,
    contributor_id      bigint       NOT NULL,
    source_attempt_id   bigint,
    is_imported         boolean      NOT NULL DEFAULT false,
    blocked_at          timestamptz,
    blocked_reason      text,
    recorded_at         timestamptz  NOT NULL,
    CONSTRAINT transform_pk                   PRIMARY KEY (transform_id),
    CONSTRAINT transform_hash_uq              UNIQUE (hash, language, normalizer_version),
    CONSTRAINT transform_version_uq           UNIQUE (lineage_id, version),
    CONSTRAINT transform_lineage_id_fk        FOREIGN KEY (lineage_id) REFERENCES agora_memory.transform (transform_id),
    CONSTRAINT transform_supersedes_id_fk     FOREIGN KEY (supersedes_id) REFERENCES agora_memory.transform (transform_id),
    CONSTRAINT transform_category_fk          FOREIGN KEY (category) REFERENCES agora.problem_category (category),
    CONSTRAINT transform_contributor_id_fk    FOREIGN KEY (contributor_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT transform_source_attempt_id_fk FOREIGN KEY (source_attempt_id) REFERENCES agora_memory.attempt (attempt_id),
    CONSTRAINT transform_name_ck              CHECK (length(name) BETWEEN 1 AND 200),
    CONSTRAINT transform_status_ck            CHECK (status IN ('pending', 'approved', 'rejected', 'deprecated')),
    CONSTRAINT transform_version_ck           CHECK (version ~ '^[1-9][0-9]{0,8}\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})$'),
    CONSTRAINT transform_supersedes_ck        CHECK ((supersedes_id IS NULL) = (lineage_id = transform_id)),
    CONSTRAINT transform_parameters_ck        CHECK (jsonb_typeof(parameters) = 'object'),
    CONSTRAINT transform_blocked_ck           CHECK ((blocked_at IS NULL) = (blocked_reason IS NULL))
) WITH (fillfactor = 90);
CREATE INDEX transform_contributor_id_ix    ON agora_memory.transform (contributor_id);
CREATE INDEX transform_source_attempt_id_ix ON agora_memory.transform (source_attempt_id);
CREATE INDEX transform_category_ix          ON agora_memory.transform (category);
CREATE INDEX transform_supersedes_id_ix     ON agora_memory.transform (supersedes_id) WHERE supersedes_id IS NOT NULL;
CREATE INDEX transform_blocked_ix           ON agora_memory.transform (language) WHERE blocked_at IS NOT NULL;
CREATE INDEX transform_lineage_version_ix   ON agora_memory.transform (lineage_id, (string_to_array(version, '.')::integer[]));
CREATE INDEX transform_status_ix            ON agora_memory.transform (transform_id) WHERE status = 'pending';
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
COMMENT ON COLUMN agora_memory.transform.lineage_id         IS 'First version of the program that it is a version of; itself where it is new.';
COMMENT ON COLUMN agora_memory.transform.version            IS 'Semantic version within the lineage, from 1.0.0; how much is bumped follows from the similarity to the nearest version.';
COMMENT ON COLUMN agora_memory.transform.supersedes_id      IS 'Version that it was found nearest to; NULL for the first one.';
COMMENT ON COLUMN agora_memory.transform.parameters         IS 'Parameters of a template by name: type, default, description; NULL = code without placeholders.';
COMMENT ON COLUMN agora_memory.transform.quality            IS 'Composite 0..1 of its latest measurement by the syntax scorer; NULL before the first.';
COMMENT ON COLUMN agora_memory.transform.claimed_quality    IS 'Quality 0..1 as the contributor sees it; decides nothing.';
COMMENT ON COLUMN agora_memory.transform.complexity         IS 'Difficulty 0..1: (cyclomatic complexity - 1) / 20, at most 1.';
COMMENT ON COLUMN agora_memory.transform.novelty            IS '1 - highest similarity, when it was registered, to a usable transform of another lineage, or to the version that it supersedes where another contributed that, 0..1.';
COMMENT ON COLUMN agora_memory.transform.contributor_id     IS 'Who contributed it; is paid when it first helps.';
COMMENT ON COLUMN agora_memory.transform.source_attempt_id  IS 'Attempt it was taken from.';
COMMENT ON COLUMN agora_memory.transform.is_imported        IS 'Whether it came with an import that asked for no rewards.';
COMMENT ON COLUMN agora_memory.transform.blocked_at         IS 'Since when it must not be used, whatever its status; NULL = it may be.';
COMMENT ON COLUMN agora_memory.transform.blocked_reason     IS 'Why not.';
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
