-- Comparisons of ways to work: a metric, arms, and how many runs each needs to tell an effect of the size that matters. The plan is made
-- before the first run and does not change.
-- Dump: all
CREATE TABLE agora_model.experiment (
    experiment_id  bigint      GENERATED ALWAYS AS IDENTITY,
    experiment     text        NOT NULL,
    hypothesis     text        NOT NULL,
    metric         text        NOT NULL,
    stage          text,
    effect         numeric     NOT NULL,
    margin         numeric     NOT NULL,
    alpha          numeric     NOT NULL,
    power          numeric     NOT NULL,
    planned_runs   bigint      NOT NULL,
    status         text        NOT NULL DEFAULT 'planned',
    created_by     bigint      NOT NULL,
    recorded_at    timestamptz NOT NULL,
    started_at     timestamptz,
    stopped_at     timestamptz,
    after_call_id  bigint,
    report         jsonb,
    CONSTRAINT experiment_pk              PRIMARY KEY (experiment_id),
    CONSTRAINT experiment_experiment_uq   UNIQUE (experiment),
    CONSTRAINT experiment_stage_fk        FOREIGN KEY (stage) REFERENCES agora.stage (stage),
    CONSTRAINT experiment_created_by_fk   FOREIGN KEY (created_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT experiment_metric_ck       CHECK (metric IN ('success', 'quality')),
    CONSTRAINT experiment_status_ck       CHECK (status IN ('planned', 'running', 'stopped', 'reported')),
    CONSTRAINT experiment_planned_runs_ck CHECK (planned_runs >= 2),
    CONSTRAINT experiment_started_ck      CHECK ((status = 'planned') = (started_at IS NULL) AND (started_at IS NULL) = (after_call_id IS NULL)),
    CONSTRAINT experiment_stopped_ck      CHECK ((status IN ('stopped', 'reported')) = (stopped_at IS NOT NULL)),
    CONSTRAINT experiment_report_ck       CHECK ((status = 'reported') = (report IS NOT NULL))
);
CREATE INDEX experiment_stage_ix      ON agora_model.experiment (stage);
CREATE INDEX experiment_created_by_ix ON agora_model.experiment (created_by);
COMMENT ON TABLE  agora_model.experiment               IS 'Experiments; see known_experiment.';
COMMENT ON COLUMN agora_model.experiment.experiment_id IS 'Key.';
COMMENT ON COLUMN agora_model.experiment.experiment    IS 'Name.';
COMMENT ON COLUMN agora_model.experiment.hypothesis    IS 'What is believed.';
COMMENT ON COLUMN agora_model.experiment.metric        IS 'success: a rate; quality: a mean, 0..1.';
COMMENT ON COLUMN agora_model.experiment.stage         IS 'Stage whose calls are its runs; NULL = they are recorded by record_observation().';
COMMENT ON COLUMN agora_model.experiment.effect        IS 'Difference that it shall be able to tell.';
COMMENT ON COLUMN agora_model.experiment.margin        IS 'How much worse an arm may be and still not count as inferior.';
COMMENT ON COLUMN agora_model.experiment.alpha         IS 'Chance of a false difference, two-sided, over all arms.';
COMMENT ON COLUMN agora_model.experiment.power         IS 'Chance of finding the effect.';
COMMENT ON COLUMN agora_model.experiment.planned_runs  IS 'Runs that each arm needs for it; the verdict is about the first so many of each.';
COMMENT ON COLUMN agora_model.experiment.status        IS 'planned, running, stopped, reported.';
COMMENT ON COLUMN agora_model.experiment.created_by    IS 'Who planned it.';
COMMENT ON COLUMN agora_model.experiment.recorded_at   IS 'When.';
COMMENT ON COLUMN agora_model.experiment.started_at    IS 'When runs began to count.';
COMMENT ON COLUMN agora_model.experiment.stopped_at    IS 'When they ceased to.';
COMMENT ON COLUMN agora_model.experiment.after_call_id IS 'Last call before it.';
COMMENT ON COLUMN agora_model.experiment.report        IS 'What was found, as it was reported.';

CREATE TRIGGER experiment_guard_status
    BEFORE UPDATE ON agora_model.experiment
    FOR EACH ROW EXECUTE FUNCTION agora.tg_guard_status('experiment');
CREATE TRIGGER experiment_refuse_delete
    BEFORE DELETE ON agora_model.experiment
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER experiment_refuse_truncate
    BEFORE TRUNCATE ON agora_model.experiment
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
