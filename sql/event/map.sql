-- Streams that others expect, made of ours: each domain registers how its events become records of another topic and schema.
-- Dump: none
CREATE TABLE agora_event.map (
    map            text   NOT NULL,
    topics         text[] NOT NULL,
    function_name  text   NOT NULL,
    description    text   NOT NULL,
    CONSTRAINT map_pk          PRIMARY KEY (map),
    CONSTRAINT map_map_ck      CHECK (map ~ '^[a-z][a-z0-9_]*$'),
    CONSTRAINT map_topics_ck   CHECK (cardinality(topics) >= 1),
    CONSTRAINT map_function_ck CHECK (function_name ~ '^agora(_[a-z]+)?\._[a-z0-9_]+$')
);
COMMENT ON TABLE  agora_event.map               IS 'Maps from events to the records of other streams; see records().';
COMMENT ON COLUMN agora_event.map.map           IS 'Name.';
COMMENT ON COLUMN agora_event.map.topics        IS 'Topics of the events that it maps.';
COMMENT ON COLUMN agora_event.map.function_name IS 'Private function (p_events bigint[]) RETURNS SETOF agora_event.published: the records, each with the id of the event it was made of, in the order of the array.';
COMMENT ON COLUMN agora_event.map.description   IS 'What it makes.';
