-- Results of the formulas.
CREATE TYPE agora_memory.normalized_error AS (
    error_type          text,
    category            text,
    language            text,
    pattern             text,
    signature           text,
    message             text,
    confidence          numeric,
    normalizer_version  integer
);
COMMENT ON TYPE agora_memory.normalized_error IS 'What normalize_error() finds: type, category, language, pattern and its SHA-256 as signature, normalised message, confidence 0..1.';

CREATE TYPE agora_memory.normalized_code AS (
    normalized          text,
    hash                text,
    language            text,
    is_parsed           boolean,
    cyclomatic          integer,
    line_count          integer,
    symbol              text,
    docstring           text,
    normalizer_version  integer
);
COMMENT ON TYPE agora_memory.normalized_code IS 'What normalize_code() finds: the normalised text and its SHA-256, cyclomatic complexity, main symbol and docstring.';

CREATE TYPE agora_memory.registration AS (
    transform_id  bigint,
    is_duplicate  boolean,
    hash          text
);
COMMENT ON TYPE agora_memory.registration IS 'Answer of register_transform(): the transform, and whether it was there already.';

CREATE TYPE agora_memory.finished_attempt AS (
    attempt_id          bigint,
    status              text,
    error_signature_id  bigint,
    is_known_error      boolean,
    transform_id        bigint,
    is_duplicate        boolean,
    resolution_id       bigint,
    confidence          numeric,
    step_error          text
);
COMMENT ON TYPE agora_memory.finished_attempt IS 'Answer of finish_attempt(): signature of the error and whether it was seen before, the transform made of the code, the resolution it is evidence for and its confidence, and a step that was left out.';

CREATE TYPE agora_memory.attempt_record AS (
    ordinal         bigint,
    record          jsonb,
    agent           text,
    hash            bytea,
    first_ordinal   bigint,
    depth           integer,
    parent_ordinal  bigint,
    parent_id       bigint,
    correlation_id  uuid,
    attempt_id      bigint,
    is_new          boolean,
    sqlstate        text,
    reason          text
);
COMMENT ON TYPE agora_memory.attempt_record IS 'A record on its way to become an attempt: whose it is, the first record of the call with its key, its parent in the call or before it, how deep in the chain of retries it is (parents first), whether it is to be written, and what is wrong with it.';

CREATE TYPE agora_memory.record_outcome AS (
    ordinal     bigint,
    attempt_id  bigint,
    outcome     text,
    sqlstate    text,
    reason      text
);
COMMENT ON TYPE agora_memory.record_outcome IS 'What became of a record: imported, existing or rejected, with SQLSTATE and reason.';

-- Manifests.
CREATE TYPE agora_memory.manifest_draft AS (
    sections    jsonb,
    section_ms  jsonb
);
COMMENT ON TYPE agora_memory.manifest_draft IS 'Sections of a manifest on their way to the caller, and how long each took in milliseconds.';
