-- What may be published. Seeded topics belong to the release, added ones are user data.
-- Dump: WHERE NOT is_builtin
CREATE TABLE agora_event.topic (
    topic         text        NOT NULL,
    description   text        NOT NULL,
    retention     interval,
    is_permanent  boolean     NOT NULL DEFAULT false,
    payload       jsonb,
    is_shared     boolean     NOT NULL DEFAULT true,
    is_builtin    boolean     NOT NULL DEFAULT false,
    created_at    timestamptz NOT NULL,
    CONSTRAINT topic_pk           PRIMARY KEY (topic),
    CONSTRAINT topic_topic_ck     CHECK (topic ~ '^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){2}\.v[1-9][0-9]*$' AND length(topic) <= 200),
    CONSTRAINT topic_retention_ck CHECK (retention > interval '0'),
    CONSTRAINT topic_permanent_ck CHECK (NOT is_permanent OR retention IS NULL),
    CONSTRAINT topic_payload_ck   CHECK (jsonb_typeof(payload) = 'object')
);
COMMENT ON TABLE  agora_event.topic              IS 'Registry of topics; publishing to any other is an error.';
COMMENT ON COLUMN agora_event.topic.topic        IS 'Name: {domain}.{entity}.{action}.v{n}.';
COMMENT ON COLUMN agora_event.topic.description  IS 'What happened when such an event is written.';
COMMENT ON COLUMN agora_event.topic.retention    IS 'How long its events must stay readable; NULL = for ever.';
COMMENT ON COLUMN agora_event.topic.is_permanent IS 'Whether nobody can set another retention than for ever.';
COMMENT ON COLUMN agora_event.topic.payload      IS 'JSON Schema of the payload, for who reads it; its version is that of the topic. NULL = not described.';
COMMENT ON COLUMN agora_event.topic.is_shared    IS 'Whether every reader sees its events; else a bound login sees only those of its own principal.';
COMMENT ON COLUMN agora_event.topic.is_builtin   IS 'Whether it came with the release.';
COMMENT ON COLUMN agora_event.topic.created_at   IS 'When it was registered.';
