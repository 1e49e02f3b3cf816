-- Every decision about a migration, with the evidence that it was made on.
-- Dump: all
CREATE TABLE agora_model.migration_decision (
    migration_decision_id  bigint      GENERATED ALWAYS AS IDENTITY,
    model_migration_id     bigint      NOT NULL,
    status                 text        NOT NULL,
    reasons                text[]      NOT NULL,
    criteria               jsonb       NOT NULL,
    evidence               jsonb       NOT NULL,
    created_by             bigint      NOT NULL,
    recorded_at            timestamptz NOT NULL,
    CONSTRAINT migration_decision_pk                    PRIMARY KEY (migration_decision_id),
    CONSTRAINT migration_decision_model_migration_id_fk FOREIGN KEY (model_migration_id) REFERENCES agora_model.model_migration (model_migration_id),
    CONSTRAINT migration_decision_created_by_fk         FOREIGN KEY (created_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT migration_decision_criteria_ck           CHECK (jsonb_typeof(criteria) = 'array'),
    CONSTRAINT migration_decision_evidence_ck           CHECK (jsonb_typeof(evidence) = 'object')
);
CREATE INDEX migration_decision_model_migration_id_ix ON agora_model.migration_decision (model_migration_id);
CREATE INDEX migration_decision_created_by_ix         ON agora_model.migration_decision (created_by);
COMMENT ON TABLE  agora_model.migration_decision                       IS 'Decisions about migrations, append-only; see migration_history.';
COMMENT ON COLUMN agora_model.migration_decision.migration_decision_id IS 'Key.';
COMMENT ON COLUMN agora_model.migration_decision.model_migration_id    IS 'Migration.';
COMMENT ON COLUMN agora_model.migration_decision.status                IS 'What it became.';
COMMENT ON COLUMN agora_model.migration_decision.reasons               IS 'Why, in words.';
COMMENT ON COLUMN agora_model.migration_decision.criteria              IS 'Criteria with value, limit and whether it was met.';
COMMENT ON COLUMN agora_model.migration_decision.evidence              IS 'Figures behind them.';
COMMENT ON COLUMN agora_model.migration_decision.created_by            IS 'Who decided, or whose call had it judged.';
COMMENT ON COLUMN agora_model.migration_decision.recorded_at           IS 'When.';

CREATE TRIGGER migration_decision_refuse_change
    BEFORE UPDATE OR DELETE ON agora_model.migration_decision
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER migration_decision_refuse_truncate
    BEFORE TRUNCATE ON agora_model.migration_decision
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
