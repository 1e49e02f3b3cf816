-- Who waits for a task: until it is not blocked any more, or until it is closed. The row of the first kind stays
-- when the waiter was told, so that next_work() gives it the task before others; it goes when somebody has the task.
-- Dump: all
CREATE TABLE agora_work.waiter (
    task_id     bigint      NOT NULL,
    agent_id    bigint      NOT NULL,
    awaits      text        NOT NULL,
    waiting_at  timestamptz NOT NULL,
    CONSTRAINT waiter_pk          PRIMARY KEY (task_id, agent_id),
    CONSTRAINT waiter_task_id_fk  FOREIGN KEY (task_id) REFERENCES agora_work.task (task_id),
    CONSTRAINT waiter_agent_id_fk FOREIGN KEY (agent_id) REFERENCES agora_work.agent (agent_id),
    CONSTRAINT waiter_awaits_ck   CHECK (awaits IN ('unblocked', 'closed'))
);
CREATE INDEX waiter_agent_id_ix ON agora_work.waiter (agent_id);
COMMENT ON TABLE  agora_work.waiter            IS 'Agents that wait for tasks; see waiting_agent.';
COMMENT ON COLUMN agora_work.waiter.task_id    IS 'Task.';
COMMENT ON COLUMN agora_work.waiter.agent_id   IS 'Agent that waits for it.';
COMMENT ON COLUMN agora_work.waiter.awaits     IS 'unblocked = until it is not blocked any more, closed = until it is completed, failed or cancelled.';
COMMENT ON COLUMN agora_work.waiter.waiting_at IS 'Since when.';
