-- Where a figure leaves the green zone, and what could be done then. A figure is red where one of its red rows holds, else yellow
-- where one of its yellow rows does, else green; without rows it has no zone. Reference rows. The lever is a
-- proposal: what is done is a decision of people.
-- Dump: none
CREATE TABLE agora_reward.economy_zone (
    metric      text    NOT NULL,
    zone        text    NOT NULL,
    comparison  text    NOT NULL,
    threshold   numeric NOT NULL,
    lever       text    NOT NULL,
    arguments   jsonb,
    advice      text    NOT NULL,
    CONSTRAINT economy_zone_pk            PRIMARY KEY (metric, zone, comparison),
    CONSTRAINT economy_zone_metric_fk     FOREIGN KEY (metric) REFERENCES agora_reward.economy_target (metric),
    CONSTRAINT economy_zone_lever_fk      FOREIGN KEY (lever) REFERENCES agora_reward.lever (lever),
    CONSTRAINT economy_zone_zone_ck       CHECK (zone IN ('yellow', 'red')),
    CONSTRAINT economy_zone_comparison_ck CHECK (comparison IN ('>=', '>', '<', '<='))
);
CREATE INDEX economy_zone_lever_ix ON agora_reward.economy_zone (lever);
COMMENT ON TABLE  agora_reward.economy_zone            IS 'Zones of the figures of the economy; see economy_indicator.';
COMMENT ON COLUMN agora_reward.economy_zone.metric     IS 'Figure.';
COMMENT ON COLUMN agora_reward.economy_zone.zone       IS 'yellow or red.';
COMMENT ON COLUMN agora_reward.economy_zone.comparison IS 'How the value compares with the threshold in this zone: >=, >, < or <=.';
COMMENT ON COLUMN agora_reward.economy_zone.threshold  IS 'Threshold, in the unit of the figure.';
COMMENT ON COLUMN agora_reward.economy_zone.lever      IS 'Lever that could be pulled; see economy_lever.';
COMMENT ON COLUMN agora_reward.economy_zone.arguments  IS 'How far, as pull_lever() takes it, by the advice; NULL = it names nothing to pull. A batch needs a name, too.';
COMMENT ON COLUMN agora_reward.economy_zone.advice     IS 'What could be done, in words.';
