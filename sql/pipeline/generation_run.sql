-- Generation runs and the stages they go through. A run cannot become success while a blocking gate failed or a stage is open; the trigger
-- says so, whoever asks. What a run cost is read from its calls, which have its correlation or are linked to it.
-- Dump generation_run: all
CREATE TABLE agora_pipeline.generation_run (
    generation_run_id  bigint      GENERATED ALWAYS AS IDENTITY,
    principal_id       bigint      NOT NULL,
    mode               text        NOT NULL,
    status             text        NOT NULL DEFAULT 'pending',
    correlation_id     uuid        NOT NULL,
    attempt_id         bigint,
    prompt             text        NOT NULL,
    node_type          text,
    service_name       text,
    subject            text,
    project            text,
    pipeline_version   text,
    intent             jsonb       NOT NULL,
    meta               jsonb       NOT NULL,
    quality            agora.score,
    result             jsonb       NOT NULL DEFAULT '{}',
    recorded_at        timestamptz NOT NULL,
    started_at         timestamptz,
    finished_at        timestamptz,
    CONSTRAINT generation_run_pk              PRIMARY KEY (generation_run_id),
    CONSTRAINT generation_run_correlation_uq  UNIQUE (principal_id, correlation_id),
    CONSTRAINT generation_run_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT generation_run_mode_fk         FOREIGN KEY (mode) REFERENCES agora_pipeline.pipeline_mode (mode),
    CONSTRAINT generation_run_attempt_id_fk   FOREIGN KEY (attempt_id) REFERENCES agora_memory.attempt (attempt_id),
    CONSTRAINT generation_run_status_ck       CHECK (status IN ('pending', 'running', 'success', 'partial', 'failed')),
    CONSTRAINT generation_run_node_type_ck    CHECK (node_type IN ('EFFECT', 'COMPUTE', 'REDUCER', 'ORCHESTRATOR')),
    CONSTRAINT generation_run_started_ck      CHECK (status IN ('pending', 'failed') OR started_at IS NOT NULL),
    CONSTRAINT generation_run_finished_ck     CHECK ((status IN ('pending', 'running')) = (finished_at IS NULL))
) WITH (fillfactor = 80);
CREATE INDEX generation_run_correlation_id_ix ON agora_pipeline.generation_run (correlation_id);
CREATE INDEX generation_run_mode_ix           ON agora_pipeline.generation_run (mode);
CREATE INDEX generation_run_attempt_id_ix     ON agora_pipeline.generation_run (attempt_id) WHERE attempt_id IS NOT NULL;
CREATE INDEX generation_run_recorded_at_ix    ON agora_pipeline.generation_run (recorded_at);
COMMENT ON TABLE  agora_pipeline.generation_run                   IS 'Generation runs; see run_scorecard.';
COMMENT ON COLUMN agora_pipeline.generation_run.generation_run_id IS 'Key.';
COMMENT ON COLUMN agora_pipeline.generation_run.principal_id      IS 'Whose run it is.';
COMMENT ON COLUMN agora_pipeline.generation_run.mode              IS 'Mode.';
COMMENT ON COLUMN agora_pipeline.generation_run.status            IS 'pending, running; then success, partial or failed.';
COMMENT ON COLUMN agora_pipeline.generation_run.correlation_id    IS 'The caller''s correlation; calls with it belong to the run.';
COMMENT ON COLUMN agora_pipeline.generation_run.attempt_id        IS 'Attempt that it belongs to, if any.';
COMMENT ON COLUMN agora_pipeline.generation_run.prompt            IS 'What was asked for, without secrets.';
COMMENT ON COLUMN agora_pipeline.generation_run.node_type         IS 'EFFECT, COMPUTE, REDUCER or ORCHESTRATOR, where that is known.';
COMMENT ON COLUMN agora_pipeline.generation_run.service_name      IS 'Name of what is generated.';
COMMENT ON COLUMN agora_pipeline.generation_run.subject           IS 'Domain that it is for.';
COMMENT ON COLUMN agora_pipeline.generation_run.project           IS 'Project that it is for.';
COMMENT ON COLUMN agora_pipeline.generation_run.pipeline_version  IS 'Version of the pipeline that made it, for comparisons.';
COMMENT ON COLUMN agora_pipeline.generation_run.intent            IS 'What was understood, and how the models voted on it, as the caller says; a JSON object without secrets.';
COMMENT ON COLUMN agora_pipeline.generation_run.meta              IS 'Anything else; a JSON object.';
COMMENT ON COLUMN agora_pipeline.generation_run.quality           IS 'Quality 0..1 of the result, as the caller judged it.';
COMMENT ON COLUMN agora_pipeline.generation_run.result            IS 'What came out, as the caller says; a JSON object without secrets.';
COMMENT ON COLUMN agora_pipeline.generation_run.recorded_at       IS 'When it was made.';
COMMENT ON COLUMN agora_pipeline.generation_run.started_at        IS 'When its first stage began.';
COMMENT ON COLUMN agora_pipeline.generation_run.finished_at       IS 'When it ended.';

CREATE TRIGGER generation_run_guard_status
    BEFORE UPDATE OF status ON agora_pipeline.generation_run
    FOR EACH ROW WHEN (old.status IS DISTINCT FROM new.status)
    EXECUTE FUNCTION agora.tg_guard_status('generation_run');
