-- What came of the runs of experiments that are not calls of a stage: one observation per correlation.
-- Dump: all
CREATE TABLE agora_model.experiment_observation (
    experiment_observation_id  bigint      GENERATED ALWAYS AS IDENTITY,
    experiment_id              bigint      NOT NULL,
    correlation_id             uuid        NOT NULL,
    value                      numeric     NOT NULL,
    created_by                 bigint      NOT NULL,
    recorded_at                timestamptz NOT NULL,
    CONSTRAINT experiment_observation_pk               PRIMARY KEY (experiment_observation_id),
    CONSTRAINT experiment_observation_correlation_uq   UNIQUE (experiment_id, correlation_id),
    CONSTRAINT experiment_observation_experiment_id_fk FOREIGN KEY (experiment_id) REFERENCES agora_model.experiment (experiment_id),
    CONSTRAINT experiment_observation_created_by_fk    FOREIGN KEY (created_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT experiment_observation_value_ck         CHECK (value >= 0 AND value <= 1)
);
CREATE INDEX experiment_observation_created_by_ix ON agora_model.experiment_observation (created_by);
COMMENT ON TABLE  agora_model.experiment_observation                           IS 'Recorded outcomes of runs of experiments, append-only; experiment_report() adds them up.';
COMMENT ON COLUMN agora_model.experiment_observation.experiment_observation_id IS 'Key, and their order.';
COMMENT ON COLUMN agora_model.experiment_observation.experiment_id             IS 'Experiment.';
COMMENT ON COLUMN agora_model.experiment_observation.correlation_id            IS 'Run; its arm follows from it.';
COMMENT ON COLUMN agora_model.experiment_observation.value                     IS 'Outcome: 0 or 1 for success, quality 0..1.';
COMMENT ON COLUMN agora_model.experiment_observation.created_by                IS 'Who recorded it.';
COMMENT ON COLUMN agora_model.experiment_observation.recorded_at               IS 'When.';

CREATE TRIGGER experiment_observation_refuse_change
    BEFORE UPDATE OR DELETE ON agora_model.experiment_observation
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER experiment_observation_refuse_truncate
    BEFORE TRUNCATE ON agora_model.experiment_observation
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
