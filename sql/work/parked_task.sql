-- Tasks that are put aside because a key of theirs is held: so many stood before what can be claimed that reading past them took long. Their
-- ready_at is infinity, so nothing that looks for ready tasks sees them; a row whose task is not available any more, or has another
-- ready_at, is void. When the key is free the oldest of each lane comes back.
-- Dump: all
CREATE TABLE agora_work.parked_task (
    task_id  bigint NOT NULL,
    key      text   NOT NULL,
    lane_id  bigint NOT NULL,
    CONSTRAINT parked_task_pk         PRIMARY KEY (task_id),
    CONSTRAINT parked_task_task_id_fk FOREIGN KEY (task_id) REFERENCES agora_work.task (task_id),
    CONSTRAINT parked_task_lane_id_fk FOREIGN KEY (lane_id) REFERENCES agora_work.lane (lane_id)
);
CREATE INDEX parked_task_key_ix     ON agora_work.parked_task (key, lane_id, task_id);
CREATE INDEX parked_task_lane_id_ix ON agora_work.parked_task (lane_id);
COMMENT ON TABLE  agora_work.parked_task         IS 'Tasks that are put aside until a key is free.';
COMMENT ON COLUMN agora_work.parked_task.task_id IS 'Task.';
COMMENT ON COLUMN agora_work.parked_task.key     IS 'A key of its own that was held.';
COMMENT ON COLUMN agora_work.parked_task.lane_id IS 'Lane that it was in.';
