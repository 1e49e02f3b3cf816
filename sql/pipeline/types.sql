-- Composite types of the pipeline domain.
CREATE TYPE agora_pipeline.run_verdict AS (
    status            text,
    score             numeric,
    grade             text,
    gates_evaluated   bigint,
    gates_failed      bigint,
    blocking_failed   text[],
    categories_failed bigint,
    is_critical       boolean
);
COMMENT ON TYPE agora_pipeline.run_verdict IS 'Answer of finish_run(): state, score 0..1 and grade of the gates (NULL where none was evaluated), how many were evaluated and failed, which blocking ones, in how many categories, and whether that is critical.';
