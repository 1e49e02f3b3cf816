-- Points of a run at which somebody decided how to go on.
-- Dump: all
CREATE TABLE agora_pipeline.checkpoint (
    checkpoint_id      bigint      GENERATED ALWAYS AS IDENTITY,
    generation_run_id  bigint      NOT NULL,
    stage              text        NOT NULL,
    decision           text        NOT NULL,
    note               text,
    detail             jsonb       NOT NULL,
    decided_by         bigint      NOT NULL,
    recorded_at        timestamptz NOT NULL,
    CONSTRAINT checkpoint_pk          PRIMARY KEY (checkpoint_id),
    CONSTRAINT checkpoint_generation_run_id_stage_fk FOREIGN KEY (generation_run_id, stage) REFERENCES agora_pipeline.stage_run (generation_run_id, stage),
    CONSTRAINT checkpoint_decided_by_fk FOREIGN KEY (decided_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT checkpoint_decision_ck CHECK (decision IN ('approve', 'edit', 'retry', 'skip', 'quit', 'batch'))
);
CREATE INDEX checkpoint_generation_run_id_stage_ix ON agora_pipeline.checkpoint (generation_run_id, stage);
CREATE INDEX checkpoint_decided_by_ix ON agora_pipeline.checkpoint (decided_by);
COMMENT ON TABLE  agora_pipeline.checkpoint                   IS 'Decisions at checkpoints, append-only; see recorded_checkpoint.';
COMMENT ON COLUMN agora_pipeline.checkpoint.checkpoint_id     IS 'Key.';
COMMENT ON COLUMN agora_pipeline.checkpoint.generation_run_id IS 'Run.';
COMMENT ON COLUMN agora_pipeline.checkpoint.stage             IS 'Stage that it was about.';
COMMENT ON COLUMN agora_pipeline.checkpoint.decision          IS 'approve, edit, retry, skip, quit or batch (approve this and what follows).';
COMMENT ON COLUMN agora_pipeline.checkpoint.note              IS 'Why, without secrets.';
COMMENT ON COLUMN agora_pipeline.checkpoint.detail            IS 'What was edited, or anything else; a JSON object without secrets.';
COMMENT ON COLUMN agora_pipeline.checkpoint.decided_by        IS 'Who decided.';
COMMENT ON COLUMN agora_pipeline.checkpoint.recorded_at       IS 'When.';

CREATE TRIGGER checkpoint_refuse_change
    BEFORE UPDATE OR DELETE ON agora_pipeline.checkpoint
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER checkpoint_refuse_truncate
    BEFORE TRUNCATE ON agora_pipeline.checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
