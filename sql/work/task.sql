-- Units of work: the narrow row that claims and heartbeats change; what it is about is in its companion. No index holds a
-- column of the lease, so a heartbeat touches none. blocked follows from unmet and blockers, which nobody sets by hand.
-- What holds it is a claim: holder (no foreign key, see claim) and epoch. It is lost at the earlier of lease_until and finish_by, swept or not.
-- Dump task: all
CREATE SEQUENCE agora_work.task_id_seq AS bigint;
CREATE TABLE agora_work.task (
    task_id       bigint      NOT NULL DEFAULT nextval('agora_work.task_id_seq'),
    lane_id       bigint      NOT NULL,
    status        text        NOT NULL,
    unmet         integer     NOT NULL DEFAULT 0,
    blockers      integer     NOT NULL DEFAULT 0,
    is_awaited    boolean     NOT NULL DEFAULT false,
    ready_at      timestamptz,
    estimate      interval,
    ttl           interval    NOT NULL,
    exclusive     text[],
    attempts      integer     NOT NULL DEFAULT 0,
    max_attempts  integer     NOT NULL,
    epoch         bigint      NOT NULL DEFAULT 0,
    holder_id     bigint,
    claimed_at    timestamptz,
    held_since    timestamptz,
    started_at    timestamptz,
    lease         interval,
    lease_until   timestamptz,
    finish_by     timestamptz,
    closed_at     timestamptz,
    CONSTRAINT task_pk PRIMARY KEY (task_id)
) WITH (fillfactor = 70);
ALTER SEQUENCE agora_work.task_id_seq OWNED BY agora_work.task.task_id;
-- NULLS FIRST: an order that the primary key does not have, which would else be read from a hint on, past all that was done since.
CREATE INDEX task_lane_id_ix   ON agora_work.task (lane_id, task_id NULLS FIRST) WHERE status = 'available' AND ready_at IS NULL;
CREATE INDEX task_ready_at_ix  ON agora_work.task (ready_at) WHERE status = 'available' AND ready_at IS NOT NULL;
CREATE INDEX task_blocked_ix   ON agora_work.task (lane_id) WHERE status = 'blocked';
CREATE INDEX task_holder_id_ix ON agora_work.task (holder_id, claimed_at) WHERE holder_id IS NOT NULL;
COMMENT ON TABLE  agora_work.task              IS 'Tasks; see board.';
COMMENT ON COLUMN agora_work.task.task_id      IS 'Key; the older of two has the lower one.';
COMMENT ON COLUMN agora_work.task.lane_id      IS 'Kind, priority, assignee and needed capabilities; no foreign key, see _forget_lanes().';
COMMENT ON COLUMN agora_work.task.status       IS 'blocked, available, claimed, in_progress, completed, failed or cancelled.';
COMMENT ON COLUMN agora_work.task.unmet        IS 'Tasks it needs that are not completed.';
COMMENT ON COLUMN agora_work.task.blockers     IS 'Open reports that it is stuck.';
COMMENT ON COLUMN agora_work.task.is_awaited   IS 'Whether a task or an agent has ever waited for it: else nobody is looked for when it is completed.';
COMMENT ON COLUMN agora_work.task.ready_at     IS 'Not to be claimed before; NULL = now, infinity = put aside until a key is free (parked_task).';
COMMENT ON COLUMN agora_work.task.estimate     IS 'How long it is thought to take; NULL = unknown.';
COMMENT ON COLUMN agora_work.task.ttl          IS 'Longest a claim lasts unless renewed, 60 s to 24 h.';
COMMENT ON COLUMN agora_work.task.exclusive    IS 'Keys (files, services) that no other task in progress may share, sorted; NULL = none.';
COMMENT ON COLUMN agora_work.task.attempts     IS 'Claims that failed or were lost.';
COMMENT ON COLUMN agora_work.task.max_attempts IS 'So many of them, and it has failed.';
COMMENT ON COLUMN agora_work.task.epoch        IS 'Number of its latest claim: the fence of every later call.';
COMMENT ON COLUMN agora_work.task.holder_id    IS 'Agent that holds it.';
COMMENT ON COLUMN agora_work.task.claimed_at   IS 'Since when.';
COMMENT ON COLUMN agora_work.task.held_since   IS 'When its holder had claimed the oldest of what it then held: once this ends, what the holder still has is counted from there.';
COMMENT ON COLUMN agora_work.task.started_at   IS 'When its holder began to work on it.';
COMMENT ON COLUMN agora_work.task.lease        IS 'How long its holder may be silent.';
COMMENT ON COLUMN agora_work.task.lease_until  IS 'When it is lost without another heartbeat.';
COMMENT ON COLUMN agora_work.task.finish_by    IS 'When it is lost unless renewed.';
COMMENT ON COLUMN agora_work.task.closed_at    IS 'When it was completed, failed or cancelled.';

