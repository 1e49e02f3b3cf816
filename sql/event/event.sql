-- The outbox: what happened, written in the transaction that made it happen. Append-only, partitioned by its key.
-- Order of delivery is (xid, event_id) below the oldest open transaction: an id alone would skip events whose transaction
-- was slower. xid is generated, so a dump never carries it and a restored row is stamped anew; origin_xid keeps the order
-- in which the rows were first written.
-- Dump event: none
CREATE SEQUENCE agora_event.event_id_seq AS bigint;

CREATE OR REPLACE FUNCTION agora_event._writing_xid(p_event_id bigint)
RETURNS xid8
LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE
AS $_writing_xid$
BEGIN
    -- Not in SQL: that would be planned anew in every INSERT, a tenth of a transfer.
    RETURN pg_catalog.pg_current_xact_id();
END;
$_writing_xid$;
COMMENT ON FUNCTION agora_event._writing_xid(bigint)
    IS 'Transaction that writes the row. Declared immutable so that a generated column may call it; it is evaluated once, on insert.';
REVOKE ALL ON FUNCTION agora_event._writing_xid(bigint) FROM PUBLIC;

CREATE TABLE agora_event.event (
    event_id        bigint      NOT NULL DEFAULT nextval('agora_event.event_id_seq'),
    xid             xid8        NOT NULL GENERATED ALWAYS AS (agora_event._writing_xid(event_id)) STORED,
    origin_xid      xid8        NOT NULL DEFAULT pg_current_xact_id(),
    topic           text        NOT NULL,
    key             text,
    payload         jsonb       NOT NULL,
    principal_id    bigint      NOT NULL,
    correlation_id  uuid,
    occurred_at     timestamptz NOT NULL,
    causation_id    bigint,
    trace_parent    text
) PARTITION BY RANGE (event_id);
ALTER SEQUENCE agora_event.event_id_seq OWNED BY agora_event.event.event_id;
COMMENT ON TABLE  agora_event.event                IS 'Events, append-only; read with poll(), written with publish() or by the function that acts.';
COMMENT ON COLUMN agora_event.event.event_id       IS 'Key.';
COMMENT ON COLUMN agora_event.event.xid            IS 'Transaction that wrote the row in this cluster; first part of the order of delivery.';
COMMENT ON COLUMN agora_event.event.origin_xid     IS 'Transaction that wrote it first; differs from xid after a dump and restore.';
COMMENT ON COLUMN agora_event.event.topic          IS 'Topic, from the registry.';
COMMENT ON COLUMN agora_event.event.key            IS 'What it is about; events of one key are delivered in order.';
COMMENT ON COLUMN agora_event.event.payload        IS 'Facts; a JSON object.';
COMMENT ON COLUMN agora_event.event.principal_id   IS 'Who acted.';
COMMENT ON COLUMN agora_event.event.correlation_id IS 'The caller''s correlation, if any.';
COMMENT ON COLUMN agora_event.event.occurred_at    IS 'When it was written.';
COMMENT ON COLUMN agora_event.event.causation_id   IS 'Event that led to this one, if any.';
COMMENT ON COLUMN agora_event.event.trace_parent   IS 'W3C trace context (traceparent) of the caller, if any.';

CREATE TRIGGER event_refuse_change
    BEFORE UPDATE OR DELETE ON agora_event.event
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER event_refuse_truncate
    BEFORE TRUNCATE ON agora_event.event
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();

-- Dump event_p0: all
CREATE TABLE agora_event.event_p0 PARTITION OF agora_event.event
    FOR VALUES FROM (MINVALUE) TO (10000000);
ALTER TABLE agora_event.event_p0 ADD CONSTRAINT event_p0_pk PRIMARY KEY (event_id);
CREATE INDEX event_p0_xid_ix ON agora_event.event_p0 (xid, event_id);
CREATE TRIGGER event_p0_refuse_truncate
    BEFORE TRUNCATE ON agora_event.event_p0
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();

-- Dump event_default: all
CREATE TABLE agora_event.event_default PARTITION OF agora_event.event DEFAULT;
ALTER TABLE agora_event.event_default ADD CONSTRAINT event_default_pk PRIMARY KEY (event_id);
CREATE INDEX event_default_xid_ix ON agora_event.event_default (xid, event_id);
CREATE TRIGGER event_default_refuse_truncate
    BEFORE TRUNCATE ON agora_event.event_default
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();

-- A clock shared by all sessions without a row to fight over: the millisecond until which no NOTIFY is needed.
CREATE SEQUENCE agora_event.notify_slot AS bigint MINVALUE 0 START WITH 0;
