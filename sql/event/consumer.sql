-- Who reads, and up to where. The position is the last acknowledged event in the order (xid, event_id).
-- Dump: all
CREATE TABLE agora_event.consumer (
    consumer          text        NOT NULL,
    topics            text[]      NOT NULL,
    pattern           text        NOT NULL GENERATED ALWAYS AS (agora_event._topic_pattern(topics)) STORED,
    owner_id          bigint      NOT NULL,
    position_xid      xid8        NOT NULL,
    position_event    bigint      NOT NULL,
    created_at        timestamptz NOT NULL,
    acknowledged_at   timestamptz,
    CONSTRAINT consumer_pk          PRIMARY KEY (consumer),
    CONSTRAINT consumer_owner_id_fk FOREIGN KEY (owner_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT consumer_consumer_ck CHECK (consumer ~ '^[a-z][a-z0-9_.-]{0,99}$'),
    CONSTRAINT consumer_topics_ck   CHECK (cardinality(topics) BETWEEN 1 AND 100)
) WITH (fillfactor = 70);
CREATE INDEX consumer_owner_id_ix ON agora_event.consumer (owner_id);
COMMENT ON TABLE  agora_event.consumer                 IS 'Consumers; make one with create_consumer(), read with poll() and ack().';
COMMENT ON COLUMN agora_event.consumer.consumer        IS 'Name.';
COMMENT ON COLUMN agora_event.consumer.topics          IS 'Topic patterns; * stands for one part, ** at the end for the rest.';
COMMENT ON COLUMN agora_event.consumer.pattern         IS 'The same as one regular expression; kept, so that a view can use it for those who may not call the function.';
COMMENT ON COLUMN agora_event.consumer.owner_id        IS 'Who made it; only its owner, services and operators use it.';
COMMENT ON COLUMN agora_event.consumer.position_xid    IS 'Transaction of the last acknowledged event.';
COMMENT ON COLUMN agora_event.consumer.position_event  IS 'Last acknowledged event; 0 = none.';
COMMENT ON COLUMN agora_event.consumer.created_at      IS 'When it was made.';
COMMENT ON COLUMN agora_event.consumer.acknowledged_at IS 'When it last acknowledged.';
