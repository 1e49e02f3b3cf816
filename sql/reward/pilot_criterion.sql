-- What a pilot is judged by, and figures that the database cannot measure itself. A criterion reads a metric of the scorecard, of the
-- survey, or of the recorded figures; it is a red flag where the scorecard says red or its own red rule holds.
-- Dump pilot_criterion: none
CREATE TABLE agora_reward.pilot_criterion (
    metric          text    NOT NULL,
    ordinal         integer NOT NULL,
    source          text    NOT NULL,
    comparison      text    NOT NULL,
    target          numeric NOT NULL,
    target_to       numeric,
    red_comparison  text,
    red_threshold   numeric,
    max_value       numeric,
    description     text    NOT NULL,
    CONSTRAINT pilot_criterion_pk            PRIMARY KEY (metric),
    CONSTRAINT pilot_criterion_source_ck     CHECK (source IN ('economy', 'survey', 'figure')),
    CONSTRAINT pilot_criterion_comparison_ck CHECK (comparison IN ('>=', '>', '<=', '<', 'between') AND (comparison = 'between') = (target_to IS NOT NULL)),
    CONSTRAINT pilot_criterion_red_ck        CHECK (red_comparison IN ('>', '<') AND (red_comparison IS NULL) = (red_threshold IS NULL)),
    CONSTRAINT pilot_criterion_max_value_ck  CHECK ((max_value IS NULL) = (source <> 'figure'))
);
COMMENT ON TABLE  agora_reward.pilot_criterion                IS 'Criteria of a pilot; see pilot_status.';
COMMENT ON COLUMN agora_reward.pilot_criterion.metric         IS 'Figure.';
COMMENT ON COLUMN agora_reward.pilot_criterion.ordinal        IS 'Place in the list.';
COMMENT ON COLUMN agora_reward.pilot_criterion.source         IS 'economy: economy_indicator; survey: survey_result; figure: record_figure().';
COMMENT ON COLUMN agora_reward.pilot_criterion.comparison     IS 'How the value compares with the target where it is met.';
COMMENT ON COLUMN agora_reward.pilot_criterion.target         IS 'Target; of between the lower end.';
COMMENT ON COLUMN agora_reward.pilot_criterion.target_to      IS 'Upper end of between.';
COMMENT ON COLUMN agora_reward.pilot_criterion.red_comparison IS 'How the value compares with the threshold where it is a red flag.';
COMMENT ON COLUMN agora_reward.pilot_criterion.red_threshold  IS 'Threshold of a red flag.';
COMMENT ON COLUMN agora_reward.pilot_criterion.max_value      IS 'Greatest value that record_figure() takes, the least is 0: 1 for a share; NULL where it records none.';
COMMENT ON COLUMN agora_reward.pilot_criterion.description    IS 'What it says.';

-- Dump pilot_figure: all
CREATE TABLE agora_reward.pilot_figure (
    pilot_figure_id  bigint      GENERATED ALWAYS AS IDENTITY,
    metric           text        NOT NULL,
    value            numeric     NOT NULL,
    reason           text        NOT NULL,
    recorded_by      bigint      NOT NULL,
    recorded_at      timestamptz NOT NULL,
    CONSTRAINT pilot_figure_pk             PRIMARY KEY (pilot_figure_id),
    CONSTRAINT pilot_figure_metric_fk      FOREIGN KEY (metric) REFERENCES agora_reward.pilot_criterion (metric),
    CONSTRAINT pilot_figure_recorded_by_fk FOREIGN KEY (recorded_by) REFERENCES agora.principal (principal_id)
);
CREATE INDEX pilot_figure_metric_ix      ON agora_reward.pilot_figure (metric, recorded_at);
CREATE INDEX pilot_figure_recorded_by_ix ON agora_reward.pilot_figure (recorded_by);
COMMENT ON TABLE  agora_reward.pilot_figure                 IS 'Figures measured outside, the newest counts; append-only; see pilot_status.';
COMMENT ON COLUMN agora_reward.pilot_figure.pilot_figure_id IS 'Key.';
COMMENT ON COLUMN agora_reward.pilot_figure.metric          IS 'Criterion that it is for.';
COMMENT ON COLUMN agora_reward.pilot_figure.value           IS 'Value, in the unit of the criterion.';
COMMENT ON COLUMN agora_reward.pilot_figure.reason          IS 'How it was measured.';
COMMENT ON COLUMN agora_reward.pilot_figure.recorded_by     IS 'Who recorded it.';
COMMENT ON COLUMN agora_reward.pilot_figure.recorded_at     IS 'When.';

CREATE TRIGGER pilot_figure_refuse_change
    BEFORE UPDATE OR DELETE ON agora_reward.pilot_figure
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER pilot_figure_refuse_truncate
    BEFORE TRUNCATE ON agora_reward.pilot_figure
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