-- Dump task_detail: all
CREATE TABLE agora_work.task_detail (
    task_id         bigint      NOT NULL,
    code            text,
    title           text        NOT NULL,
    details         jsonb       NOT NULL DEFAULT '{}',
    complexity      integer,
    not_before      timestamptz,
    deadline        timestamptz,
    correlation_id  uuid,
    result          jsonb,
    artefacts       text[],
    closing_reason  text,
    created_by      bigint      NOT NULL,
    created_at      timestamptz NOT NULL,
    CONSTRAINT task_detail_pk            PRIMARY KEY (task_id),
    CONSTRAINT task_detail_code_uq       UNIQUE (code),
    CONSTRAINT task_detail_task_id_fk    FOREIGN KEY (task_id) REFERENCES agora_work.task (task_id),
    CONSTRAINT task_detail_created_by_fk FOREIGN KEY (created_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT task_detail_code_ck       CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$'),
    CONSTRAINT task_detail_complexity_ck CHECK (complexity BETWEEN 1 AND 5),
    CONSTRAINT task_detail_details_ck    CHECK (jsonb_typeof(details) = 'object'),
    CONSTRAINT task_detail_result_ck     CHECK (jsonb_typeof(result) = 'object')
);
CREATE INDEX task_detail_created_by_ix     ON agora_work.task_detail (created_by);
CREATE INDEX task_detail_created_at_ix     ON agora_work.task_detail USING brin (created_at) WITH (autosummarize = on);
CREATE INDEX task_detail_correlation_id_ix ON agora_work.task_detail (correlation_id) WHERE correlation_id IS NOT NULL;
COMMENT ON TABLE  agora_work.task_detail                IS 'What tasks are about and what came of them.';
COMMENT ON COLUMN agora_work.task_detail.task_id        IS 'Task.';
COMMENT ON COLUMN agora_work.task_detail.code           IS 'Name of its own, such as P0.1.2; unique.';
COMMENT ON COLUMN agora_work.task_detail.title          IS 'What is to be done, in a line.';
COMMENT ON COLUMN agora_work.task_detail.details        IS 'Whatever the worker needs; a JSON object.';
COMMENT ON COLUMN agora_work.task_detail.complexity     IS '1 = simple, a cheap model will do, to 5 = hard; NULL = unknown.';
COMMENT ON COLUMN agora_work.task_detail.not_before     IS 'When it may be claimed first.';
COMMENT ON COLUMN agora_work.task_detail.deadline       IS 'When it should be done.';
COMMENT ON COLUMN agora_work.task_detail.correlation_id IS 'The caller''s correlation.';
COMMENT ON COLUMN agora_work.task_detail.result         IS 'What came of it; a JSON object.';
COMMENT ON COLUMN agora_work.task_detail.artefacts      IS 'SHA-256 of what it made, in hex.';
COMMENT ON COLUMN agora_work.task_detail.closing_reason IS 'Last error of a failed one, reason of a cancelled one.';
COMMENT ON COLUMN agora_work.task_detail.created_by     IS 'Who added it.';
COMMENT ON COLUMN agora_work.task_detail.created_at     IS 'When it was added.';
