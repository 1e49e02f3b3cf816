-- Queues within the board: tasks of one kind, priority and environment, for one agent or for any, that need the same capabilities. Whether an
-- agent may claim is a question about the lane, and each lane is read in the order of its tasks from first_ready on, below
-- which none is ready: dead index entries that a long-open snapshot keeps are passed over. first_ready is a hint: _find_ready()
-- puts it right in a job, and at once for whoever finds nothing. Lanes are few; those that no task is in are forgotten.
-- Dump: all
CREATE TABLE agora_work.lane (
    lane_id       bigint   GENERATED ALWAYS AS IDENTITY,
    kind          text     NOT NULL,
    priority      integer  NOT NULL,
    assignee_id   bigint,
    capabilities  text[]   NOT NULL,
    environment   text,
    rules         jsonb,
    first_ready   bigint   NOT NULL,
    CONSTRAINT lane_pk             PRIMARY KEY (lane_id),
    CONSTRAINT lane_facts_uq       UNIQUE NULLS NOT DISTINCT (assignee_id, kind, priority, capabilities, environment),
    CONSTRAINT lane_assignee_id_fk FOREIGN KEY (assignee_id) REFERENCES agora_work.agent (agent_id),
    CONSTRAINT lane_kind_ck        CHECK (kind IN ('critical', 'filler', 'universal')),
    CONSTRAINT lane_priority_ck    CHECK (priority BETWEEN 0 AND 100)
) WITH (fillfactor = 50);
COMMENT ON TABLE  agora_work.lane              IS 'Queues of tasks that the same agents may claim.';
COMMENT ON COLUMN agora_work.lane.lane_id      IS 'Key.';
COMMENT ON COLUMN agora_work.lane.kind         IS 'critical = work on the goal; filler = for an agent that waits, universal = for any agent that waits.';
COMMENT ON COLUMN agora_work.lane.priority     IS '0 to 100; the higher, the more urgent.';
COMMENT ON COLUMN agora_work.lane.assignee_id  IS 'Agent its tasks are for; NULL = any.';
COMMENT ON COLUMN agora_work.lane.capabilities IS 'Codes of what a task of it needs, sorted.';
COMMENT ON COLUMN agora_work.lane.environment  IS 'Environment whose policy its claims follow; NULL = the default.';
COMMENT ON COLUMN agora_work.lane.rules        IS 'What that policy asks of claims beyond capabilities and how they are known, drawn by _draw_rules(); NULL = not drawn, look it up.';
COMMENT ON COLUMN agora_work.lane.first_ready  IS 'Hint: no task before it is ready; the greatest bigint where none is.';
