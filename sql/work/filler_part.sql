-- Parts of fillers that are done: who stops in the middle says so, and whoever goes on need not do them again.
-- Dump: all
CREATE TABLE agora_work.filler_part (
    task_id  bigint      NOT NULL,
    part     text        NOT NULL,
    done_by  bigint      NOT NULL,
    done_at  timestamptz NOT NULL,
    CONSTRAINT filler_part_pk         PRIMARY KEY (task_id, part),
    CONSTRAINT filler_part_task_id_fk FOREIGN KEY (task_id) REFERENCES agora_work.task (task_id),
    CONSTRAINT filler_part_done_by_fk FOREIGN KEY (done_by) REFERENCES agora_work.agent (agent_id)
);
CREATE INDEX filler_part_done_by_ix ON agora_work.filler_part (done_by);
COMMENT ON TABLE  agora_work.filler_part         IS 'Parts of fillers that are done.';
COMMENT ON COLUMN agora_work.filler_part.task_id IS 'Filler.';
COMMENT ON COLUMN agora_work.filler_part.part    IS 'Name of the part.';
COMMENT ON COLUMN agora_work.filler_part.done_by IS 'Agent that did it.';
COMMENT ON COLUMN agora_work.filler_part.done_at IS 'When it said so.';
