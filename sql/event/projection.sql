-- Tables that follow from what was recorded, and how to derive them anew. Each domain registers its own; replay() compares
-- what is rebuilt with what is there, state_at() asks for a moment of the past.
-- Dump: none
CREATE TABLE agora_event.projection (
    projection        text   NOT NULL,
    topics            text[] NOT NULL,
    relation          text   NOT NULL,
    rebuild_function  text   NOT NULL,
    state_function    text   NOT NULL,
    description       text   NOT NULL,
    CONSTRAINT projection_pk            PRIMARY KEY (projection),
    CONSTRAINT projection_projection_ck CHECK (projection ~ '^[a-z]+\.[a-z][a-z0-9_]*$'),
    CONSTRAINT projection_topics_ck     CHECK (cardinality(topics) >= 1),
    CONSTRAINT projection_relation_ck   CHECK (relation ~ '^agora(_[a-z]+)?\.[a-z_]+$'),
    CONSTRAINT projection_rebuild_ck    CHECK (rebuild_function ~ '^agora(_[a-z]+)?\._[a-z0-9_]+$'),
    CONSTRAINT projection_state_ck      CHECK (state_function ~ '^agora(_[a-z]+)?\._[a-z0-9_]+$')
);
COMMENT ON TABLE  agora_event.projection                  IS 'Derived tables; compare them with replay(), see their past with state_at().';
COMMENT ON COLUMN agora_event.projection.projection       IS 'Name: domain and what is derived.';
COMMENT ON COLUMN agora_event.projection.topics           IS 'Topics of the events that change it.';
COMMENT ON COLUMN agora_event.projection.relation         IS 'The derived table.';
COMMENT ON COLUMN agora_event.projection.rebuild_function IS 'Private function (p_from bigint, p_to bigint) RETURNS SETOF the table''s rows, or its columns without their domains, as they follow from these events.';
COMMENT ON COLUMN agora_event.projection.state_function   IS 'Private function (p_id bigint, p_time timestamptz) RETURNS jsonb: one object as it was, NULL where it was not or is not the caller''s to see.';
COMMENT ON COLUMN agora_event.projection.description      IS 'What it says.';
