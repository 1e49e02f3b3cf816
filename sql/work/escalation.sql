-- What went to a human. One is open per agent and reason; what comes for the same reason meanwhile is added to it, so that a storm
-- of trouble is one matter to look at.
-- Dump escalation: all
CREATE TABLE agora_work.escalation (
    escalation_id  bigint      GENERATED ALWAYS AS IDENTITY,
    agent_id       bigint      NOT NULL,
    reason         text        NOT NULL,
    opened_at      timestamptz NOT NULL,
    closed_at      timestamptz,
    closed_by      bigint,
    resolution     text,
    CONSTRAINT escalation_pk           PRIMARY KEY (escalation_id),
    CONSTRAINT escalation_agent_id_fk  FOREIGN KEY (agent_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT escalation_closed_by_fk FOREIGN KEY (closed_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT escalation_reason_ck    CHECK (reason ~ '^[a-z][a-z0-9_]{0,59}$'),
    CONSTRAINT escalation_closed_ck    CHECK (num_nonnulls(closed_at, closed_by, resolution) IN (0, 3))
);
CREATE UNIQUE INDEX escalation_open_uq ON agora_work.escalation (agent_id, reason) WHERE closed_at IS NULL;
CREATE INDEX escalation_agent_id_ix    ON agora_work.escalation (agent_id);
CREATE INDEX escalation_closed_by_ix   ON agora_work.escalation (closed_by) WHERE closed_by IS NOT NULL;
COMMENT ON TABLE  agora_work.escalation               IS 'Matters for a human; see recorded_escalation.';
COMMENT ON COLUMN agora_work.escalation.escalation_id IS 'Key.';
COMMENT ON COLUMN agora_work.escalation.agent_id      IS 'Whose trouble it is.';
COMMENT ON COLUMN agora_work.escalation.reason        IS 'Why a human: hazard, no_helper, overdue, dead_letter, or what the agent said.';
COMMENT ON COLUMN agora_work.escalation.opened_at     IS 'When it came first.';
COMMENT ON COLUMN agora_work.escalation.closed_at     IS 'When a human closed it; NULL = it is open.';
COMMENT ON COLUMN agora_work.escalation.closed_by     IS 'Who closed it.';
COMMENT ON COLUMN agora_work.escalation.resolution    IS 'What the human decided.';

-- Dump escalation_item: all
CREATE TABLE agora_work.escalation_item (
    escalation_item_id  bigint      GENERATED ALWAYS AS IDENTITY,
    escalation_id       bigint      NOT NULL,
    task_id             bigint,
    blocker_id          bigint,
    details             jsonb       NOT NULL,
    raised_at           timestamptz NOT NULL,
    CONSTRAINT escalation_item_pk               PRIMARY KEY (escalation_item_id),
    CONSTRAINT escalation_item_escalation_id_fk FOREIGN KEY (escalation_id) REFERENCES agora_work.escalation (escalation_id),
    CONSTRAINT escalation_item_task_id_fk       FOREIGN KEY (task_id) REFERENCES agora_work.task (task_id),
    CONSTRAINT escalation_item_blocker_id_fk    FOREIGN KEY (blocker_id) REFERENCES agora_work.blocker (blocker_id),
    CONSTRAINT escalation_item_details_ck       CHECK (jsonb_typeof(details) = 'object')
);
CREATE INDEX escalation_item_escalation_id_ix ON agora_work.escalation_item (escalation_id, raised_at);
CREATE INDEX escalation_item_task_id_ix       ON agora_work.escalation_item (task_id) WHERE task_id IS NOT NULL;
CREATE INDEX escalation_item_blocker_id_ix    ON agora_work.escalation_item (blocker_id) WHERE blocker_id IS NOT NULL;
COMMENT ON TABLE  agora_work.escalation_item                    IS 'What escalations are about, one row each time.';
COMMENT ON COLUMN agora_work.escalation_item.escalation_item_id IS 'Key.';
COMMENT ON COLUMN agora_work.escalation_item.escalation_id      IS 'Escalation.';
COMMENT ON COLUMN agora_work.escalation_item.task_id            IS 'Task, if it is about one.';
COMMENT ON COLUMN agora_work.escalation_item.blocker_id         IS 'Blocker, if it is about one.';
COMMENT ON COLUMN agora_work.escalation_item.details            IS 'What a human should know; a JSON object.';
COMMENT ON COLUMN agora_work.escalation_item.raised_at          IS 'When it was raised.';
