-- What cost_scorecard is held to: the milestones of the requirements. Reference rows.
-- Dump: none
CREATE TABLE agora_model.cost_target (
    metric       text    NOT NULL,
    milestone    text    NOT NULL,
    comparison   text    NOT NULL,
    target       numeric NOT NULL,
    unit         text    NOT NULL,
    description  text    NOT NULL,
    CONSTRAINT cost_target_pk            PRIMARY KEY (metric, milestone),
    CONSTRAINT cost_target_metric_ck     CHECK (metric ~ '^[a-z][a-z0-9_]*$'),
    CONSTRAINT cost_target_milestone_ck  CHECK (milestone IN ('first', 'release', 'long_term')),
    CONSTRAINT cost_target_comparison_ck CHECK (comparison IN ('>=', '>', '<', '<='))
);
COMMENT ON TABLE  agora_model.cost_target             IS 'Milestones of cost and success; see cost_scorecard.';
COMMENT ON COLUMN agora_model.cost_target.metric      IS 'Name of the metric.';
COMMENT ON COLUMN agora_model.cost_target.milestone   IS 'first, release or long_term.';
COMMENT ON COLUMN agora_model.cost_target.comparison  IS 'How the value must compare with the target: >=, >, < or <=.';
COMMENT ON COLUMN agora_model.cost_target.target      IS 'Target, in the unit.';
COMMENT ON COLUMN agora_model.cost_target.unit        IS 'Unit of value and target; share is 0..1.';
COMMENT ON COLUMN agora_model.cost_target.description IS 'What is measured, and how.';
