-- Keys that tasks in progress have to themselves; the primary key is the rule.
-- Dump: all
CREATE TABLE agora_work.exclusive_key (
    key      text   NOT NULL,
    task_id  bigint NOT NULL,
    CONSTRAINT exclusive_key_pk         PRIMARY KEY (key),
    CONSTRAINT exclusive_key_task_id_fk FOREIGN KEY (task_id) REFERENCES agora_work.task (task_id)
);
CREATE INDEX exclusive_key_task_id_ix ON agora_work.exclusive_key (task_id);
COMMENT ON TABLE  agora_work.exclusive_key         IS 'Keys held by tasks in progress.';
COMMENT ON COLUMN agora_work.exclusive_key.key     IS 'Key: a file, a service.';
COMMENT ON COLUMN agora_work.exclusive_key.task_id IS 'Task that holds it.';

-- Milliseconds of the last sweep and of when the next one is due: clocks that all sessions share at once and that leave no dead rows.
CREATE SEQUENCE agora_work.swept_at AS bigint MINVALUE 0 START WITH 0;
CREATE SEQUENCE agora_work.sweep_due AS bigint MINVALUE 0 START WITH 0;
