-- What economy_indicator is held to. Reference rows: the targets come from the requirements. Some figures have none: they explain
-- others.
-- Dump: none
CREATE TABLE agora_reward.economy_target (
    metric       text    NOT NULL,
    ordinal      integer NOT NULL,
    comparison   text,
    target       numeric,
    target_to    numeric,
    unit         text    NOT NULL,
    description  text    NOT NULL,
    CONSTRAINT economy_target_pk            PRIMARY KEY (metric),
    CONSTRAINT economy_target_ordinal_uq    UNIQUE (ordinal),
    CONSTRAINT economy_target_metric_ck     CHECK (metric ~ '^[a-z][a-z0-9_]*$'),
    CONSTRAINT economy_target_comparison_ck CHECK (comparison IN ('>=', '>', '<', '<=', 'between')),
    CONSTRAINT economy_target_target_ck     CHECK ((comparison IS NULL) = (target IS NULL)
                                                   AND (target_to IS NOT NULL) = (comparison IS NOT DISTINCT FROM 'between')
                                                   AND (target_to IS NULL OR target_to > target))
);
COMMENT ON TABLE  agora_reward.economy_target             IS 'Figures of the economy and their targets; see economy_indicator.';
COMMENT ON COLUMN agora_reward.economy_target.metric      IS 'Name.';
COMMENT ON COLUMN agora_reward.economy_target.ordinal     IS 'Place in reports.';
COMMENT ON COLUMN agora_reward.economy_target.comparison  IS 'How the value must compare with the target: >=, >, <, <= or between; NULL = it has no target.';
COMMENT ON COLUMN agora_reward.economy_target.target      IS 'Target, in the unit; for between its lower end.';
COMMENT ON COLUMN agora_reward.economy_target.target_to   IS 'Upper end of between; both ends meet the target.';
COMMENT ON COLUMN agora_reward.economy_target.unit        IS 'Unit of value and target; share is 0..1.';
COMMENT ON COLUMN agora_reward.economy_target.description IS 'What is measured, and how.';