CREATE TRIGGER generation_run_refuse_delete
    BEFORE DELETE ON agora_pipeline.generation_run
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER generation_run_refuse_truncate
    BEFORE TRUNCATE ON agora_pipeline.generation_run
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();

-- Dump stage_run: all
CREATE TABLE agora_pipeline.stage_run (
    generation_run_id  bigint      NOT NULL,
    stage              text        NOT NULL,
    status             text        NOT NULL,
    tries              integer     NOT NULL DEFAULT 0,
    target_ms          numeric     NOT NULL,
    started_at         timestamptz,
    finished_at        timestamptz,
    duration_ms        numeric,
    ratio              numeric     GENERATED ALWAYS AS (round(duration_ms / target_ms, 6)) STORED,
    quality            agora.score,
    detail             jsonb       NOT NULL DEFAULT '{}',
    CONSTRAINT stage_run_pk                   PRIMARY KEY (generation_run_id, stage),
    CONSTRAINT stage_run_generation_run_id_fk FOREIGN KEY (generation_run_id) REFERENCES agora_pipeline.generation_run (generation_run_id),
    CONSTRAINT stage_run_stage_fk             FOREIGN KEY (stage) REFERENCES agora_pipeline.pipeline_stage (stage),
    CONSTRAINT stage_run_status_ck            CHECK (status IN ('pending', 'running', 'completed', 'failed', 'skipped')),
    CONSTRAINT stage_run_tries_ck             CHECK (tries >= 0),
    CONSTRAINT stage_run_target_ms_ck         CHECK (target_ms > 0),
    CONSTRAINT stage_run_duration_ms_ck       CHECK (duration_ms >= 0),
    CONSTRAINT stage_run_started_ck           CHECK (status IN ('pending', 'skipped') OR started_at IS NOT NULL)
) WITH (fillfactor = 70);
CREATE INDEX stage_run_stage_ix ON agora_pipeline.stage_run (stage);
COMMENT ON TABLE  agora_pipeline.stage_run                   IS 'Stages of generation runs; see recorded_stage.';
COMMENT ON COLUMN agora_pipeline.stage_run.generation_run_id IS 'Run.';
COMMENT ON COLUMN agora_pipeline.stage_run.stage             IS 'Stage.';
COMMENT ON COLUMN agora_pipeline.stage_run.status            IS 'pending, running; then completed, failed or skipped.';
COMMENT ON COLUMN agora_pipeline.stage_run.tries             IS 'How often it was begun.';
COMMENT ON COLUMN agora_pipeline.stage_run.target_ms         IS 'What it should take at most, in milliseconds, as it was then.';
COMMENT ON COLUMN agora_pipeline.stage_run.started_at        IS 'When it began, the last time.';
COMMENT ON COLUMN agora_pipeline.stage_run.finished_at       IS 'When it ended, the last time.';
COMMENT ON COLUMN agora_pipeline.stage_run.duration_ms       IS 'How long it took, the last time, in milliseconds.';
COMMENT ON COLUMN agora_pipeline.stage_run.ratio             IS 'That against its target.';
COMMENT ON COLUMN agora_pipeline.stage_run.quality           IS 'Quality 0..1 of what it made, as the caller judged it.';
COMMENT ON COLUMN agora_pipeline.stage_run.detail            IS 'Anything else; a JSON object without secrets.';

CREATE TRIGGER stage_run_guard_status
    BEFORE UPDATE OF status ON agora_pipeline.stage_run
    FOR EACH ROW WHEN (old.status IS DISTINCT FROM new.status)
    EXECUTE FUNCTION agora.tg_guard_status('stage_run');
CREATE TRIGGER stage_run_refuse_delete
    BEFORE DELETE ON agora_pipeline.stage_run
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER stage_run_refuse_truncate
    BEFORE TRUNCATE ON agora_pipeline.stage_run
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();

-- Calls of a run that have another correlation, or none. The function that inserts has looked the call up; calls are never deleted.
-- Dump run_call: all
CREATE TABLE agora_pipeline.run_call (
    llm_call_id        bigint      NOT NULL,
    generation_run_id  bigint      NOT NULL,
    recorded_at        timestamptz NOT NULL,
    CONSTRAINT run_call_pk                   PRIMARY KEY (llm_call_id),
    CONSTRAINT run_call_generation_run_id_fk FOREIGN KEY (generation_run_id) REFERENCES agora_pipeline.generation_run (generation_run_id)
);
CREATE INDEX run_call_generation_run_id_ix ON agora_pipeline.run_call (generation_run_id);
COMMENT ON TABLE  agora_pipeline.run_call                   IS 'Which run a model call belongs to, where its correlation does not say so; see run_model_call.';
COMMENT ON COLUMN agora_pipeline.run_call.llm_call_id       IS 'Call; it counts in this run only.';
COMMENT ON COLUMN agora_pipeline.run_call.generation_run_id IS 'Run.';
COMMENT ON COLUMN agora_pipeline.run_call.recorded_at       IS 'When it was linked.';

CREATE TRIGGER run_call_refuse_change
    BEFORE UPDATE OR DELETE ON agora_pipeline.run_call
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER run_call_refuse_truncate
    BEFORE TRUNCATE ON agora_pipeline.run_call
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
