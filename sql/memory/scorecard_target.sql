-- What memory_scorecard is held to. Reference rows: the targets come from the requirements.
-- Dump: none
CREATE TABLE agora_memory.scorecard_target (
    metric       text    NOT NULL,
    comparison   text    NOT NULL,
    target       numeric NOT NULL,
    unit         text    NOT NULL,
    description  text    NOT NULL,
    lacks        text,
    CONSTRAINT scorecard_target_pk            PRIMARY KEY (metric),
    CONSTRAINT scorecard_target_metric_ck     CHECK (metric ~ '^[a-z][a-z0-9_]*$'),
    CONSTRAINT scorecard_target_comparison_ck CHECK (comparison IN ('>=', '>', '<', '<='))
);
COMMENT ON TABLE  agora_memory.scorecard_target             IS 'Metrics of memory and their targets; see memory_scorecard.';
COMMENT ON COLUMN agora_memory.scorecard_target.metric      IS 'Name.';
COMMENT ON COLUMN agora_memory.scorecard_target.comparison  IS 'How the value must compare with the target: >=, >, < or <=.';
COMMENT ON COLUMN agora_memory.scorecard_target.target      IS 'Target, in the unit.';
COMMENT ON COLUMN agora_memory.scorecard_target.unit        IS 'Unit of value and target; share is 0..1.';
COMMENT ON COLUMN agora_memory.scorecard_target.description IS 'What is measured, and how.';
COMMENT ON COLUMN agora_memory.scorecard_target.lacks       IS 'What there must be before it can be measured at all; NULL where only events are wanting.';
