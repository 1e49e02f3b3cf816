-- Stages of a generation run, with one numbering. Each is a stage of work (agora.stage), so that calls, budgets and runs mean the same.
-- Dump: none
CREATE TABLE agora_pipeline.pipeline_stage (
    stage      text    NOT NULL,
    number     numeric NOT NULL,
    alias      text,
    title      text    NOT NULL,
    target_ms  numeric NOT NULL,
    CONSTRAINT pipeline_stage_pk           PRIMARY KEY (stage),
    CONSTRAINT pipeline_stage_number_uq    UNIQUE (number),
    CONSTRAINT pipeline_stage_stage_fk     FOREIGN KEY (stage) REFERENCES agora.stage (stage),
    CONSTRAINT pipeline_stage_target_ms_ck CHECK (target_ms > 0)
);
COMMENT ON TABLE  agora_pipeline.pipeline_stage           IS 'Stages of generation runs; see known_stage.';
COMMENT ON COLUMN agora_pipeline.pipeline_stage.stage     IS 'Stage of work.';
COMMENT ON COLUMN agora_pipeline.pipeline_stage.number    IS 'Its number; runs go through them in this order.';
COMMENT ON COLUMN agora_pipeline.pipeline_stage.alias     IS 'Number in the older numbering of six stages, if it was there.';
COMMENT ON COLUMN agora_pipeline.pipeline_stage.title     IS 'What happens in it.';
COMMENT ON COLUMN agora_pipeline.pipeline_stage.target_ms IS 'What it should take at most, in milliseconds.';
