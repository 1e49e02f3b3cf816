-- Which model a reference means, once that was found out: the look-up of every call. Rebuilt from the models' rules whenever the
-- catalogue changes; what an operator said stays.
-- Dump: all
CREATE TABLE agora_model.model_reference (
    reference    text        NOT NULL,
    model_id     bigint      NOT NULL,
    is_stated    boolean     NOT NULL,
    recorded_at  timestamptz NOT NULL,
    CONSTRAINT model_reference_pk           PRIMARY KEY (reference),
    CONSTRAINT model_reference_model_id_fk  FOREIGN KEY (model_id) REFERENCES agora_model.model (model_id),
    CONSTRAINT model_reference_reference_ck CHECK (reference = lower(reference) AND length(reference) BETWEEN 1 AND 300)
);
CREATE INDEX model_reference_model_id_ix ON agora_model.model_reference (model_id);
COMMENT ON TABLE  agora_model.model_reference             IS 'References to models, in lower case, and what they mean.';
COMMENT ON COLUMN agora_model.model_reference.reference   IS 'As in provider/model, in lower case.';
COMMENT ON COLUMN agora_model.model_reference.model_id    IS 'Model.';
COMMENT ON COLUMN agora_model.model_reference.is_stated   IS 'Whether an operator said so; otherwise it follows from the models'' rules.';
COMMENT ON COLUMN agora_model.model_reference.recorded_at IS 'When it was found out.';
