-- Which models serve a stage, and with what share of its calls. The last row of a stage holds; nothing is overwritten. A model with
-- share 0 serves only where a budget asks for something cheaper.
-- Dump: all
CREATE TABLE agora_model.model_assignment (
    model_assignment_id  bigint      GENERATED ALWAYS AS IDENTITY,
    stage                text        NOT NULL,
    model_ids            bigint[]    NOT NULL,
    shares               numeric[]   NOT NULL,
    is_pinned            boolean     NOT NULL,
    reason               text        NOT NULL,
    created_by           bigint      NOT NULL,
    recorded_at          timestamptz NOT NULL,
    CONSTRAINT model_assignment_pk            PRIMARY KEY (model_assignment_id),
    CONSTRAINT model_assignment_stage_fk      FOREIGN KEY (stage) REFERENCES agora.stage (stage),
    CONSTRAINT model_assignment_created_by_fk FOREIGN KEY (created_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT model_assignment_models_ck     CHECK (cardinality(model_ids) = cardinality(shares)),
    CONSTRAINT model_assignment_shares_ck     CHECK (agora_model._is_whole(shares))
);
CREATE INDEX model_assignment_stage_ix      ON agora_model.model_assignment (stage, model_assignment_id);
CREATE INDEX model_assignment_created_by_ix ON agora_model.model_assignment (created_by);
COMMENT ON TABLE  agora_model.model_assignment                     IS 'Models of stages with their shares, append-only; see assigned_model and assignment_history.';
COMMENT ON COLUMN agora_model.model_assignment.model_assignment_id IS 'Key; the highest of a stage holds.';
COMMENT ON COLUMN agora_model.model_assignment.stage               IS 'Stage.';
COMMENT ON COLUMN agora_model.model_assignment.model_ids           IS 'Models, the largest share first.';
COMMENT ON COLUMN agora_model.model_assignment.shares              IS 'Share of the calls that each serves, 0..1; they sum to 1.';
COMMENT ON COLUMN agora_model.model_assignment.is_pinned           IS 'Whether only an operator changes it: no migration may.';
COMMENT ON COLUMN agora_model.model_assignment.reason              IS 'Why.';
COMMENT ON COLUMN agora_model.model_assignment.created_by          IS 'Who said so, or whose call promoted the migration.';
COMMENT ON COLUMN agora_model.model_assignment.recorded_at         IS 'From when on it holds.';

CREATE TRIGGER model_assignment_refuse_change
    BEFORE UPDATE OR DELETE ON agora_model.model_assignment
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER model_assignment_refuse_truncate
    BEFORE TRUNCATE ON agora_model.model_assignment
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
