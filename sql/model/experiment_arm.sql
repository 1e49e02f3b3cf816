-- Arms of experiments: which correlations are whose. The first is the control.
-- Dump: all
CREATE TABLE agora_model.experiment_arm (
    experiment_id  bigint   NOT NULL,
    arm            text     NOT NULL,
    ordinal        smallint NOT NULL,
    from_bucket    numeric  NOT NULL,
    to_bucket      numeric  NOT NULL,
    CONSTRAINT experiment_arm_pk               PRIMARY KEY (experiment_id, arm),
    CONSTRAINT experiment_arm_ordinal_uq       UNIQUE (experiment_id, ordinal),
    CONSTRAINT experiment_arm_experiment_id_fk FOREIGN KEY (experiment_id) REFERENCES agora_model.experiment (experiment_id),
    CONSTRAINT experiment_arm_buckets_ck       CHECK (0 <= from_bucket AND from_bucket < to_bucket AND to_bucket <= 1)
);
COMMENT ON TABLE  agora_model.experiment_arm               IS 'Arms of experiments; see known_experiment.';
COMMENT ON COLUMN agora_model.experiment_arm.experiment_id IS 'Experiment.';
COMMENT ON COLUMN agora_model.experiment_arm.arm           IS 'Name.';
COMMENT ON COLUMN agora_model.experiment_arm.ordinal       IS 'Place; 1 is the control.';
COMMENT ON COLUMN agora_model.experiment_arm.from_bucket   IS 'Lowest bucket of the correlations that are its own.';
COMMENT ON COLUMN agora_model.experiment_arm.to_bucket     IS 'First bucket above them.';

CREATE TRIGGER experiment_arm_refuse_change
    BEFORE UPDATE OR DELETE ON agora_model.experiment_arm
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER experiment_arm_refuse_truncate
    BEFORE TRUNCATE ON agora_model.experiment_arm
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
