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
    golden_state_id     bigint,
    matched_transforms  bigint[],
    recommendations     jsonb,
    step_error          text
);
COMMENT ON TYPE agora_memory.finished_attempt IS 'Answer of finish_attempt(): signature of the error and whether it was seen before, the transform made of the code, the resolution it is evidence for and its confidence, the golden state it is a candidate for, transforms that match the request, what to try next, and the steps that failed.';

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

-- Transforms.
CREATE TYPE agora_memory.code_score AS (
    composite       numeric,
    tier            text,
    dimensions      jsonb,
    complexity      numeric,
    facts           jsonb,
    scorer          text,
    scorer_version  integer
);
COMMENT ON TYPE agora_memory.code_score IS 'Answer of score_code(): the weighted composite 0..1 and its tier, the five dimensions, the difficulty 0..1, what was counted, by which scorer and version.';

CREATE TYPE agora_memory.code_extraction AS (
    is_extracted  boolean,
    code          text,
    name          text,
    method        text,
    confidence    numeric,
    facts         jsonb,
    alternatives  jsonb
);
COMMENT ON TYPE agora_memory.code_extraction IS 'Answer of extract_code(): the best part with its name, how it was found (ast_parse, heuristic, none), confidence 0..1, what is known about it, and up to five others.';

CREATE TYPE agora_memory.code_shape AS (
    hash      text,
    shingles  integer[]
);
COMMENT ON TYPE agora_memory.code_shape IS 'Answer of code_shape(): the SHA-256 of the tokens without own names, and hashed runs of four tokens, ascending.';
-- Completing an attempt.
CREATE TYPE agora_memory.completion AS (
    attempt_id     bigint,
    principal_id   bigint,
    is_rewardable  boolean,
    options        jsonb,
    status         text,
    category       text,
    request        text,
    approach       text,
    quality        numeric,
    error_type     text,
    error_message  text,
    error_stack    text,
    finished_at    timestamptz,
    language       text,
    code           text,
    secret_rule    text,
    unit           text,
    unit_name      text,
    score          agora_memory.code_score,
    normalized     agora_memory.normalized_code,
    result         jsonb
);
COMMENT ON TYPE agora_memory.completion IS 'An attempt on its way through the steps of its completion: what was said of it, the unit of code that is worth keeping, with its name, that unit scored and normalised, and what the last step found.';
-- How evidence is judged.
CREATE TYPE agora_memory.evidence_rule AS (
    at             timestamptz,
    z              numeric,
    half_life      interval,
    confident_at   numeric,
    doubted_below  numeric,
    refuted_below  numeric,
    refuted_min    integer,
    stale_after    interval
);
COMMENT ON TYPE agora_memory.evidence_rule IS 'Answer of evidence_rule(): the moment to judge at, and the memory settings that judge evidence.';

CREATE TYPE agora_memory.standing AS (
    status       text,
    confidence   numeric,
    upper_bound  numeric
);
COMMENT ON TYPE agora_memory.standing IS 'Answer of standing(): state of a resolution, and lower and upper bound of its success rate.';
-- Golden states and patterns.
CREATE TYPE agora_memory.golden_nomination AS (
    golden_state_id  bigint,
    status           text,
    is_duplicate     boolean
);
COMMENT ON TYPE agora_memory.golden_nomination IS 'Answer of nominate_golden(): the golden state, its status, and whether the attempt was nominated before.';

CREATE TYPE agora_memory.pattern_novelty AS (
    novelty             numeric,
    max_similarity      numeric,
    nearest_pattern_id  bigint,
    diversity           numeric
);
COMMENT ON TYPE agora_memory.pattern_novelty IS 'Where a text stands among the active patterns: novelty = 1 - highest similarity, the nearest pattern, diversity = 1 - mean similarity of the nearest few.';

CREATE TYPE agora_memory.pattern_contribution AS (
    pattern_id          bigint,
    pattern_version_id  bigint,
    version             text,
    is_novel            boolean,
    is_duplicate        boolean,
    novelty             numeric,
    max_similarity      numeric,
    diversity           numeric,
    parameters          text[]
);
COMMENT ON TYPE agora_memory.pattern_contribution IS 'Answer of contribute_pattern(): the pattern and version, whether it is a pattern of its own or the very text was there, how far it is from the others, and the parameters of its template.';

CREATE TYPE agora_memory.pattern_threshold_suggestion AS (
    pattern_type  text,
    samples       bigint,
    precision     numeric,
    threshold     numeric,
    tuned         numeric,
    suggested     numeric,
    delta         numeric,
    confidence    numeric
);
COMMENT ON TYPE agora_memory.pattern_threshold_suggestion IS 'Answer of suggest_pattern_threshold(): samples, weighted precision, the threshold in force, what the precision asks for, what the scores of incorrect recommendations ask for, the change, and how sure that is, 0..1.';
-- Manifests.
CREATE TYPE agora_memory.manifest_draft AS (
    sections    jsonb,
    section_ms  jsonb
);
COMMENT ON TYPE agora_memory.manifest_draft IS 'Sections of a manifest on their way to the caller, and how long each took in milliseconds.';

-- Searching by words.
CREATE TYPE agora_memory.search_plan AS (
    scan        text,
    query       public.sparsevec,
    greatest    double precision,
    facet_keys  integer[],
    keys        integer[],
    left_keys   integer[],
    right_keys  integer[]
);
COMMENT ON TYPE agora_memory.search_plan IS 'How a search by words is made: which documents are scored (all, free, filtered), the weights of the query, the greatest score there could be, and the index keys of the candidates.';
