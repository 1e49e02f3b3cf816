-- Who reads, and up to where: a row per share. A consumer has one share, or several that its workers hold between them; every
-- key belongs to one share. The position is the last acknowledged event in the order of delivery, (xid, event_id).
-- Dump consumer: all
CREATE TABLE agora_event.consumer (
    consumer         text        NOT NULL,
    share            integer     NOT NULL DEFAULT 0,
    shares           integer     NOT NULL DEFAULT 1,
    topics           text[]      NOT NULL,
    patterns         text[]      NOT NULL GENERATED ALWAYS AS (agora_event._topic_patterns(topics)) STORED,
    owner_id         bigint      NOT NULL,
    position_xid     xid8        NOT NULL,
    position_event   bigint      NOT NULL,
    delivered_xid    xid8        NOT NULL DEFAULT '0',
    delivered_event  bigint      NOT NULL DEFAULT 0,
    worker           text,
    worker_epoch     bigint,
    lease_until      timestamptz,
    failing_event    bigint,
    attempts         integer     NOT NULL DEFAULT 0,
    retry_at         timestamptz,
    last_error       text,
    created_at       timestamptz NOT NULL,
    acknowledged_at  timestamptz,
    CONSTRAINT consumer_pk          PRIMARY KEY (consumer, share),
    CONSTRAINT consumer_owner_id_fk FOREIGN KEY (owner_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT consumer_consumer_ck CHECK (consumer ~ '^[a-z][a-z0-9_.-]{0,99}$'),
    CONSTRAINT consumer_topics_ck   CHECK (cardinality(topics) BETWEEN 1 AND 100),
    CONSTRAINT consumer_share_ck    CHECK (share >= 0 AND share < shares AND shares <= 256),
    CONSTRAINT consumer_worker_ck   CHECK (num_nulls(worker, worker_epoch, lease_until) IN (0, 3)),
    CONSTRAINT consumer_retry_ck    CHECK (num_nulls(failing_event, retry_at, last_error) IN (0, 3))
) WITH (fillfactor = 70);
CREATE INDEX consumer_owner_id_ix ON agora_event.consumer (owner_id);
COMMENT ON TABLE  agora_event.consumer                 IS 'Consumers; make one with create_consumer(), read with poll() and ack().';
COMMENT ON COLUMN agora_event.consumer.consumer        IS 'Name.';
COMMENT ON COLUMN agora_event.consumer.share           IS 'Number of the share, from 0.';
COMMENT ON COLUMN agora_event.consumer.shares          IS 'How many shares the consumer has, 1 to 256; _share_of() says which share a key belongs to.';
COMMENT ON COLUMN agora_event.consumer.topics          IS 'Topic patterns; * stands for one part, ** at the end for the rest.';
COMMENT ON COLUMN agora_event.consumer.patterns        IS 'The same as patterns of LIKE; kept, so that a view can use them for those who may not call the function.';
COMMENT ON COLUMN agora_event.consumer.owner_id        IS 'Who made it; only its owner, services and operators use it.';
COMMENT ON COLUMN agora_event.consumer.position_xid    IS 'Transaction of the last acknowledged event.';
COMMENT ON COLUMN agora_event.consumer.position_event  IS 'Last acknowledged event; 0 = none.';
COMMENT ON COLUMN agora_event.consumer.delivered_xid   IS 'Transaction of the last event that the holder was given.';
COMMENT ON COLUMN agora_event.consumer.delivered_event IS 'Last event that the holder was given; it acknowledges nothing behind it.';
COMMENT ON COLUMN agora_event.consumer.worker          IS 'Worker that holds the share; NULL = none.';
COMMENT ON COLUMN agora_event.consumer.worker_epoch    IS 'Under which epoch it does; another epoch is another holder.';
COMMENT ON COLUMN agora_event.consumer.lease_until     IS 'From this moment another worker may take the share.';
COMMENT ON COLUMN agora_event.consumer.failing_event   IS 'Event that could not be handled; the share waits for it.';
COMMENT ON COLUMN agora_event.consumer.attempts        IS 'How often it failed.';
COMMENT ON COLUMN agora_event.consumer.retry_at        IS 'When it is delivered again.';
COMMENT ON COLUMN agora_event.consumer.last_error      IS 'Why it failed last.';
COMMENT ON COLUMN agora_event.consumer.created_at      IS 'When it was made.';
COMMENT ON COLUMN agora_event.consumer.acknowledged_at IS 'When it last acknowledged.';

-- Members of a consumer. The epoch comes from a sequence, so it rises even where rows are removed.
CREATE SEQUENCE agora_event.worker_epoch_seq AS bigint;

-- Dump worker: all
CREATE TABLE agora_event.worker (
    consumer     text        NOT NULL,
    worker       text        NOT NULL,
    epoch        bigint      NOT NULL DEFAULT nextval('agora_event.worker_epoch_seq'),
    ttl          interval    NOT NULL,
    joined_at    timestamptz NOT NULL,
    lease_until  timestamptz NOT NULL,
    CONSTRAINT worker_pk        PRIMARY KEY (consumer, worker),
    CONSTRAINT worker_worker_ck CHECK (length(worker) BETWEEN 1 AND 100),
    CONSTRAINT worker_ttl_ck    CHECK (ttl > interval '0')
);
ALTER SEQUENCE agora_event.worker_epoch_seq OWNED BY agora_event.worker.epoch;
COMMENT ON TABLE  agora_event.worker             IS 'Workers that joined a consumer with join_consumer().';
COMMENT ON COLUMN agora_event.worker.consumer    IS 'Consumer.';
COMMENT ON COLUMN agora_event.worker.worker      IS 'Name of the worker, unique within the consumer.';
COMMENT ON COLUMN agora_event.worker.epoch       IS 'Fencing token; whoever joins under the name gets a higher one and ends the former.';
COMMENT ON COLUMN agora_event.worker.ttl         IS 'How long its shares stay its own without a word from it.';
COMMENT ON COLUMN agora_event.worker.joined_at   IS 'When it joined.';
COMMENT ON COLUMN agora_event.worker.lease_until IS 'It counts as a member until this moment.';
