-- How thorough a run is: which stages it has, what it may take, and how good it should be.
-- Dump pipeline_mode: none
CREATE TABLE agora_pipeline.pipeline_mode (
    mode              text        NOT NULL,
    ordinal           integer     NOT NULL,
    expected_ms       numeric     NOT NULL,
    expected_quality  agora.score NOT NULL,
    description       text        NOT NULL,
    CONSTRAINT pipeline_mode_pk             PRIMARY KEY (mode),
    CONSTRAINT pipeline_mode_expected_ms_ck CHECK (expected_ms > 0)
);
COMMENT ON TABLE  agora_pipeline.pipeline_mode                  IS 'Modes of generation runs; see known_mode.';
COMMENT ON COLUMN agora_pipeline.pipeline_mode.mode             IS 'Name.';
COMMENT ON COLUMN agora_pipeline.pipeline_mode.ordinal          IS 'Order, the quickest first.';
COMMENT ON COLUMN agora_pipeline.pipeline_mode.expected_ms      IS 'What its checks are expected to add, in milliseconds.';
COMMENT ON COLUMN agora_pipeline.pipeline_mode.expected_quality IS 'Quality 0..1 that is expected of its runs.';
COMMENT ON COLUMN agora_pipeline.pipeline_mode.description      IS 'When to choose it.';

-- Dump mode_stage: none
CREATE TABLE agora_pipeline.mode_stage (
    mode   text NOT NULL,
    stage  text NOT NULL,
    CONSTRAINT mode_stage_pk       PRIMARY KEY (mode, stage),
    CONSTRAINT mode_stage_mode_fk  FOREIGN KEY (mode) REFERENCES agora_pipeline.pipeline_mode (mode),
    CONSTRAINT mode_stage_stage_fk FOREIGN KEY (stage) REFERENCES agora_pipeline.pipeline_stage (stage)
);
CREATE INDEX mode_stage_stage_ix ON agora_pipeline.mode_stage (stage);
COMMENT ON TABLE  agora_pipeline.mode_stage       IS 'Stages that a run of a mode goes through; it skips the others.';
COMMENT ON COLUMN agora_pipeline.mode_stage.mode  IS 'Mode.';
COMMENT ON COLUMN agora_pipeline.mode_stage.stage IS 'Stage.';
