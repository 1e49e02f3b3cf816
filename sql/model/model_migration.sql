-- Moves of a stage from one model to a cheaper one: proposed on evidence, tried on a share of its calls, promoted or rolled back. The rule
-- that a canary is judged by is written down when it starts, so that no setting moves the goal.
-- Dump: all
CREATE TABLE agora_model.model_migration (
    model_migration_id  bigint      GENERATED ALWAYS AS IDENTITY,
    stage               text        NOT NULL,
    incumbent_id        bigint      NOT NULL,
    candidate_id        bigint      NOT NULL,
    status              text        NOT NULL,
    is_proven           boolean     NOT NULL,
    created_by          bigint      NOT NULL,
    recorded_at         timestamptz NOT NULL,
    rule                jsonb,
    after_call_id       bigint,
    started_at          timestamptz,
    closed_at           timestamptz,
    CONSTRAINT model_migration_pk              PRIMARY KEY (model_migration_id),
    CONSTRAINT model_migration_stage_fk        FOREIGN KEY (stage) REFERENCES agora.stage (stage),
    CONSTRAINT model_migration_incumbent_id_fk FOREIGN KEY (incumbent_id) REFERENCES agora_model.model (model_id),
    CONSTRAINT model_migration_candidate_id_fk FOREIGN KEY (candidate_id) REFERENCES agora_model.model (model_id),
    CONSTRAINT model_migration_created_by_fk   FOREIGN KEY (created_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT model_migration_status_ck       CHECK (status IN ('proposed', 'canary', 'promoted', 'rolled_back', 'rejected')),
    CONSTRAINT model_migration_models_ck       CHECK (incumbent_id <> candidate_id),
    CONSTRAINT model_migration_started_ck      CHECK ((rule IS NULL) = (started_at IS NULL) AND (rule IS NULL) = (after_call_id IS NULL)),
    CONSTRAINT model_migration_canary_ck       CHECK (status NOT IN ('canary', 'promoted', 'rolled_back') OR started_at IS NOT NULL),
    CONSTRAINT model_migration_closed_ck       CHECK ((status IN ('proposed', 'canary')) = (closed_at IS NULL))
);
CREATE UNIQUE INDEX model_migration_canary_uq ON agora_model.model_migration (stage) WHERE status = 'canary';
CREATE UNIQUE INDEX model_migration_open_uq   ON agora_model.model_migration (stage, candidate_id) WHERE status IN ('proposed', 'canary');
CREATE INDEX model_migration_stage_ix        ON agora_model.model_migration (stage);
CREATE INDEX model_migration_incumbent_id_ix ON agora_model.model_migration (incumbent_id);
CREATE INDEX model_migration_candidate_id_ix ON agora_model.model_migration (candidate_id);
CREATE INDEX model_migration_created_by_ix   ON agora_model.model_migration (created_by);
COMMENT ON TABLE  agora_model.model_migration                    IS 'Moves of stages to other models; see recorded_migration.';
COMMENT ON COLUMN agora_model.model_migration.model_migration_id IS 'Key.';
COMMENT ON COLUMN agora_model.model_migration.stage              IS 'Stage.';
COMMENT ON COLUMN agora_model.model_migration.incumbent_id       IS 'Model that has the largest share of its calls.';
COMMENT ON COLUMN agora_model.model_migration.candidate_id       IS 'Model that may take that share.';
COMMENT ON COLUMN agora_model.model_migration.status             IS 'proposed, canary, promoted, rolled_back or rejected.';
COMMENT ON COLUMN agora_model.model_migration.is_proven          IS 'Whether the evidence met every criterion when it was proposed; otherwise only an operator starts the canary.';
COMMENT ON COLUMN agora_model.model_migration.created_by         IS 'Who proposed it.';
COMMENT ON COLUMN agora_model.model_migration.recorded_at        IS 'When.';
COMMENT ON COLUMN agora_model.model_migration.rule               IS 'What its canary is judged by: share, planned runs, alpha, margin, floor, saving, longest; NULL = none was started.';
COMMENT ON COLUMN agora_model.model_migration.after_call_id      IS 'Last call before the canary.';
COMMENT ON COLUMN agora_model.model_migration.started_at         IS 'When the canary started.';
COMMENT ON COLUMN agora_model.model_migration.closed_at          IS 'When it was promoted, rolled back or rejected.';

CREATE TRIGGER model_migration_guard_status
    BEFORE UPDATE ON agora_model.model_migration
    FOR EACH ROW EXECUTE FUNCTION agora.tg_guard_status('model_migration');
CREATE TRIGGER model_migration_refuse_delete
    BEFORE DELETE ON agora_model.model_migration
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER model_migration_refuse_truncate
    BEFORE TRUNCATE ON agora_model.model_migration
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
