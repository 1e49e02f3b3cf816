-- What is kept for ever of partitions whose time is over. Archived events come before all others, in the order of their ids:
-- that order needs no transaction, so it survives every dump.
-- Dump event_archive: all
CREATE TABLE agora_event.event_archive (
    event_id        bigint      NOT NULL,
    topic           text        NOT NULL,
    key             text,
    payload         jsonb       NOT NULL,
    principal_id    bigint      NOT NULL,
    correlation_id  uuid,
    occurred_at     timestamptz NOT NULL,
    causation_id    bigint,
    trace_parent    text,
    CONSTRAINT event_archive_pk PRIMARY KEY (event_id)
);
CREATE INDEX event_archive_topic_ix       ON agora_event.event_archive (topic, event_id);
CREATE INDEX event_archive_occurred_at_ix ON agora_event.event_archive USING brin (occurred_at);
COMMENT ON TABLE  agora_event.event_archive                IS 'Events that are kept for ever, of partitions that were retired; append-only, read like all others.';
COMMENT ON COLUMN agora_event.event_archive.event_id       IS 'Key; the order of delivery.';
COMMENT ON COLUMN agora_event.event_archive.topic          IS 'Topic.';
COMMENT ON COLUMN agora_event.event_archive.key            IS 'What it is about.';
COMMENT ON COLUMN agora_event.event_archive.payload        IS 'Facts; a JSON object.';
COMMENT ON COLUMN agora_event.event_archive.principal_id   IS 'Who acted.';
COMMENT ON COLUMN agora_event.event_archive.correlation_id IS 'The caller''s correlation, if any.';
COMMENT ON COLUMN agora_event.event_archive.occurred_at    IS 'When it was written.';
COMMENT ON COLUMN agora_event.event_archive.causation_id   IS 'Event that led to this one, if any.';
COMMENT ON COLUMN agora_event.event_archive.trace_parent   IS 'W3C trace context (traceparent) of the caller, if any.';

CREATE TRIGGER event_archive_refuse_change
    BEFORE UPDATE OR DELETE ON agora_event.event_archive
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER event_archive_refuse_truncate
    BEFORE TRUNCATE ON agora_event.event_archive
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();

-- Dump retired_partition: all
CREATE TABLE agora_event.retired_partition (
    upper_bound  bigint      NOT NULL,
    kept         bigint      NOT NULL,
    retired_at   timestamptz NOT NULL,
    CONSTRAINT retired_partition_pk PRIMARY KEY (upper_bound)
);
COMMENT ON TABLE  agora_event.retired_partition             IS 'Partitions of events whose time is over; what is kept of them is in the archive, and only from then on read there.';
COMMENT ON COLUMN agora_event.retired_partition.upper_bound IS 'Its events had smaller ids.';
COMMENT ON COLUMN agora_event.retired_partition.kept        IS 'How many of them are in the archive.';
COMMENT ON COLUMN agora_event.retired_partition.retired_at  IS 'When.';

-- Dump topic_retention: all
CREATE TABLE agora_event.topic_retention (
    topic      text        NOT NULL,
    retention  interval,
    set_by     bigint      NOT NULL,
    set_at     timestamptz NOT NULL,
    CONSTRAINT topic_retention_pk           PRIMARY KEY (topic),
    CONSTRAINT topic_retention_set_by_fk    FOREIGN KEY (set_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT topic_retention_retention_ck CHECK (retention > interval '0')
);
CREATE INDEX topic_retention_set_by_ix ON agora_event.topic_retention (set_by);
COMMENT ON TABLE  agora_event.topic_retention           IS 'Retention that an operator set, in place of the registered one.';
COMMENT ON COLUMN agora_event.topic_retention.topic     IS 'Topic.';
COMMENT ON COLUMN agora_event.topic_retention.retention IS 'How long its events must stay readable; NULL = for ever.';
COMMENT ON COLUMN agora_event.topic_retention.set_by    IS 'Who set it.';
COMMENT ON COLUMN agora_event.topic_retention.set_at    IS 'When.';
