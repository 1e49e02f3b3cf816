-- Reports that a task is stuck, each with the ladder it climbs: 1 helpers were asked, 2 the orchestrator was, 3 a human was. due_at
-- says when the next step is due, whether anybody sweeps or not. A task has one open report of a type.
-- Dump: all
CREATE TABLE agora_work.blocker (
    blocker_id    bigint      GENERATED ALWAYS AS IDENTITY,
    task_id       bigint      NOT NULL,
    type          text        NOT NULL,
    severity      text        NOT NULL,
    description   text        NOT NULL,
    capabilities  text[]      NOT NULL,
    hazards       text[]      NOT NULL,
    level         integer     NOT NULL,
    due_at        timestamptz,
    reported_by   bigint      NOT NULL,
    reported_at   timestamptz NOT NULL,
    closed_at     timestamptz,
    closed_by     bigint,
    resolution    text,
    CONSTRAINT blocker_pk             PRIMARY KEY (blocker_id),
    CONSTRAINT blocker_task_id_fk     FOREIGN KEY (task_id) REFERENCES agora_work.task (task_id),
    CONSTRAINT blocker_reported_by_fk FOREIGN KEY (reported_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT blocker_closed_by_fk   FOREIGN KEY (closed_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT blocker_type_ck        CHECK (type ~ '^[a-z][a-z0-9_]{0,59}$'),
    CONSTRAINT blocker_severity_ck    CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    CONSTRAINT blocker_hazards_ck     CHECK (hazards <@ '{conflict,legal,safety}'),
    CONSTRAINT blocker_level_ck       CHECK (level IN (1, 2, 3)),
    CONSTRAINT blocker_due_at_ck      CHECK ((level < 3 AND closed_at IS NULL) = (due_at IS NOT NULL)),
    CONSTRAINT blocker_closed_ck      CHECK (num_nonnulls(closed_at, closed_by, resolution) IN (0, 3))
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX blocker_open_uq  ON agora_work.blocker (task_id, type) WHERE closed_at IS NULL;
CREATE INDEX blocker_due_at_ix       ON agora_work.blocker (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX blocker_task_id_ix      ON agora_work.blocker (task_id);
CREATE INDEX blocker_reported_by_ix  ON agora_work.blocker (reported_by, reported_at);
CREATE INDEX blocker_closed_by_ix    ON agora_work.blocker (closed_by) WHERE closed_by IS NOT NULL;
COMMENT ON TABLE  agora_work.blocker              IS 'Reports that tasks are stuck; see reported_blocker.';
COMMENT ON COLUMN agora_work.blocker.blocker_id   IS 'Key.';
COMMENT ON COLUMN agora_work.blocker.task_id      IS 'Task that is stuck.';
COMMENT ON COLUMN agora_work.blocker.type         IS 'What kind of trouble, such as test_failure.';
COMMENT ON COLUMN agora_work.blocker.severity     IS 'low, medium, high or critical.';
COMMENT ON COLUMN agora_work.blocker.description  IS 'What is wrong.';
COMMENT ON COLUMN agora_work.blocker.capabilities IS 'Codes of what a helper should know, sorted; empty = anybody may help.';
COMMENT ON COLUMN agora_work.blocker.hazards      IS 'Why it is a human''s decision: conflict, legal, safety; empty = it is not.';
COMMENT ON COLUMN agora_work.blocker.level        IS '1 = helpers were asked, 2 = the orchestrator was, 3 = a human was.';
COMMENT ON COLUMN agora_work.blocker.due_at       IS 'When the next level is due; NULL = there is none.';
COMMENT ON COLUMN agora_work.blocker.reported_by  IS 'Who reported it.';
COMMENT ON COLUMN agora_work.blocker.reported_at  IS 'When it was reported.';
COMMENT ON COLUMN agora_work.blocker.closed_at    IS 'When it was closed; NULL = it is open.';
COMMENT ON COLUMN agora_work.blocker.closed_by    IS 'Who closed it.';
COMMENT ON COLUMN agora_work.blocker.resolution   IS 'What solved it, or why it does not matter any more.';
