-- Which task needs which to be completed first. There are no cycles: add_dependency() and add_tasks() refuse them.
-- Dump: all
CREATE TABLE agora_work.dependency (
    task_id      bigint      NOT NULL,
    needs_id     bigint      NOT NULL,
    recorded_at  timestamptz NOT NULL,
    CONSTRAINT dependency_pk          PRIMARY KEY (task_id, needs_id),
    CONSTRAINT dependency_task_id_fk  FOREIGN KEY (task_id) REFERENCES agora_work.task (task_id),
    CONSTRAINT dependency_needs_id_fk FOREIGN KEY (needs_id) REFERENCES agora_work.task (task_id),
    CONSTRAINT dependency_self_ck     CHECK (task_id <> needs_id)
);
CREATE INDEX dependency_needs_id_ix ON agora_work.dependency (needs_id);
COMMENT ON TABLE  agora_work.dependency             IS 'Tasks that need others first.';
COMMENT ON COLUMN agora_work.dependency.task_id     IS 'Task that waits.';
COMMENT ON COLUMN agora_work.dependency.needs_id    IS 'Task it waits for.';
COMMENT ON COLUMN agora_work.dependency.recorded_at IS 'When it was written here.';
