-- Tasks that no agent can ever claim and that this was said of, so that it is said once; unclaimable_task has them as they stand now.
-- Dump: all
CREATE TABLE agora_work.unclaimable (
    task_id   bigint      NOT NULL,
    reason    text        NOT NULL,
    found_at  timestamptz NOT NULL,
    CONSTRAINT unclaimable_pk         PRIMARY KEY (task_id),
    CONSTRAINT unclaimable_task_id_fk FOREIGN KEY (task_id) REFERENCES agora_work.task (task_id),
    CONSTRAINT unclaimable_reason_ck  CHECK (reason IN ('no_agent', 'agent_closed', 'capability_missing', 'capability_uncounted', 'too_dear', 'reputation_low', 'disqualified', 'estimate_too_long', 'need_closed'))
);
COMMENT ON TABLE  agora_work.unclaimable          IS 'Tasks that nobody can claim and that this was said of; see unclaimable_task.';
COMMENT ON COLUMN agora_work.unclaimable.task_id  IS 'Task.';
COMMENT ON COLUMN agora_work.unclaimable.reason   IS 'Why nobody can.';
COMMENT ON COLUMN agora_work.unclaimable.found_at IS 'When that was said.';
