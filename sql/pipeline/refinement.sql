-- What refinement did to a run's code, and why. Votes of models are recorded, not counted here.
-- Dump: all
CREATE TABLE agora_pipeline.refinement (
    refinement_id      bigint      GENERATED ALWAYS AS IDENTITY,
    generation_run_id  bigint      NOT NULL,
    is_applied         boolean     NOT NULL,
    reason             text        NOT NULL,
    confidence         agora.score,
    lines_before       integer,
    lines_after        integer,
    lines_changed      integer,
    change_ratio       numeric     GENERATED ALWAYS AS (round(lines_changed::numeric / nullif(lines_before, 0), 6)) STORED,
    quorum             jsonb       NOT NULL,
    recorded_at        timestamptz NOT NULL,
    CONSTRAINT refinement_pk                   PRIMARY KEY (refinement_id),
    CONSTRAINT refinement_generation_run_id_fk FOREIGN KEY (generation_run_id) REFERENCES agora_pipeline.generation_run (generation_run_id),
    CONSTRAINT refinement_lines_ck             CHECK (lines_before >= 0 AND lines_after >= 0 AND lines_changed >= 0)
);
CREATE INDEX refinement_generation_run_id_ix ON agora_pipeline.refinement (generation_run_id);
COMMENT ON TABLE  agora_pipeline.refinement                   IS 'Refinements of runs, append-only; see recorded_refinement.';
COMMENT ON COLUMN agora_pipeline.refinement.refinement_id     IS 'Key.';
COMMENT ON COLUMN agora_pipeline.refinement.generation_run_id IS 'Run.';
COMMENT ON COLUMN agora_pipeline.refinement.is_applied        IS 'Whether the refined code was taken.';
COMMENT ON COLUMN agora_pipeline.refinement.reason            IS 'Why it was, or was not.';
COMMENT ON COLUMN agora_pipeline.refinement.confidence        IS 'Confidence 0..1 in the code before it.';
COMMENT ON COLUMN agora_pipeline.refinement.lines_before      IS 'Lines before.';
COMMENT ON COLUMN agora_pipeline.refinement.lines_after       IS 'Lines after.';
COMMENT ON COLUMN agora_pipeline.refinement.lines_changed     IS 'Lines added, removed or changed.';
COMMENT ON COLUMN agora_pipeline.refinement.change_ratio      IS 'Lines changed against lines before.';
COMMENT ON COLUMN agora_pipeline.refinement.quorum            IS 'How models voted on it, as the caller says; a JSON object without secrets.';
COMMENT ON COLUMN agora_pipeline.refinement.recorded_at       IS 'When.';

CREATE TRIGGER refinement_refuse_change
    BEFORE UPDATE OR DELETE ON agora_pipeline.refinement
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER refinement_refuse_truncate
    BEFORE TRUNCATE ON agora_pipeline.refinement
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
