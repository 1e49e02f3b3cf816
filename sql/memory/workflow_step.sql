-- The steps an attempt took, numbered. A step may be recorded when it begins and again, once, when it ends.
-- Dump: all
CREATE TABLE agora_memory.workflow_step (
    attempt_id   bigint      NOT NULL,
    number       integer     NOT NULL,
    name         text        NOT NULL,
    outcome      text,
    detail       text,
    started_at   timestamptz NOT NULL,
    finished_at  timestamptz,
    recorded_at  timestamptz NOT NULL,
    CONSTRAINT workflow_step_pk            PRIMARY KEY (attempt_id, number),
    CONSTRAINT workflow_step_attempt_id_fk FOREIGN KEY (attempt_id) REFERENCES agora_memory.attempt (attempt_id),
    CONSTRAINT workflow_step_number_ck     CHECK (number BETWEEN 1 AND 100000),
    CONSTRAINT workflow_step_outcome_ck    CHECK (outcome IN ('success', 'error', 'skipped')),
    CONSTRAINT workflow_step_finished_ck   CHECK ((outcome IS NULL) = (finished_at IS NULL)),
    CONSTRAINT workflow_step_duration_ck   CHECK (finished_at >= started_at)
);
COMMENT ON TABLE  agora_memory.workflow_step             IS 'Steps of attempts; see recorded_step.';
COMMENT ON COLUMN agora_memory.workflow_step.attempt_id  IS 'Attempt.';
COMMENT ON COLUMN agora_memory.workflow_step.number      IS 'Order of the step, from 1.';
COMMENT ON COLUMN agora_memory.workflow_step.name        IS 'What the step is called.';
COMMENT ON COLUMN agora_memory.workflow_step.outcome     IS 'success, error or skipped; NULL while it runs.';
COMMENT ON COLUMN agora_memory.workflow_step.detail      IS 'What it found or why it failed, in words.';
COMMENT ON COLUMN agora_memory.workflow_step.started_at  IS 'When it began.';
COMMENT ON COLUMN agora_memory.workflow_step.finished_at IS 'When it ended; NULL while it runs.';
COMMENT ON COLUMN agora_memory.workflow_step.recorded_at IS 'When it was first recorded.';
