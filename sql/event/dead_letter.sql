-- Events that a consumer could not handle, put aside so that those behind them go on. A letter is a copy: it stays
-- readable after the retention of its topic.
-- Dump: all
CREATE TABLE agora_event.dead_letter (
    dead_letter_id  bigint      GENERATED ALWAYS AS IDENTITY,
    consumer        text        NOT NULL,
    share           integer     NOT NULL,
    event_id        bigint      NOT NULL,
    topic           text        NOT NULL,
    key             text,
    payload         jsonb       NOT NULL,
    principal_id    bigint      NOT NULL,
    correlation_id  uuid,
    occurred_at     timestamptz NOT NULL,
    causation_id    bigint,
    trace_parent    text,
    status          text        NOT NULL DEFAULT 'dead',
    attempts        integer     NOT NULL,
    reason          text        NOT NULL,
    parked_by       bigint      NOT NULL,
    parked_at       timestamptz NOT NULL,
    delivered_at    timestamptz,
    CONSTRAINT dead_letter_pk              PRIMARY KEY (dead_letter_id),
    CONSTRAINT dead_letter_event_uq        UNIQUE (consumer, event_id),
    CONSTRAINT dead_letter_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT dead_letter_parked_by_fk    FOREIGN KEY (parked_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT dead_letter_status_ck       CHECK (status IN ('dead', 'requeued', 'handled')),
    CONSTRAINT dead_letter_delivered_ck    CHECK (delivered_at IS NULL OR status <> 'dead')
);
CREATE INDEX dead_letter_requeued_ix     ON agora_event.dead_letter (consumer, event_id) WHERE status = 'requeued';
CREATE INDEX dead_letter_principal_id_ix ON agora_event.dead_letter (principal_id);
CREATE INDEX dead_letter_parked_by_ix    ON agora_event.dead_letter (parked_by);
COMMENT ON TABLE  agora_event.dead_letter                IS 'Events that consumers could not handle; see parked_event, deliver again with requeue().';
COMMENT ON COLUMN agora_event.dead_letter.dead_letter_id IS 'Key.';
COMMENT ON COLUMN agora_event.dead_letter.consumer       IS 'Who could not handle it.';
COMMENT ON COLUMN agora_event.dead_letter.share          IS 'Share that its key belongs to.';
COMMENT ON COLUMN agora_event.dead_letter.event_id       IS 'The event.';
COMMENT ON COLUMN agora_event.dead_letter.topic          IS 'Its topic.';
COMMENT ON COLUMN agora_event.dead_letter.key            IS 'Its key.';
COMMENT ON COLUMN agora_event.dead_letter.payload        IS 'Its facts.';
COMMENT ON COLUMN agora_event.dead_letter.principal_id   IS 'Who acted.';
COMMENT ON COLUMN agora_event.dead_letter.correlation_id IS 'Its correlation, if any.';
COMMENT ON COLUMN agora_event.dead_letter.occurred_at    IS 'When it was written.';
COMMENT ON COLUMN agora_event.dead_letter.causation_id   IS 'Event that led to it, if any.';
COMMENT ON COLUMN agora_event.dead_letter.trace_parent   IS 'Its W3C trace context, if any.';
COMMENT ON COLUMN agora_event.dead_letter.status         IS 'dead: put aside; requeued: to be delivered again; handled: acknowledged after that.';
COMMENT ON COLUMN agora_event.dead_letter.attempts       IS 'How often handling it failed.';
COMMENT ON COLUMN agora_event.dead_letter.reason         IS 'Why it was put aside.';
COMMENT ON COLUMN agora_event.dead_letter.parked_by      IS 'Who put it aside.';
COMMENT ON COLUMN agora_event.dead_letter.parked_at      IS 'When it was last put aside.';
COMMENT ON COLUMN agora_event.dead_letter.delivered_at   IS 'When it was delivered again; NULL = not since it was put aside or requeued.';

CREATE TRIGGER dead_letter_guard_status
    BEFORE UPDATE OF status ON agora_event.dead_letter
    FOR EACH ROW
    WHEN (old.status IS DISTINCT FROM new.status)
    EXECUTE FUNCTION agora.tg_guard_status('dead_letter');
